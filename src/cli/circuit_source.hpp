// Where `quanvas circuit` takes its circuit from: an OpenQASM file or a layer of a model, and values for its
// parameters.
#pragma once

#include <iosfwd>
#include <optional>
#include <string>
#include <vector>

#include "cli/arguments.hpp"
#include "cli/circuit_values.hpp"
#include "cli/outcome_names.hpp"
#include "sim/circuit/circuit.hpp"
#include "sim/circuit/program.hpp"

namespace quanvas::cli {

// A circuit with values for its inputs and weights.
struct CircuitSource {
  std::string name;
  sim::Circuit circuit;
  std::vector<std::string> parameters;    // names of the inputs, then of the weights
  std::vector<std::vector<double>> rows;  // [row][parameter]
  std::vector<Wire> shown;                // the wires of bit strings, the leftmost first
  OutcomeNames names;                     // of these

  std::vector<double> inputs(std::size_t row) const;
  std::vector<double> weights(std::size_t row) const;
};

// The options FILE, --model and --layer with what shapes a model's circuit, and those of values.
void add_circuit_options(Arguments& arguments, const Invocation& invocation);

// The circuit as it stands, its inputs and weights without values.
struct NamedCircuit {
  std::string name;
  sim::Circuit circuit;
  std::vector<Wire> measured;
};

// The program of the file that is named; nothing where it is a model or a trial. Throws Error where none or two are
// named, and for a file that cannot be read or is not OpenQASM.
std::optional<sim::Program> program_of_file(const po::variables_map& values);

// The model's layer.
NamedCircuit named_circuit(const po::variables_map& values);

// The file's name, or the model's.
std::string source_name(const po::variables_map& values);

// [row][parameter] values for a program's parameters.
std::vector<std::vector<double>> program_rows(const po::variables_map& values, const sim::Program& program);

// What --bit-order says.
BitOrder bit_order(const po::variables_map& values);

// The circuit with values for all its parameters. Where a program has none, every angle that is a number becomes one if
// `free_angles`. Throws Error for parameters without a value, for values without a parameter, and for angles that come
// to no finite number.
CircuitSource circuit_source(const po::variables_map& values, const std::optional<sim::Program>& file, bool free_angles,
                             std::ostream& err);

}  // namespace quanvas::cli
