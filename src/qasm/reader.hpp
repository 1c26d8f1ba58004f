// Reading OpenQASM 2 and 3 into programs: gates with modifiers, measurements, resets, classical registers and numbers,
// conditions, loops, subroutines. Numbers that a program declares as inputs become its parameters. What is refused is
// refused by name: docs/openqasm.md has the list.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "sim/circuit/program.hpp"

namespace quanvas::qasm {

// The path and text of a file that `by` includes under a name; nothing where there is none.
struct Included {
  std::string path;
  std::string text;
};
using Includes = std::function<std::optional<Included>(const std::string& name, const std::string& by)>;

// From the folder of the including file.
std::optional<Included> include_beside(const std::string& name, const std::string& by);

// `file` names the text in messages: "FILE:LINE:COLUMN: reason". Without `includes` only qelib1.inc and stdgates.inc,
// which are built in, can be included. Throws Error.
sim::Program read_program(std::string_view text, std::string_view file, const Includes& includes = {});

// A program of gates and final measurements as a circuit.
struct Program {
  sim::Circuit circuit;  // its weights are the `input float` and `input angle` declarations; it has no inputs
  std::vector<std::string> parameters;  // [weight] their names
  std::vector<std::string> wires;       // [wire] "q[0]", ...; registers in the order of their declaration
  std::vector<Wire> measured;           // in the order of their bits; empty if none
};
Program read(std::string_view text, std::string_view file);
Program as_circuit(const sim::Program& program, std::string_view file);

}  // namespace quanvas::qasm
