// A program as a value: a circuit that measures, resets and decides on classical bits while it runs. What is nothing
// but gates and final measurements is a circuit, and is run as one; the rest is for sim/dynamic.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "sim/circuit/circuit.hpp"
#include "sim/circuit/formula.hpp"
#include "sim/circuit/noise_model.hpp"

namespace quanvas::sim {

inline constexpr std::size_t kMostProgramWires = 100'000;

// A gate that the list of gates lacks, as it is written and as the operations that it is.
struct DefinedGate {
  std::uint32_t definition = 0;  // of Program::definitions
  std::vector<Wire> wires;
  std::vector<Angle> arguments;
  std::vector<Operation> body;
};

// The wire is projected on 0 or 1, and the bit is what came.
struct Measurement {
  Wire wire;
  std::uint32_t bit = 0;

  friend bool operator==(const Measurement&, const Measurement&) = default;
};

// The wire is put into |0>.
struct Reset {
  Wire wire;
};

// The bits from `first` on become the binary digits of an integer, the least significant first.
struct Assignment {
  std::uint32_t first = 0;
  std::uint32_t count = 1;  // up to 64
  Formula value;
};

// What a program has no operation for, but what drawings show and writing keeps.
struct Barrier {
  std::vector<Wire> wires;
};

struct Branch;
struct Loop;
using Step = std::variant<Operation, DefinedGate, Measurement, Reset, Assignment, Barrier, Branch, Loop>;
using Block = std::vector<Step>;

// One of two blocks, after whether a condition is other than 0.
struct Branch {
  Formula condition;
  Block then;  // no initialisers: clang 14 would ask for what a Loop is
  Block otherwise;
};

// A block again and again, as long as a condition is other than 0 before it.
struct Loop {
  Formula condition;
  Block body;
};

// A gate in a definition: on wires of the definition, its angles formulas of the definition's parameters.
struct DefinitionStep {
  GateId gate;
  std::vector<std::uint32_t> wires;
  std::vector<Formula> angles;
};

// What a defined gate is made of, up to its global phase.
struct Definition {
  std::string name;   // an identifier of OpenQASM
  std::string label;  // as it was applied: "majority", "ctrl(2) @ majority"
  std::size_t parameters = 0;
  std::size_t wires = 0;
  std::vector<DefinitionStep> body = {};
};

// Wires or bits with a name; a single one has no index.
struct Register {
  std::string name;
  std::uint32_t first = 0;
  std::uint32_t size = 1;
  bool array = true;

  // "q[1]", or "q" of a single one.
  std::string element(std::size_t i) const;
};

struct Program {
  std::vector<Register> qubits;     // in the order of their declaration; wires are numbered through
  std::vector<Register> registers;  // of bits, in the order of their declaration; bit 0 leftmost within each
  std::vector<Register> memory;     // further bits that it keeps numbers in; they have no names
  std::size_t wires = 0;
  std::size_t bits = 0;                 // of registers and memory
  std::vector<std::string> parameters;  // names of the first weights, which take values
  std::vector<Formula> derived;         // further weights: formulas of the parameters, and of bits
  std::vector<Definition> definitions;
  Block body;                         // all but the final measurements
  std::vector<Measurement> measured;  // at the end, each wire and each bit at most once; in the order of their bits

  std::size_t weights() const { return parameters.size() + derived.size(); }
  // The bits of the registers, one register after the other.
  std::vector<std::uint32_t> register_bits() const;
  std::string wire_name(Wire wire) const;
  std::string bit_name(std::size_t bit) const;  // "c[1]"; "memory[3]" of a bit without a name

  // Whether it measures, resets or decides before its end.
  bool dynamic() const;

  // [weight] their values where the parameters have these and the bits are as known.
  std::vector<double> weight_values(std::span<const double> values, const Bits& known = {}) const;
  // [parameter] the chain rule: from derivatives by the weights to derivatives by the parameters.
  std::vector<double> parameter_gradient(std::span<const double> by_weight, std::span<const double> values) const;
};

// Moves measurements that nothing comes after from the body to `measured`, and drops those whose outcome is replaced or
// goes to no register.
void settle_measurements(Program& program);

// The program with the wires that can have an influence on these wires and on its bits (but not those that only
// measurements of other wires at the end set), numbered in their old order; `kept` are the old numbers.
struct Reduced {
  Program program;
  std::vector<Wire> kept;
};
Reduced light_cone(const Program& program, const std::vector<Wire>& wires);

// Of a program that is not dynamic: its gates as a circuit, with the noise that follows each gate as it is written, and
// the readout error on every wire. Throws Error for more wires than can be simulated.
Circuit circuit_of(const Program& program, const NoiseModel& noise = {});

// The circuit as a program of one register q: inputs, then weights, are its parameters. They are called x0, x1, ... and
// theta0, theta1, ... where no names are given. Throws Error for another number of names.
Program program_of(const Circuit& circuit, std::vector<std::string> names = {});

// With the parameters at these values, as constants. Throws Error for another number of them.
Program bind(const Program& program, std::span<const double> values);

}  // namespace quanvas::sim
