#include "cli/circuit_source.hpp"

#include <algorithm>
#include <filesystem>
#include <map>
#include <optional>

#include "base/error.hpp"
#include "base/text.hpp"
#include "cli/trial_options.hpp"
#include "model/zoo.hpp"
#include "qasm/reader.hpp"

namespace quanvas::cli {
namespace {

// The trial's parameters that shape its circuits.
constexpr std::string_view kShaping[] = {"model",         "layers", "wiring",     "depths",     "encoding_repeat",
                                         "classes",       "head",   "head_wires", "head_depth", "filter_circuit",
                                         "filter_layers", "reps",   "qcnn_input"};

model::NamedCircuit circuit_of_model(const po::variables_map& values) {
  trial::TrialSpec given = trial_from(values, kShaping);
  with_context("--seed", [&] { trial::require_axis("seed").set(given, values["seed"].as<std::string>()); });
  const trial::TrialSpec spec = model::canonical(given, {});
  const auto circuits = model::circuits(spec, {});
  const int layer = values["layer"].as<int>();
  require(!circuits.empty(), "--model {}: this model has no quantum circuit", spec.model);
  std::vector<std::string> names;
  for (const auto& named : circuits) names.push_back(named.name);
  require(layer >= 1 && layer <= static_cast<int>(circuits.size()), "--layer {}: {} has the layers 1 to {} ({})", layer,
          spec.model, circuits.size(), join(names, ", "));
  return circuits[static_cast<std::size_t>(layer - 1)];
}

// What --set says.
std::map<std::string, double> settings(const po::variables_map& values) {
  std::map<std::string, double> result;
  if (values["set"].empty()) return result;
  for (const std::string& text : values["set"].as<std::vector<std::string>>()) {
    const std::size_t equals = text.find('=');
    const auto value =
        equals == std::string::npos ? std::nullopt : parse_real(trim(std::string_view(text).substr(equals + 1)));
    require(value.has_value(), "--set {}: expected NAME=NUMBER", text);
    const std::string name(trim(std::string_view(text).substr(0, equals)));
    require(result.emplace(name, *value).second, "--set {}: `{}` has a value already", text, name);
  }
  return result;
}

// Every constant angle as a parameter, named by its gate, wires and position: "rx q[0] #3".
CircuitSource with_free_angles(const qasm::Program& program) {
  std::vector<sim::Operation> operations = program.circuit.operations();
  CircuitSource source{
      .name = {}, .circuit = program.circuit, .parameters = {}, .values = {}, .measured = program.measured};
  for (std::size_t i = 0; i < operations.size(); ++i) {
    sim::Gate* const gate = std::get_if<sim::Gate>(&operations[i].what);
    if (!gate) continue;
    for (sim::Angle& angle : gate->angles) {
      std::vector<std::string> wires;
      for (const Wire wire : operations[i].wires) wires.push_back(program.wires[wire.value]);
      const std::string which = gate->angles.size() > 1 ? fmt::format(".{}", &angle - gate->angles.data() + 1) : "";
      source.parameters.push_back(fmt::format("{}{} {} #{}", info(gate->id).name, which, join(wires, ","), i + 1));
      source.values.push_back(angle.offset);
      angle = sim::Angle::weight(Slot(static_cast<std::uint32_t>(source.values.size() - 1)));
    }
  }
  source.circuit = sim::Circuit(program.circuit.wires(), 0, source.values.size());
  for (sim::Operation& operation : operations) source.circuit.add(std::move(operation));
  return source;
}

std::vector<double> values_of(std::map<std::string, double> given, const std::vector<std::string>& parameters) {
  const std::vector<std::string_view> known(parameters.begin(), parameters.end());
  for (const auto& [name, value] : given)
    require(std::ranges::find(parameters, name) != parameters.end(), "--set {0}: the circuit has no parameter `{0}`{1}",
            name, suggestion(name, known));
  std::vector<std::string> missing;
  std::vector<double> values;
  for (const std::string& name : parameters) {
    if (!given.contains(name)) missing.push_back(name);
    values.push_back(given[name]);
  }
  require(missing.empty(), "these parameters have no value: {}; give each with --set, as in --set {}=0.5",
          join(missing, ", "), missing.empty() ? "" : missing.front());
  return values;
}

}  // namespace

std::string source_name(const po::variables_map& values) {
  if (!values.count("FILE")) return values["model"].as<std::string>();
  return std::filesystem::path(values["FILE"].as<std::string>()).filename().string();
}

std::vector<double> parameter_values(const po::variables_map& values, const std::vector<std::string>& parameters) {
  return values_of(settings(values), parameters);
}

void add_circuit_options(Arguments& arguments) {
  arguments.add_positional("FILE", "an OpenQASM 2 or 3 program", Arguments::Presence::optional);
  arguments.add("model", po::value<std::string>()->value_name("NAME"), "a layer of this model instead of a file");
  arguments.add("layer", po::value<int>()->default_value(1)->value_name("N"),
                "which of the model's quantum layers, from 1");
  for (const std::string_view key : std::span(kShaping).subspan(1))
    add_trial_option(arguments, trial::require_axis(key));
  arguments.add("set", po::value<std::vector<std::string>>()->value_name("NAME=NUMBER"),
                "the value of a parameter (`input float` of a program); repeat for each");
}

NamedCircuit named_circuit(const po::variables_map& values) {
  model::NamedCircuit circuit = circuit_of_model(values);
  return {.name = values["model"].as<std::string>() + " " + circuit.name,
          .circuit = std::move(circuit.circuit),
          .measured = std::move(circuit.measured)};
}

CircuitSource circuit_source(const po::variables_map& values, const sim::Program& whole, bool free_angles) {
  const qasm::Program program = qasm::as_circuit(whole, source_name(values));
  std::map<std::string, double> given = settings(values);
  if (free_angles && program.parameters.empty() && given.empty()) return with_free_angles(program);
  CircuitSource source{.name = source_name(values),
                       .circuit = program.circuit,
                       .parameters = program.parameters,
                       .values = {},
                       .measured = program.measured};
  source.values = values_of(std::move(given), source.parameters);
  return source;
}

}  // namespace quanvas::cli
