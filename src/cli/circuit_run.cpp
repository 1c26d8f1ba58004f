#include "cli/circuit_run.hpp"

#include <chrono>
#include <ostream>

#include <fmt/format.h>

#include "base/text.hpp"
#include "sim/circuit/noise_model.hpp"
#include "sim/gradients.hpp"
#include "sim/shots.hpp"

namespace quanvas::cli {
namespace {

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

}  // namespace

CircuitResults run(const CircuitSource& source, const CircuitRequest& request,
                   const std::vector<sim::Observable>& observables, std::ostream& err) {
  const sim::Circuit circuit = sim::with_noise(source.circuit, sim::parse_noise(request.noise));
  std::vector<Wire> shown = source.measured;
  if (shown.empty())
    for (std::uint32_t w = 0; w < circuit.wires(); ++w) shown.emplace_back(w);

  CircuitResults results;
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

}  // namespace quanvas::cli
