// quanvas circuit: one circuit, run or written.
#include <algorithm>
#include <chrono>
#include <cmath>
#include <numeric>
#include <ostream>

#include <fmt/format.h>

#include "base/error.hpp"
#include "base/text.hpp"
#include "cli/circuit_format.hpp"
#include "cli/circuit_source.hpp"
#include "cli/json.hpp"
#include "qasm/writer.hpp"
#include "sim/circuit/noise_model.hpp"
#include "sim/gradients.hpp"
#include "sim/shots.hpp"

namespace quanvas::cli {
namespace {

constexpr std::size_t kMostShots = 10'000'000;
constexpr std::size_t kMostShownStates = 32;

struct Request {
  std::vector<std::string> observables;
  std::size_t shots = 0;
  std::uint64_t seed = 0;
  std::string noise;
  bool gradient = false;
  bool probabilities = false;
};

// A basis state of some wires, and how likely or how often it is.
template <class Number>
struct Outcome {
  std::string bits;
  Number value;
};

struct Results {
  std::vector<double> expectations;     // [observable]
  std::vector<double> standard_errors;  // [observable], with shots
  std::vector<Outcome<std::uint64_t>> counts;
  std::vector<Outcome<double>> probabilities;
  std::vector<std::vector<double>> gradients;  // [observable][parameter]
};

// What the measured wires show, or all where the program measures none, the first one leftmost.
std::string bits_of(std::size_t state, std::size_t wires, const std::vector<Wire>& measured) {
  std::string bits;
  for (const Wire wire : measured) bits += state >> (wires - 1 - wire.value) & 1 ? '1' : '0';
  return bits;
}

// Sums over the wires that are not shown; outcomes in ascending order, without those of value 0.
template <class Number>
std::vector<Outcome<Number>> outcomes(const std::vector<Number>& by_state, std::size_t wires,
                                      const std::vector<Wire>& measured) {
  std::vector<Number> sums(std::size_t{1} << measured.size());
  for (std::size_t state = 0; state < by_state.size(); ++state) {
    std::size_t shown = 0;
    for (const Wire wire : measured) shown = shown << 1 | (state >> (wires - 1 - wire.value) & 1);
    sums[shown] += by_state[state];
  }
  std::vector<Wire> order;
  for (std::uint32_t w = 0; w < measured.size(); ++w) order.emplace_back(w);
  std::vector<Outcome<Number>> result;
  for (std::size_t shown = 0; shown < sums.size(); ++shown)
    if (sums[shown] != Number(0)) result.push_back({bits_of(shown, measured.size(), order), sums[shown]});
  return result;
}

// One observable after another, and how long it will take where that is over two seconds.
std::vector<std::vector<double>> exact_gradients(const sim::Circuit& circuit,
                                                 const std::vector<sim::Observable>& observables,
                                                 const std::vector<double>& values, std::ostream& err) {
  using Clock = std::chrono::steady_clock;
  const auto start = Clock::now();
  std::vector<std::vector<double>> gradients;
  for (const sim::Observable& observable : observables) {
    gradients.push_back(sim::adjoint_jacobian(circuit, {observable}, {}, values).weights[0]);
    const double spent = std::chrono::duration<double>(Clock::now() - start).count();
    const auto left = static_cast<double>(observables.size() - gradients.size());
    if (spent > 2 && left > 0)
      err << fmt::format("derivatives of {} of {} observables, {} left\n", gradients.size(), observables.size(),
                         duration(spent / static_cast<double>(gradients.size()) * left))
          << std::flush;
  }
  return gradients;
}

Results run(const CircuitSource& source, const Request& request, const std::vector<sim::Observable>& observables,
            std::ostream& err) {
  const sim::Circuit circuit = sim::with_noise(source.circuit, sim::parse_noise(request.noise));
  std::vector<Wire> shown = source.measured;
  if (shown.empty())
    for (std::uint32_t w = 0; w < circuit.wires(); ++w) shown.emplace_back(w);

  Results results;
  if (request.shots == 0) {
    results.expectations = sim::expectations(circuit, observables, {}, source.values);
  } else {
    const auto estimate =
        sim::estimate(circuit, observables, {}, source.values, {.shots = request.shots, .seed = request.seed});
    results.expectations = estimate.values;
    results.standard_errors = estimate.standard_errors;
  }
  if (request.gradient && request.shots > 0)
    results.gradients =
        sim::parameter_shift(circuit, observables, {}, source.values, request.shots, request.seed).weights;
  else if (request.gradient) results.gradients = exact_gradients(circuit, observables, source.values, err);
  if (request.shots > 0 || request.probabilities) {
    const std::vector<double> exact = sim::probabilities(circuit, {}, source.values);
    if (request.probabilities) results.probabilities = outcomes(exact, circuit.wires(), shown);
    if (request.shots > 0)
      results.counts = outcomes(sim::sample_counts(exact, request.shots, RandomStream(request.seed, "counts")),
                                circuit.wires(), shown);
  }
  return results;
}

void print_json(const CircuitSource& source, const Request& request, const Results& results, std::ostream& out) {
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

template <class Number>
void print_outcomes(std::string_view title, std::vector<Outcome<Number>> list, std::ostream& out) {
  std::ranges::stable_sort(list, std::greater{}, &Outcome<Number>::value);
  out << fmt::format("\n{:<16} state\n", title);
  for (std::size_t i = 0; i < std::min(list.size(), kMostShownStates); ++i)
    out << fmt::format("{:<16.6} {}\n", static_cast<double>(list[i].value), list[i].bits);
  if (list.size() > kMostShownStates)
    out << fmt::format("... and {} more; --json has them all\n", list.size() - kMostShownStates);
}

void print_text(const CircuitSource& source, const Request& request, const Results& results, std::ostream& out) {
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

Request request_from(const po::variables_map& values) {
  const std::string seed = values["seed"].as<std::string>();
  require(parse_unsigned(seed).has_value(), "--seed {}: a whole number from 0 to 2^64 - 1", seed);
  Request request{.seed = *parse_unsigned(seed),
                  .noise = values["noise"].as<std::string>(),
                  .gradient = values.count("gradient") > 0,
                  .probabilities = values.count("probabilities") > 0};
  if (!values["observable"].empty()) request.observables = values["observable"].as<std::vector<std::string>>();
  if (!values["shots"].empty()) {
    const auto shots = values["shots"].as<long long>();
    require(shots >= 1 && shots <= static_cast<long long>(kMostShots), "--shots {}: from 1 to {}", shots, kMostShots);
    request.shots = static_cast<std::size_t>(shots);
  }
  return request;
}

// With --set, and for a form that takes numbers alone, the parameters have values; else they stand as they are.
std::string written_circuit(const po::variables_map& values, const std::string& format) {
  require_circuit_format(format);
  if (!wants_values(format) && values["set"].empty()) return written(named_circuit(values), format);
  const CircuitSource source = circuit_source(values, false);
  return written(
      {.name = source.name, .circuit = qasm::bind(source.circuit, {}, source.values), .measured = source.measured},
      format);
}

}  // namespace

int run_circuit(const Invocation& invocation) {
  Arguments arguments(
      "circuit",
      "FILE | --model NAME [--layer N]  [--observable TEXT ...] [--shots N] [--noise TEXT] [--gradient] [--json]",
      "Runs the circuit of an OpenQASM file: expectation values, exact or from shots, with or without noise, and "
      "their\n"
      "derivatives by the program's inputs (by every angle where it has none). Or draws a circuit, a model's as well, "
      "or\n"
      "writes it as JSON or as OpenQASM for other tools. Wire 0 is the first qubit declared, and leftmost in bit "
      "strings. Examples:\n"
      "  quanvas circuit bell.qasm --observable \"Z0 Z1\" --observable \"0.5 X0 - Y1\" --shots 1000\n"
      "  quanvas circuit bell.qasm --noise \"depolarizing(0.01), depolarizing2(0.02), readout_error(0.02, 0.03)\"\n"
      "  quanvas circuit ansatz.qasm --set theta=0.3 --gradient --json\n"
      "  quanvas circuit --model resqunn --layer 1 --format text\n"
      "  quanvas circuit --model resqunn --layer 1 --format svg > layer1.svg\n"
      "  quanvas circuit --model resqunn --layer 1 --format qasm3 > layer1.qasm");
  add_circuit_options(arguments);
  arguments.add("observable", po::value<std::vector<std::string>>()->value_name("TEXT"),
                "a sum of Pauli products, as in \"0.5 Z0 Z3 - X1\"; repeat for several (default: Z of each wire)");
  arguments.add("shots", po::value<long long>()->value_name("N"),
                "estimate from N samples, and show how often each state came");
  arguments.add("seed", po::value<std::string>()->default_value("0")->value_name("S"),
                "of the samples, and of a model's random circuit: a whole number from 0");
  arguments.add("noise", po::value<std::string>()->default_value("")->value_name("TEXT"),
                "channels after every gate: depolarizing(p), depolarizing2(p) after gates on two wires, "
                "amplitude_damping(g), phase_damping(g), "
                "bit_flip(p), phase_flip(p); readout_error(p01, p10) at the end");
  arguments.add("gradient", "derivatives of the expectation values: adjoint method, or parameter shift with shots");
  arguments.add("probabilities", "exact probabilities of the basis states");
  arguments.add("format", po::value<std::string>()->value_name("text|svg|json|qasm2|qasm3"),
                "draw or write the circuit instead of running it; qasm2 wants a value for every parameter");
  arguments.add(
      "json",
      "the results as one JSON object: expectations, and gradients, counts and probabilities where they are asked for");
  const auto values = arguments.parse(invocation);
  if (!values) return kSuccess;

  if (values->count("format")) {
    invocation.out << written_circuit(*values, (*values)["format"].as<std::string>());
    return kSuccess;
  }

  Request request = request_from(*values);
  const CircuitSource source = circuit_source(*values, request.gradient);
  if (request.observables.empty())
    for (std::size_t w = 0; w < source.circuit.wires(); ++w) request.observables.push_back(fmt::format("Z{}", w));
  std::vector<sim::Observable> observables;
  for (const std::string& text : request.observables)
    observables.push_back(sim::parse_observable(text, source.circuit.wires()));
  const Results results = run(source, request, observables, invocation.err);
  if (values->count("json")) print_json(source, request, results, invocation.out);
  else print_text(source, request, results, invocation.out);
  return kSuccess;
}

}  // namespace quanvas::cli
