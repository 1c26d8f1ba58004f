// Where `quanvas circuit` takes its circuit from: an OpenQASM file or a layer of a model, and values for its
// parameters.
#pragma once

#include <string>
#include <vector>

#include "cli/arguments.hpp"
#include "sim/circuit/circuit.hpp"

namespace quanvas::cli {

// A circuit without inputs, and a value for each of its weights.
struct CircuitSource {
  std::string name;
  sim::Circuit circuit;
  std::vector<std::string> parameters;  // [weight] names
  std::vector<double> values;           // [weight]
  std::vector<Wire> measured;           // by the file, in order; empty if none
};

// The options FILE, --model and --layer with what shapes a model's circuit, and --set.
void add_circuit_options(Arguments& arguments);

// The circuit as it stands, its inputs and weights without values.
struct NamedCircuit {
  std::string name;
  sim::Circuit circuit;
  std::vector<Wire> measured;
};

// Throws Error where none or two circuits are named, and for files that cannot be read or are not OpenQASM.
NamedCircuit named_circuit(const po::variables_map& values);

// The circuit with values for all its parameters. Where a program has none, every angle that is a number becomes one if
// `free_angles`. Throws Error for parameters without a value and for values without a parameter.
CircuitSource circuit_source(const po::variables_map& values, bool free_angles);

}  // namespace quanvas::cli
