// The parts of the module quanvas._core.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include <pybind11/pybind11.h>

namespace quanvas::python {

void bind_angles(pybind11::module_& module);
void bind_circuit(pybind11::module_& module);
void bind_layers(pybind11::module_& module);
void bind_models(pybind11::module_& module);

// Parameters of a trial as the command line has them: a sequence becomes "4,1".
std::vector<std::pair<std::string, std::string>> texts_of(const pybind11::kwargs& parameters);

}  // namespace quanvas::python
