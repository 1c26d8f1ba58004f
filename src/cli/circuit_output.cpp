#include "cli/circuit_output.hpp"

#include <algorithm>
#include <ostream>
#include <string_view>

#include <fmt/format.h>

#include "base/json.hpp"
#include "base/text.hpp"

namespace quanvas::cli {
namespace {

constexpr std::size_t kMostShownStates = 32;

using ForEachOutcome = void (*)(const CircuitResults&, const OutcomeVisit&);

std::vector<std::string> observables_of(const sim::Sample& sample, const CircuitRequest& request) {
  std::vector<std::string> texts;
  for (const std::size_t o : sample.observables) texts.push_back(request.observables[o]);
  return texts;
}

// The next member of a JSON object that is open: an object of its own, written as it comes. (Json looks through all
// members before it adds one.)
void write_outcomes(std::string_view name, ForEachOutcome for_each, std::string (*text)(double),
                    const CircuitResults& results, std::ostream& out) {
  out << fmt::format(",\n  \"{}\": {{", name);
  std::string_view separator = "";
  for_each(results, [&](const std::string& bits, double value) {
    out << separator << "\n    \"" << bits << "\": " << text(value);
    separator = ",";
  });
  out << "\n  }";
}

std::string whole(double value) { return fmt::format("{:.0f}", value); }
std::string real(double value) { return Json(value).dump(); }

// The likeliest ones, the likelier first.
void print_outcomes(std::string_view what, ForEachOutcome for_each, const CircuitResults& results,
                    const OutcomeNames& names, std::ostream& out) {
  struct Outcome {
    std::string bits;
    double value;
  };
  std::vector<Outcome> most;  // descending
  std::size_t count = 0;
  for_each(results, [&](const std::string& bits, double value) {
    ++count;
    if (most.size() == kMostShownStates && !(value > most.back().value)) return;
    if (most.size() == kMostShownStates) most.pop_back();
    most.insert(std::ranges::upper_bound(most, value, std::greater{}, &Outcome::value), {bits, value});
  });
  out << fmt::format("\n{:<16} {}\n", what, title(names));
  for (const auto& [bits, value] : most) out << fmt::format("{:<16.6} {}\n", value, bits);
  if (count > most.size()) out << fmt::format("... and {} more; --json has them all\n", count - most.size());
}

void print_samples(const CircuitRequest& request, const CircuitResults& results, std::ostream& out) {
  out << '\n';
  for (const sim::Sample& sample : results.samples) {
    std::vector<std::string> uses = observables_of(sample, request);
    if (&sample == &results.samples.front()) uses.insert(uses.begin(), "counts");
    out << fmt::format("one sample of {} shots in basis {}: {}\n", request.shots, sample.bases, join(uses, "; "));
  }
}

}  // namespace

void print_json(const CircuitSource& source, const CircuitRequest& request, const CircuitResults& results,
                const OutcomeNames& names, std::ostream& out) {
  Json json = {
      {"wires", source.circuit.wires()}, {"observables", request.observables}, {"expectations", results.expectations}};
  if (request.shots > 0) {
    json["standard_errors"] = results.standard_errors;
    json["shots"] = request.shots;
    json["seed"] = request.seed;
    json["samples"] = Json::array();
    for (const sim::Sample& sample : results.samples)
      json["samples"].push_back({{"basis", sample.bases}, {"observables", observables_of(sample, request)}});
  }
  if (request.gradient) {
    json["parameters"] = source.parameters;
    json["gradients"] = results.gradients;
  }
  if (request.shots > 0 || request.probabilities) add_to(json, names);
  std::string members = json.dump(2);
  members.resize(members.size() - std::string_view("\n}").size());
  out << members;
  if (request.shots > 0) write_outcomes("counts", for_each_count, whole, results, out);
  if (request.probabilities) write_outcomes("probabilities", for_each_probability, real, results, out);
  out << "\n}\n";
}

void print_text(const CircuitSource& source, const CircuitRequest& request, const CircuitResults& results,
                const OutcomeNames& names, std::ostream& out) {
  out << fmt::format("{:<16} {}\n", request.shots > 0 ? "estimate" : "expectation", "observable");
  for (std::size_t o = 0; o < request.observables.size(); ++o)
    out << fmt::format("{:<+16.10f} {}{}\n", results.expectations[o], request.observables[o],
                       request.shots > 0 ? fmt::format("   (standard error {:.2g})", results.standard_errors[o]) : "");
  if (request.shots > 0) print_samples(request, results, out);
  if (request.gradient)
    for (std::size_t o = 0; o < request.observables.size(); ++o) {
      out << fmt::format("\nderivative of <{}> by\n", request.observables[o]);
      for (std::size_t p = 0; p < source.parameters.size(); ++p)
        out << fmt::format("{:<+16.10f} {}\n", results.gradients[o][p], source.parameters[p]);
    }
  if (request.probabilities) print_outcomes("probability", for_each_probability, results, names, out);
  if (request.shots > 0) print_outcomes("counts", for_each_count, results, names, out);
}

}  // namespace quanvas::cli
