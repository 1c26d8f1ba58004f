// Where `quanvas circuit` takes its circuit from: an OpenQASM file or a layer of a model, and values for its
// parameters.
#pragma once

#include <string>
#include <vector>

#include "cli/arguments.hpp"
#include "sim/circuit/circuit.hpp"
#include "sim/circuit/program.hpp"

namespace quanvas::cli {

// A circuit without inputs, and a value for each of its weights.
struct CircuitSource {
  std::string name;
  sim::Circuit circuit;
  std::vector<std::string> parameters;  // [weight] names
  std::vector<double> values;           // [weight]
  std::vector<Wire> measured;           // by the file, in order; empty if none
};

// The file's name, or the model's.
std::string source_name(const po::variables_map& values);

// What --set says, for parameters of these names. Throws Error for one without a value and for a value without one.
std::vector<double> parameter_values(const po::variables_map& values, const std::vector<std::string>& parameters);

// The options FILE, --model and --layer with what shapes a model's circuit, and --set.
void add_circuit_options(Arguments& arguments);

// The circuit as it stands, its inputs and weights without values.
struct NamedCircuit {
  std::string name;
  sim::Circuit circuit;
  std::vector<Wire> measured;
};

// The model's layer. Throws Error where the model has none of that number.
NamedCircuit named_circuit(const po::variables_map& values);

// The circuit with values for all its parameters. Where a program has none, every angle that is a number becomes one if
// `free_angles`. Throws Error for parameters without a value and for values without a parameter.
CircuitSource circuit_source(const po::variables_map& values, const sim::Program& whole, bool free_angles);

}  // namespace quanvas::cli
