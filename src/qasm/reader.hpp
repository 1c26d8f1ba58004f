// Reading OpenQASM 2 and 3: programs of gates and final measurements. Definitions are expanded, and the numbers a
// program declares as inputs become the weights of the circuit. Not for programs with classical control, resets or
// timing.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "sim/circuit/circuit.hpp"

namespace quanvas::qasm {

struct Program {
  sim::Circuit circuit;  // its weights are the `input float` and `input angle` declarations; it has no inputs
  std::vector<std::string> parameters;  // [weight] their names
  std::vector<std::string> wires;       // [wire] "q[0]", ...; registers in the order of their declaration
  std::vector<Wire> measured;           // in the order of measurement; empty if none
};

// `file` names the text in messages: "FILE:LINE:COLUMN: reason". Throws Error.
Program read(std::string_view text, std::string_view file);

}  // namespace quanvas::qasm
