// Circuits as tuples of Python's own values, which pickle and copy take; and back.
#pragma once

#include <pybind11/pybind11.h>

#include "python/circuit.hpp"

namespace quanvas::python {

pybind11::tuple saved(const Circuit& circuit);
// Throws Error for what is no tuple of saved().
Circuit restored(const pybind11::tuple& saved);

}  // namespace quanvas::python
