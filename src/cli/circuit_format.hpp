// The forms in which `quanvas circuit` writes a circuit instead of running it.
#pragma once

#include <string>
#include <string_view>

#include "cli/circuit_source.hpp"
#include "sim/circuit/program.hpp"

namespace quanvas::cli {

// Throws Error, naming the forms, for any other than text, svg, json, qasm2 and qasm3.
void require_circuit_format(std::string_view format);

// Whether the form takes numbers alone: every parameter needs a value.
bool wants_values(std::string_view format);

// In that form. Throws Error for a program that JSON or OpenQASM 2 has no words for.
std::string written(const NamedCircuit& named, std::string_view format);
std::string written(const sim::Program& program, const std::string& name, std::string_view format);

}  // namespace quanvas::cli
