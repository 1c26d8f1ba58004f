// The parts of the module quanvas._core.
#pragma once

#include <pybind11/pybind11.h>

namespace quanvas::python {

void bind_angles(pybind11::module_& module);
void bind_circuit(pybind11::module_& module);
void bind_layers(pybind11::module_& module);

}  // namespace quanvas::python
