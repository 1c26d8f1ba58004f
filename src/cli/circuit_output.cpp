#include "cli/circuit_output.hpp"

#include <algorithm>
#include <optional>
#include <ostream>
#include <string_view>

#include <fmt/format.h>

#include "base/json.hpp"
#include "base/text.hpp"
#include "cli/circuit_state.hpp"

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
                    const CircuitResults& results, std::string_view indent, std::ostream& out) {
  out << fmt::format(",\n{}  \"{}\": {{", indent, name);
  std::string_view separator = "";
  for_each(results, [&](const std::string& bits, double value) {
    out << separator << '\n' << indent << "    \"" << bits << "\": " << text(value);
    separator = ",";
  });
  out << '\n' << indent << "  }";
}

std::string whole(double value) { return fmt::format("{:.0f}", value); }
std::string real(double value) { return json_text(Json(value)); }

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

// What all rows have in common.
Json common_members(const CircuitRunner& runner) {
  const CircuitRequest& request = runner.request();
  Json json{{"wires", runner.source().circuit.wires()}, {"observables", request.observables}};
  if (request.shots > 0) json.update({{"shots", request.shots}, {"seed", request.seed}});
  if (request.shots > 0 || request.probabilities) add_to(json, runner.source().names);
  if (request.gradient) json["parameters"] = runner.source().parameters;
  return json;
}

// The members of an object, without the brace that closes it.
std::string open_object(const Json& json, std::string_view indent) {
  std::string text;
  for (const char c : json_text(json, 2)) {
    text += c;
    if (c == '\n') text += indent;
  }
  text.resize(text.size() - indent.size() - std::string_view("\n}").size());
  return text;
}

void write_results(Json json, const CircuitRequest& request, const CircuitResults& results, std::string_view indent,
                   std::ostream& out) {
  json["expectations"] = results.expectations;
  if (request.shots > 0) {
    json["standard_errors"] = results.standard_errors;
    json["samples"] = Json::array();
    for (const sim::Sample& sample : results.samples)
      json["samples"].push_back({{"basis", sample.bases}, {"observables", observables_of(sample, request)}});
  }
  if (request.gradient) json["gradients"] = results.gradients;
  out << open_object(json, indent);
  if (request.shots > 0) write_outcomes("counts", for_each_count, whole, results, indent, out);
  if (request.probabilities) write_outcomes("probabilities", for_each_probability, real, results, indent, out);
  if (request.state && request.state->empty()) {
    out << fmt::format(",\n{}  \"state\": ", indent);
    write_json_state(*results.state, out);
  }
  out << '\n' << indent << '}';
}

void print_results(const CircuitSource& source, const CircuitRequest& request, const CircuitResults& results,
                   std::ostream& out) {
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
  if (request.probabilities) print_outcomes("probability", for_each_probability, results, source.names, out);
  if (request.shots > 0) print_outcomes("counts", for_each_count, results, source.names, out);
  if (request.state && request.state->empty()) {
    out << '\n';
    print_state(*results.state, out);
  }
}

// Expectation values, a line for each row.
void print_table(CircuitRunner& runner, std::ostream& out) {
  out << fmt::format("{:<8}", "row");
  for (const std::string& observable : runner.request().observables) out << fmt::format(" {:<14}", observable);
  for (std::size_t row = 0; row < runner.source().rows.size(); ++row) {
    out << fmt::format("\n{:<8}", row + 1);
    for (const double value : runner.results(row).expectations) out << fmt::format(" {:<+14.10f}", value);
  }
  out << '\n';
}

// Where its state goes to, if to a file.
std::optional<StateFile> state_file(const CircuitRunner& runner) {
  const auto& path = runner.request().state;
  if (!path || path->empty()) return std::nullopt;
  return std::optional<StateFile>(std::in_place, *path, runner.source().rows.size(),
                                  std::size_t{1} << runner.source().circuit.wires());
}

}  // namespace

void print_json(CircuitRunner& runner, std::ostream& out) {
  const std::size_t rows = runner.source().rows.size();
  std::optional<StateFile> file = state_file(runner);
  if (rows > 1) out << open_object(common_members(runner), "") << ",\n  \"rows\": [\n    ";
  for (std::size_t row = 0; row < rows; ++row) {
    const CircuitResults results = runner.results(row);
    if (row > 0) out << ",\n    ";
    write_results(rows > 1 ? Json::object() : common_members(runner), runner.request(), results, rows > 1 ? "    " : "",
                  out);
    if (file) file->write(*results.state);
  }
  out << (rows > 1 ? "\n  ]\n}\n" : "\n");
}

void print_text(CircuitRunner& runner, std::ostream& out) {
  const std::size_t rows = runner.source().rows.size();
  if (rows > 1 && runner.request().plain()) return print_table(runner, out);
  std::optional<StateFile> file = state_file(runner);
  for (std::size_t row = 0; row < rows; ++row) {
    const CircuitResults results = runner.results(row);
    if (rows > 1) out << fmt::format("{}row {}\n", row > 0 ? "\n" : "", row + 1);
    print_results(runner.source(), runner.request(), results, out);
    if (file) file->write(*results.state);
  }
}

}  // namespace quanvas::cli
