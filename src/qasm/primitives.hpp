// What gates are made of: gates of the simulator's list on some qubits, with a global phase; and what the modifiers
// ctrl, negctrl, inv and pow make of that. The phase is kept since a control turns it into a gate.
#pragma once

#include <cstdint>
#include <vector>

#include "qasm/lexer.hpp"
#include "sim/circuit/program.hpp"

namespace quanvas::qasm {

using sim::Formula;
using Primitive = sim::DefinitionStep;

struct Primitives {
  std::vector<Primitive> gates = {};
  Formula phase = {};  // in radians, besides those that OpenQASM 3 gives the gates
};

inline constexpr std::size_t kMostGates = 4'000'000;  // of a program, all definitions expanded

// A gate of the list on its own wires.
Primitives primitive(sim::GateId gate, std::vector<Formula> angles);

// By what it exceeds the product of the rotations that its gates are made of.
Formula whole_phase(const Primitives& primitives);

// The built-in gate U of OpenQASM 3: e^(i theta/2) times what u3 is named after, so diag(1, e^(i lambda)) for theta =
// phi = 0.
Primitives built_in_u(const std::vector<Formula>& angles);

// With these in the place of the parameters (where there are any) and qubits.
Primitives placed(const Primitives& primitives, std::span<const Formula> arguments,
                  const std::vector<std::uint32_t>& qubits);

void append(Primitives& to, Primitives more);

// Appends exp(-i angle P / 2), P a product of as many letters X, Y, Z as there are qubits.
void append_rotation(Primitives& to, std::string_view letters, const std::vector<std::uint32_t>& qubits,
                     const Formula& angle);

Primitives inverse(const Primitives& primitives);

// Applied where each of the first qubits is 1 (or 0, with `zeros`); those of the gate are moved behind them. Throws
// Error at the place for what takes more than kMostGates gates.
Primitives controlled(const Primitives& primitives, std::size_t controls, bool zeros, const Place& place);

// A power: of any gate a whole one; another one, the principal power, of a gate on one qubit and of one whose parts
// commute, with known angles. Throws Error at the place for others.
Primitives power(const Primitives& primitives, double exponent, std::size_t qubits, const Place& place);

}  // namespace quanvas::qasm
