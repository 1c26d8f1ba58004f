#include "cli/circuit_output.hpp"

#include <algorithm>
#include <functional>
#include <ostream>
#include <string_view>

#include <fmt/format.h>

#include "base/json.hpp"

namespace quanvas::cli {
namespace {

constexpr std::size_t kMostShownStates = 32;

template <class Number>
void print_outcomes(std::string_view title, std::vector<Outcome<Number>> list, std::ostream& out) {
  std::ranges::stable_sort(list, std::greater{}, &Outcome<Number>::value);
  out << fmt::format("\n{:<16} state\n", title);
  for (std::size_t i = 0; i < std::min(list.size(), kMostShownStates); ++i)
    out << fmt::format("{:<16.6} {}\n", static_cast<double>(list[i].value), list[i].bits);
  if (list.size() > kMostShownStates)
    out << fmt::format("... and {} more; --json has them all\n", list.size() - kMostShownStates);
}

}  // namespace

void print_json(const CircuitSource& source, const CircuitRequest& request, const CircuitResults& results,
                std::ostream& out) {
  Json json = {
      {"wires", source.circuit.wires()}, {"observables", request.observables}, {"expectations", results.expectations}};
  if (request.shots > 0) {
    json["standard_errors"] = results.standard_errors;
    json["shots"] = request.shots;
    json["seed"] = request.seed;
    Json counts = Json::object();
    for (const auto& outcome : results.counts) counts[outcome.bits] = outcome.value;
    json["counts"] = std::move(counts);
  }
  if (request.gradient) {
    json["parameters"] = source.parameters;
    json["gradients"] = results.gradients;
  }
  if (request.probabilities) {
    Json probabilities = Json::object();
    for (const auto& outcome : results.probabilities) probabilities[outcome.bits] = outcome.value;
    json["probabilities"] = std::move(probabilities);
  }
  out << json.dump(2) << '\n';
}

void print_text(const CircuitSource& source, const CircuitRequest& request, const CircuitResults& results,
                std::ostream& out) {
  out << fmt::format("{:<16} {}\n", request.shots > 0 ? "estimate" : "expectation", "observable");
  for (std::size_t o = 0; o < request.observables.size(); ++o)
    out << fmt::format("{:<+16.10f} {}{}\n", results.expectations[o], request.observables[o],
                       request.shots > 0 ? fmt::format("   (standard error {:.2g})", results.standard_errors[o]) : "");
  if (request.gradient)
    for (std::size_t o = 0; o < request.observables.size(); ++o) {
      out << fmt::format("\nderivative of <{}> by\n", request.observables[o]);
      for (std::size_t p = 0; p < source.parameters.size(); ++p)
        out << fmt::format("{:<+16.10f} {}\n", results.gradients[o][p], source.parameters[p]);
    }
  if (request.probabilities) print_outcomes("probability", results.probabilities, out);
  if (request.shots > 0) print_outcomes("counts", results.counts, out);
}

}  // namespace quanvas::cli
