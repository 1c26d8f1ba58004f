#include "cli/circuit_program.hpp"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <functional>
#include <iterator>
#include <ostream>

#include <fmt/format.h>

#include "base/error.hpp"
#include "base/json.hpp"
#include "qasm/reader.hpp"
#include "sim/dynamic/run.hpp"

namespace quanvas::cli {
namespace {

constexpr std::size_t kMostShownOutcomes = 32;

struct Results {
  sim::DynamicResults values;
  std::vector<std::vector<double>> gradients;  // [observable][parameter]
};

std::string text_of_file(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  require(file.good() && !std::filesystem::is_directory(path), "{}: is no file that can be opened; is the path right?",
          path);
  std::string text{std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
  require(!file.bad(), "{}: cannot be read", path);
  return text;
}

std::vector<Wire> wires_of(const sim::Observable& observable) {
  std::vector<Wire> wires;
  for (const sim::PauliTerm& term : observable.terms)
    for (const auto& factor : term.factors) wires.push_back(factor.first);
  return wires;
}

// On the wires that are kept.
sim::Observable moved(sim::Observable observable, const std::vector<Wire>& kept) {
  for (sim::PauliTerm& term : observable.terms)
    for (auto& factor : term.factors)
      factor.first = Wire(static_cast<std::uint32_t>(std::ranges::find(kept, factor.first) - kept.begin()));
  return observable;
}

// Where the program has no bits, what each of its wires shows.
sim::Program with_bits(sim::Program program) {
  if (!program.registers.empty()) return program;
  program.registers = program.qubits;
  for (sim::Register& r : program.registers) r.first += static_cast<std::uint32_t>(program.bits);
  for (std::uint32_t w = 0; w < program.wires; ++w)
    program.measured.push_back({.wire = Wire(w), .bit = static_cast<std::uint32_t>(program.bits + w)});
  program.bits += program.wires;
  return program;
}

std::vector<Wire> measured_wires(const sim::Program& program) {
  std::vector<Wire> wires;
  for (const sim::Measurement& measurement : program.measured) wires.push_back(measurement.wire);
  return wires;
}

class ProgramRun {
 public:
  ProgramRun(const sim::Program& program, const CircuitRequest& request, std::vector<double> values)
      : program_(program), request_(request), values_(std::move(values)), noise_(sim::parse_noise(request.noise)) {
    if (request.shots > 0) shots_ = sim::Shots{.shots = request.shots, .seed = request.seed};
  }

  // All at once where one state holds what is asked for, else one observable after the other, each with its light cone.
  Results results(const std::vector<sim::Observable>& observables) {
    const bool outcomes = shots_ || request_.probabilities;
    const sim::Program whole = outcomes ? with_bits(program_) : program_;
    std::vector<Wire> wires = outcomes ? measured_wires(whole) : std::vector<Wire>{};
    std::vector<Wire> all = wires;
    for (const sim::Observable& observable : observables)
      for (const Wire wire : wires_of(observable)) all.push_back(wire);
    if (const sim::Reduced cone = light_cone(whole, all); cone.program.wires <= sim::kMostWires)
      return run_on(cone, observables);
    Results results;
    if (outcomes) results = run_on(light_cone(whole, wires), {});
    for (const sim::Observable& observable : observables) {
      const Results one = run_on(light_cone(program_, wires_of(observable)), {observable});
      results.values.expectations.push_back(one.values.expectations[0]);
      if (shots_) results.values.standard_errors.push_back(one.values.standard_errors[0]);
      if (request_.gradient) results.gradients.push_back(one.gradients[0]);
    }
    return results;
  }

 private:
  Results run_on(const sim::Reduced& cone, const std::vector<sim::Observable>& observables) {
    require(cone.program.wires <= sim::kMostWires,
            "what is asked for depends on {} of the program's {} wires: up to {} can be simulated", cone.program.wires,
            program_.wires, sim::kMostWires);
    std::vector<sim::Observable> own;
    for (const sim::Observable& observable : observables) own.push_back(moved(observable, cone.kept));
    Results results{.values = sim::run(cone.program, values_, noise_, own, shots_), .gradients = {}};
    if (request_.gradient) results.gradients = sim::dynamic_gradients(cone.program, values_, noise_, own, shots_);
    return results;
  }

  const sim::Program& program_;
  const CircuitRequest& request_;
  std::vector<double> values_;
  sim::NoiseModel noise_;
  std::optional<sim::Shots> shots_;
};

// As the program declares its registers, or from the last bit of the last one.
std::vector<sim::BitOutcome> ordered(std::vector<sim::BitOutcome> outcomes, BitOrder order) {
  if (order == BitOrder::qiskit) {
    for (sim::BitOutcome& outcome : outcomes) std::ranges::reverse(outcome.bits);
    std::ranges::sort(outcomes, {}, &sim::BitOutcome::bits);
  }
  return outcomes;
}

void print_program_json(const sim::Program& program, const CircuitRequest& request, const Results& results,
                        const OutcomeNames& names, std::ostream& out) {
  Json json = {
      {"wires", program.wires}, {"observables", request.observables}, {"expectations", results.values.expectations}};
  if (request.shots > 0 || request.probabilities) add_to(json, names);
  Json outcomes = Json::object();
  for (const sim::BitOutcome& outcome : ordered(results.values.outcomes, names.order)) {
    if (request.shots > 0) outcomes[outcome.bits] = static_cast<std::uint64_t>(outcome.value);
    else outcomes[outcome.bits] = outcome.value;
  }
  if (request.shots > 0) {
    json["standard_errors"] = results.values.standard_errors;
    json["shots"] = request.shots;
    json["seed"] = request.seed;
    json["counts"] = std::move(outcomes);
  } else if (request.probabilities) {
    json["probabilities"] = std::move(outcomes);
  }
  if (request.gradient) {
    json["parameters"] = program.parameters;
    json["gradients"] = results.gradients;
  }
  if (results.values.neglected > 0) json["neglected"] = results.values.neglected;
  out << json.dump(2) << '\n';
}

void print_program_text(const sim::Program& program, const CircuitRequest& request, const Results& results,
                        const OutcomeNames& names, std::ostream& out) {
  const bool shots = request.shots > 0;
  out << fmt::format("{:<16} {}\n", shots ? "estimate" : "expectation", "observable");
  for (std::size_t o = 0; o < request.observables.size(); ++o)
    out << fmt::format("{:<+16.10f} {}{}\n", results.values.expectations[o], request.observables[o],
                       shots ? fmt::format("   (standard error {:.2g})", results.values.standard_errors[o]) : "");
  for (std::size_t o = 0; o < results.gradients.size(); ++o) {
    out << fmt::format("\nderivative of <{}> by\n", request.observables[o]);
    for (std::size_t p = 0; p < program.parameters.size(); ++p)
      out << fmt::format("{:<+16.10f} {}\n", results.gradients[o][p], program.parameters[p]);
  }
  if (!shots && !request.probabilities) return;
  std::vector<sim::BitOutcome> outcomes = ordered(results.values.outcomes, names.order);
  std::ranges::stable_sort(outcomes, std::greater{}, &sim::BitOutcome::value);
  out << fmt::format("\n{:<16} {}\n", shots ? "counts" : "probability", title(names));
  for (std::size_t i = 0; i < std::min(outcomes.size(), kMostShownOutcomes); ++i)
    out << fmt::format("{:<16.6} {}\n", outcomes[i].value, outcomes[i].bits);
  if (outcomes.size() > kMostShownOutcomes)
    out << fmt::format("... and {} more; --json has them all\n", outcomes.size() - kMostShownOutcomes);
}

}  // namespace

void add_program_options(Arguments& arguments) {
  arguments.add(
      "bit-order", po::value<std::string>()->default_value("declared")->value_name("declared|qiskit"),
      "of bit strings: registers as they are declared, bit 0 leftmost in each; or as Qiskit prints them, from "
      "the last bit of the last register");
}

BitOrder bit_order(const po::variables_map& values) {
  const std::string& order = values["bit-order"].as<std::string>();
  require(order == "declared" || order == "qiskit", "--bit-order {}: declared or qiskit", order);
  return order == "qiskit" ? BitOrder::qiskit : BitOrder::declared;
}

sim::Program named_program(const po::variables_map& values) {
  const bool model = values.count("model") > 0;
  require(values.count("FILE") || model, "circuit: name a FILE or a --model; `quanvas circuit --help` explains");
  require(!values.count("FILE") || !model, "circuit: a FILE and a --model are given; one of them is run");
  if (model) return sim::program_of(named_circuit(values).circuit);
  const std::string& path = values["FILE"].as<std::string>();
  return qasm::read_program(text_of_file(path), path, qasm::include_beside);
}

bool runs_as_program(const sim::Program& program, const po::variables_map& values, const CircuitRequest& request) {
  const bool outcomes = request.shots > 0 || request.probabilities;
  const bool open_bits =
      outcomes && !program.registers.empty() && program.measured.size() < program.register_bits().size();
  const bool defined = std::ranges::any_of(
      program.body, [](const sim::Step& step) { return std::holds_alternative<sim::DefinedGate>(step); });
  return program.dynamic() || program.wires > sim::kMostWires || !program.derived.empty() || open_bits ||
         (defined && !request.noise.empty()) || (outcomes && bit_order(values) == BitOrder::qiskit);
}

void run_program(const sim::Program& program, const po::variables_map& values, CircuitRequest request,
                 const Invocation& invocation) {
  const OutcomeNames names = outcome_names(program, bit_order(values));
  if (request.observables.empty())
    for (std::size_t w = 0; w < program.wires; ++w) request.observables.push_back(fmt::format("Z{}", w));
  std::vector<sim::Observable> observables;
  for (const std::string& text : request.observables) observables.push_back(sim::parse_observable(text, program.wires));
  ProgramRun run(program, request, parameter_values(values, program.parameters));
  const Results results = run.results(observables);
  if (values.count("json")) print_program_json(program, request, results, names, invocation.out);
  else print_program_text(program, request, results, names, invocation.out);
}

}  // namespace quanvas::cli
