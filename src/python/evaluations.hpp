// The methods of quanvas.Circuit that run it.
#pragma once

#include <pybind11/pybind11.h>

#include "python/circuit.hpp"

namespace quanvas::python {

void define_evaluations(pybind11::class_<Circuit>& type);

}  // namespace quanvas::python
