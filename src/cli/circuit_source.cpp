#include "cli/circuit_source.hpp"

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <numbers>

#include "base/error.hpp"
#include "base/random.hpp"
#include "base/text.hpp"
#include "cli/circuit_model.hpp"
#include "cli/circuit_values.hpp"
#include "qasm/reader.hpp"

namespace quanvas::cli {
namespace {

std::string text_of_file(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  require(file.good() && !std::filesystem::is_directory(path), "{}: is no file that can be opened; is the path right?",
          path);
  std::string text{std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
  require(!file.bad(), "{}: cannot be read", path);
  return text;
}

// "x0", "x1", ...
std::vector<std::string> numbered(std::string_view name, std::size_t count) {
  std::vector<std::string> names;
  for (std::size_t i = 0; i < count; ++i) names.push_back(fmt::format("{}{}", name, i));
  return names;
}

// Every constant angle as a parameter, named by its gate, wires and position: "rx q[0] #3".
CircuitSource with_free_angles(const qasm::Program& program) {
  std::vector<sim::Operation> operations = program.circuit.operations();
  CircuitSource source{
      .name = {}, .circuit = program.circuit, .parameters = {}, .rows = {{}}, .shown = program.measured, .names = {}};
  std::vector<double>& values = source.rows[0];
  for (std::size_t i = 0; i < operations.size(); ++i) {
    sim::Gate* const gate = std::get_if<sim::Gate>(&operations[i].what);
    if (!gate) continue;
    for (sim::Angle& angle : gate->angles) {
      std::vector<std::string> wires;
      for (const Wire wire : operations[i].wires) wires.push_back(program.wires[wire.value]);
      const std::string which = gate->angles.size() > 1 ? fmt::format(".{}", &angle - gate->angles.data() + 1) : "";
      source.parameters.push_back(fmt::format("{}{} {} #{}", info(gate->id).name, which, join(wires, ","), i + 1));
      values.push_back(angle.offset);
      angle = sim::Angle::weight(Slot(static_cast<std::uint32_t>(values.size() - 1)));
    }
  }
  source.circuit = sim::Circuit(program.circuit.wires(), 0, values.size());
  for (sim::Operation& operation : operations) source.circuit.add(std::move(operation));
  return source;
}

void require_one_source(const po::variables_map& values) {
  const bool file = values.count("FILE") > 0;
  const bool trial = values.count("weights") && values["weights"].as<std::vector<std::string>>().size() > 1;
  const bool model = values.count("model") > 0 || trial;
  require(file || model, "circuit: name a FILE or a --model; `quanvas circuit --help` explains");
  require(!file || !model, "circuit: a FILE and {} are given; one of them is run", trial ? "a trial" : "a --model");
}

ParameterKinds parameters_of(const std::vector<std::string>& names) {
  return {.names = names,
          .inputs = {},
          .random =
              [](std::uint64_t seed, std::size_t count) {
                RandomStream stream(seed, "weights");
                std::vector<double> weights(count);
                for (double& weight : weights) weight = stream.uniform(0, 2 * std::numbers::pi);
                return weights;
              },
          .trained = {}};
}

ParameterKinds parameters_of(const ModelLayer& model, std::ostream& err) {
  const sim::Circuit& circuit = model.layer.circuit;
  ParameterKinds parameters{.names = numbered("x", circuit.inputs()),
                            .inputs = circuit.inputs(),
                            .random = [&](std::uint64_t seed, std::size_t) { return initial_weights(model, seed); },
                            .trained = [&] { return trained_weights(model, err); }};
  for (std::string& name : numbered("theta", circuit.weights())) parameters.names.push_back(std::move(name));
  return parameters;
}

void require_finite_angles(const CircuitSource& source) {
  for (std::size_t row = 0; row < source.rows.size(); ++row) {
    const std::vector<double> inputs = source.inputs(row);
    const std::vector<double> weights = source.weights(row);
    for (const sim::Operation& operation : source.circuit.operations()) {
      const sim::Gate* const gate = std::get_if<sim::Gate>(&operation.what);
      if (!gate) continue;
      for (const sim::Angle& angle : gate->angles) {
        if (angle.fixed()) continue;
        const bool input = angle.source == sim::Angle::Source::input;
        const double value = (input ? inputs : weights)[angle.slot.value];
        require(std::isfinite(angle.scale * value + angle.offset),
                "the angle {} * {} + {} of gate {} is no finite number where {} is {}", angle.scale,
                source.parameters[(input ? 0 : inputs.size()) + angle.slot.value], angle.offset, info(gate->id).name,
                source.parameters[(input ? 0 : inputs.size()) + angle.slot.value], value);
      }
    }
  }
}

CircuitSource source_of_model(const po::variables_map& values, std::ostream& err) {
  const ModelLayer model = model_layer(values);
  const ParameterKinds parameters = parameters_of(model, err);
  return {.name = model.name(),
          .circuit = model.layer.circuit,
          .parameters = parameters.names,
          .rows = parameter_rows(values, parameters),
          .shown = {},
          .names = {}};
}

CircuitSource source_of_program(const po::variables_map& values, const sim::Program& whole, bool free_angles) {
  const qasm::Program program = qasm::as_circuit(whole, source_name(values));
  if (free_angles && program.parameters.empty() && !has_values(values)) return with_free_angles(program);
  return {.name = source_name(values),
          .circuit = program.circuit,
          .parameters = program.parameters,
          .rows = program_rows(values, whole),
          .shown = program.measured,
          .names = {}};
}

}  // namespace

std::vector<double> CircuitSource::inputs(std::size_t row) const {
  return {rows[row].begin(), rows[row].begin() + static_cast<std::ptrdiff_t>(circuit.inputs())};
}

std::vector<double> CircuitSource::weights(std::size_t row) const {
  return {rows[row].begin() + static_cast<std::ptrdiff_t>(circuit.inputs()), rows[row].end()};
}

void add_circuit_options(Arguments& arguments, const Invocation& invocation) {
  arguments.add_positional("FILE", "an OpenQASM 2 or 3 program", Arguments::Presence::optional);
  add_model_options(arguments, invocation);
  add_value_options(arguments);
}

std::optional<sim::Program> program_of_file(const po::variables_map& values) {
  require_one_source(values);
  if (!values.count("FILE")) return std::nullopt;
  const std::string& path = values["FILE"].as<std::string>();
  return qasm::read_program(text_of_file(path), path, qasm::include_beside);
}

NamedCircuit named_circuit(const po::variables_map& values) {
  ModelLayer model = model_layer(values);
  return {.name = model.name(), .circuit = std::move(model.layer.circuit), .measured = std::move(model.layer.measured)};
}

std::string source_name(const po::variables_map& values) {
  if (!values.count("FILE")) return model_layer(values).name();
  return std::filesystem::path(values["FILE"].as<std::string>()).filename().string();
}

std::vector<std::vector<double>> program_rows(const po::variables_map& values, const sim::Program& program) {
  return parameter_rows(values, parameters_of(program.parameters));
}

BitOrder bit_order(const po::variables_map& values) {
  const std::string& order = values["bit-order"].as<std::string>();
  require(order == "declared" || order == "qiskit", "--bit-order {}: declared or qiskit", order);
  return order == "qiskit" ? BitOrder::qiskit : BitOrder::declared;
}

CircuitSource circuit_source(const po::variables_map& values, const std::optional<sim::Program>& file, bool free_angles,
                             std::ostream& err) {
  CircuitSource source = file ? source_of_program(values, *file, free_angles) : source_of_model(values, err);
  const auto wires = static_cast<std::uint32_t>(source.circuit.wires());
  if (source.shown.empty())
    for (std::uint32_t w = 0; w < wires; ++w) source.shown.emplace_back(w);
  const BitOrder order = bit_order(values);
  if (order == BitOrder::qiskit) std::ranges::reverse(source.shown);
  source.names = file ? outcome_names(*file, order)
                      : OutcomeNames{.registers = {{.name = "q", .size = wires}}, .by_wire = true, .order = order};
  require_finite_angles(source);
  return source;
}

}  // namespace quanvas::cli
