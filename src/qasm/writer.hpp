// Writing circuits as OpenQASM 2 or 3.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "qasm/lexer.hpp"
#include "sim/circuit/circuit.hpp"

namespace quanvas::qasm {

// What the inputs and weights are called; those not given are x0, x1, ... and theta0, theta1, ...
struct Names {
  std::vector<std::string> inputs = {};
  std::vector<std::string> weights = {};
};

// The program of one register q, with the inputs and then the weights as `input float` declarations. Gates that the
// standard file of the version lacks get a definition; a one-wire unitary becomes u3, up to its global phase. Throws
// Error for what cannot be written: channels, amplitudes, two-wire unitaries, and in OpenQASM 2 angles that are not
// constant (bind() makes them so); and for names that are not distinct OpenQASM identifiers.
std::string write(const sim::Circuit& circuit, Version version, const Names& names = {});

// The same circuit with its angles at these values, as constants. Throws Error for a wrong number of values.
sim::Circuit bind(const sim::Circuit& circuit, std::span<const double> inputs, std::span<const double> weights);

}  // namespace quanvas::qasm
