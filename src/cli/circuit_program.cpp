#include "cli/circuit_program.hpp"

#include <algorithm>
#include <functional>
#include <ostream>

#include <fmt/format.h>

#include "base/error.hpp"
#include "base/json.hpp"
#include "sim/dynamic/run.hpp"

namespace quanvas::cli {
namespace {

constexpr std::size_t kMostShownOutcomes = 32;

struct Results {
  sim::DynamicResults values;
  std::vector<std::vector<double>> gradients;  // [observable][parameter]
};

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
  ProgramRun(const sim::Program& program, const CircuitRequest& request, std::vector<double> values, std::size_t row)
      : program_(program), request_(request), values_(std::move(values)), noise_(sim::parse_noise(request.noise)) {
    if (request.shots > 0)
      shots_ = sim::Shots{.shots = request.shots, .seed = request.seed, .replicate = static_cast<std::uint32_t>(row)};
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

Json outcomes_json(const std::vector<sim::BitOutcome>& outcomes, bool counts) {
  Json json = Json::object();
  // Json looks through all members before it adds one; these are all different.
  Json::object_t::Container& members = json.get_ref<Json::object_t&>();
  for (const sim::BitOutcome& outcome : outcomes)
    members.emplace_back(outcome.bits, counts ? Json(static_cast<std::uint64_t>(outcome.value)) : Json(outcome.value));
  return json;
}

// What all rows of values have in common.
Json common_json(const sim::Program& program, const CircuitRequest& request, const OutcomeNames& names) {
  Json json{{"wires", program.wires}, {"observables", request.observables}};
  if (request.shots > 0) json.update({{"shots", request.shots}, {"seed", request.seed}});
  if (request.shots > 0 || request.probabilities) add_to(json, names);
  if (request.gradient) json["parameters"] = program.parameters;
  return json;
}

Json row_json(const CircuitRequest& request, const Results& results, const OutcomeNames& names) {
  Json json{{"expectations", results.values.expectations}};
  if (request.shots > 0) json["standard_errors"] = results.values.standard_errors;
  if (request.shots > 0 || request.probabilities)
    json[request.shots > 0 ? "counts" : "probabilities"] =
        outcomes_json(ordered(results.values.outcomes, names.order), request.shots > 0);
  if (request.gradient) json["gradients"] = results.gradients;
  if (results.values.neglected > 0) json["neglected"] = results.values.neglected;
  return json;
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

bool runs_as_program(const sim::Program& program, const CircuitRequest& request) {
  const bool outcomes = request.shots > 0 || request.probabilities;
  const bool open_bits =
      outcomes && !program.registers.empty() && program.measured.size() < program.register_bits().size();
  const bool defined = std::ranges::any_of(
      program.body, [](const sim::Step& step) { return std::holds_alternative<sim::DefinedGate>(step); });
  return program.dynamic() || program.wires > sim::kMostWires || !program.derived.empty() || open_bits ||
         (defined && !request.noise.empty());
}

void run_program(const sim::Program& program, const po::variables_map& values, CircuitRequest request,
                 const Invocation& invocation) {
  const OutcomeNames names = outcome_names(program, bit_order(values));
  if (request.observables.empty())
    for (std::size_t w = 0; w < program.wires; ++w) request.observables.push_back(fmt::format("Z{}", w));
  std::vector<sim::Observable> observables;
  for (const std::string& text : request.observables) observables.push_back(sim::parse_observable(text, program.wires));
  require(
      !request.state,
      "--state: what this program does depends on outcomes, on inputs other than number * input + number, or on more "
      "than {} wires: it has no state vector to show",
      sim::kMostWires);
  const auto rows = program_rows(values, program);
  Json json = common_json(program, request, names);
  for (std::size_t row = 0; row < rows.size(); ++row) {
    if (!program.dynamic()) with_context("an angle of the program", [&] { program.weight_values(rows[row]); });
    const Results results = ProgramRun(program, request, rows[row], row).results(observables);
    if (values.count("json")) {
      Json one = row_json(request, results, names);
      if (rows.size() > 1) json["rows"].push_back(std::move(one));
      else json.update(one);
    } else {
      if (rows.size() > 1) invocation.out << fmt::format("{}row {}\n", row > 0 ? "\n" : "", row + 1);
      print_program_text(program, request, results, names, invocation.out);
    }
  }
  if (values.count("json")) invocation.out << json_text(json, 2) << '\n';
}

}  // namespace quanvas::cli
