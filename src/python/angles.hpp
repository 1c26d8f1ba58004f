// Angles as Python gives them.
#pragma once

#include <pybind11/pybind11.h>

#include "python/circuit.hpp"

namespace quanvas::python {

// A number, or what input() and weight() of the module make. Throws Error for anything else.
GivenAngle given_angle(const pybind11::handle& given);

}  // namespace quanvas::python
