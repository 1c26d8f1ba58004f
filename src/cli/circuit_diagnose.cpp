#include "cli/circuit_diagnose.hpp"

#include <ostream>

#include <fmt/format.h>

#include "base/error.hpp"
#include "base/json.hpp"
#include "base/text.hpp"
#include "cli/circuit_source.hpp"
#include "hybrid/encoding.hpp"
#include "qasm/reader.hpp"
#include "sim/diagnostics.hpp"

namespace quanvas::cli {
namespace {

constexpr std::size_t kMostSamples = 1'000'000;
constexpr std::size_t kMostDiagnosedWires = 20;
constexpr std::size_t kMostRepetitions = 1000;

struct Diagnosed {
  std::string name;
  std::size_t repetitions = 0;  // of an ansatz
  sim::Circuit circuit;
};

std::size_t number_from(std::string_view option, std::string_view text, std::size_t low, std::size_t high) {
  const auto value = parse_unsigned(trim(text));
  require(value && *value >= low && *value <= high, "--{} {}: a whole number from {} to {}", option, text, low, high);
  return static_cast<std::size_t>(*value);
}

std::vector<std::size_t> numbers_from(const po::variables_map& values, const std::string& option, std::size_t most) {
  std::vector<std::size_t> numbers;
  for (const std::string_view part : split(values[option].as<std::string>(), ','))
    numbers.push_back(number_from(option, part, 1, most));
  return numbers;
}

std::vector<std::string_view> ansatz_names() {
  std::vector<std::string_view> names;
  for (const hybrid::AnsatzInfo& info : hybrid::ansatze()) names.push_back(info.name);
  return names;
}

std::vector<Diagnosed> family(const po::variables_map& values) {
  for (const char* const other : {"FILE", "model"})
    require(!values.count(other), "circuit: --ansatz and {} are given; one of them is diagnosed", other);
  const auto& name = values["ansatz"].as<std::string>();
  const hybrid::AnsatzInfo& info = hybrid::ansatz_named(name);
  const RandomStream stream(number_from("seed", values["seed"].as<std::string>(), 0, ~std::size_t{0}), "ansatz");
  std::vector<Diagnosed> all;
  for (const std::size_t wires : numbers_from(values, "wires", kMostDiagnosedWires))
    for (const std::size_t repetitions : numbers_from(values, "repetitions", kMostRepetitions))
      all.push_back({.name = name,
                     .repetitions = repetitions,
                     .circuit = hybrid::compose(wires, {}, info.make(wires, {.layers = repetitions}, stream))});
  return all;
}

std::vector<Diagnosed> circuits_from(const po::variables_map& values) {
  if (values.count("ansatz")) return family(values);
  const std::optional<sim::Program> program = program_of_file(values);
  const std::string name = source_name(values);
  return {
      {.name = name, .circuit = program ? qasm::as_circuit(*program, name).circuit : named_circuit(values).circuit}};
}

std::string observable_text(const po::variables_map& values, std::size_t wires) {
  if (values["observable"].empty()) return wires > 1 ? "Z0 Z1" : "Z0";
  const auto& texts = values["observable"].as<std::vector<std::string>>();
  require(texts.size() == 1, "--diagnose: the gradient of one observable, not of {}", texts.size());
  return texts[0];
}

Json to_json(const Diagnosed& what, const std::string& observable, const sim::Diagnosis& found) {
  Json json = {{"circuit", what.name}, {"wires", what.circuit.wires()}};
  if (what.repetitions > 0) json["repetitions"] = what.repetitions;
  json["parameters"] = found.variances.size();
  json["expressibility"] = found.expressibility;
  json["entangling_capability"] = found.entangling_capability;
  json["observable"] = observable;
  json["gradient_mean"] = found.gradient_mean;
  json["gradient_variance"] = found.gradient_variance;
  json["gradient_variances"] = found.variances;
  return json;
}

std::string line_of(const Diagnosed& what, const sim::Diagnosis& found) {
  const std::string repetitions = what.repetitions > 0 ? fmt::format("{}", what.repetitions) : "-";
  return fmt::format("{:>5}  {:>11}  {:>10}  {:>14.4f}  {:>10.4f}  {:>13.3e}  {:>17.3e}\n", what.circuit.wires(),
                     repetitions, found.variances.size(), found.expressibility, found.entangling_capability,
                     found.gradient_mean, found.gradient_variance);
}

}  // namespace

void add_diagnosis_options(Arguments& arguments) {
  arguments.add("diagnose",
                "over random parameters: expressibility (KL divergence from Haar-random states), entangling capability "
                "(mean Meyer-Wallach measure), mean and variance of the gradient of an observable (default: Z0 Z1)");
  arguments.add("samples", po::value<std::string>()->value_name("N"),
                "--diagnose: pairs of parameter vectors (default: 1000)");
  arguments.add("ansatz", po::value<std::string>()->value_name("NAME"),
                fmt::format("--diagnose: an ansatz instead of a circuit: {}", join(ansatz_names(), ", ")));
  arguments.add("wires", po::value<std::string>()->default_value("4")->value_name("N,..."), "--ansatz: its wires");
  arguments.add("repetitions", po::value<std::string>()->default_value("1")->value_name("N,..."),
                "--ansatz: its repetitions or layers");
}

bool wants_diagnosis(const po::variables_map& values) {
  if (!values.count("diagnose")) {
    for (const char* const option : {"samples", "ansatz"})
      require(!values.count(option), "--{}: has a meaning with --diagnose alone", option);
    for (const char* const option : {"wires", "repetitions"})
      require(values[option].defaulted(), "--{}: has a meaning with --diagnose and --ansatz alone", option);
    return false;
  }
  for (const char* const option : {"shots", "gradient", "probabilities", "state", "format", "set", "inputs", "weights"})
    require(!values.count(option), "--{}: has no meaning with --diagnose, which samples all parameters itself", option);
  require(values["noise"].as<std::string>().empty(), "--noise: --diagnose is of pure states; leave it out");
  for (const char* const option : {"wires", "repetitions"})
    require(values["ansatz"].empty() == false || values[option].defaulted(), "--{}: is for --ansatz NAME", option);
  return true;
}

void diagnose_circuit(const po::variables_map& values, const Invocation& invocation) {
  sim::DiagnosisOptions options{.seed = number_from("seed", values["seed"].as<std::string>(), 0, ~std::size_t{0})};
  if (values.count("samples"))
    options.samples = number_from("samples", values["samples"].as<std::string>(), 2, kMostSamples);
  const bool json = values.count("json") > 0;
  Json all = Json::array();
  if (!json)
    invocation.out << "wires  repetitions  parameters  expressibility  entangling  gradient mean  gradient variance\n";
  for (const Diagnosed& what : circuits_from(values)) {
    const std::string observable = observable_text(values, what.circuit.wires());
    const sim::Diagnosis found =
        diagnose(what.circuit, sim::parse_observable(observable, what.circuit.wires()), options);
    if (json) all.push_back(to_json(what, observable, found));
    else invocation.out << line_of(what, found) << std::flush;
  }
  if (json) invocation.out << json_text(all, 2) << '\n';
}

}  // namespace quanvas::cli
