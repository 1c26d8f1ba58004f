// The forms in which `quanvas circuit` writes a circuit instead of running it.
#pragma once

#include <string>
#include <string_view>

#include "cli/circuit_source.hpp"

namespace quanvas::cli {

// Throws Error, naming the forms, for any other than text, svg, json, qasm2 and qasm3.
void require_circuit_format(std::string_view format);

// Whether the form takes numbers alone: every parameter needs a value.
bool wants_values(std::string_view format);

// The circuit in that form.
std::string written(const NamedCircuit& named, std::string_view format);

}  // namespace quanvas::cli
