#include "cli/circuit_run.hpp"

#include <chrono>
#include <map>
#include <ostream>

#include <fmt/format.h>

#include "base/text.hpp"
#include "sim/circuit/noise_model.hpp"
#include "sim/gradients.hpp"

namespace quanvas::cli {
namespace {

// Bit `wire` of a basis state, and back.
std::size_t bit_of(std::size_t wires, Wire wire) { return std::size_t{1} << (wires - 1 - wire.value); }

std::string bits_of(std::size_t shown, std::size_t count) {
  std::string bits(count, '0');
  for (std::size_t i = 0; i < count; ++i)
    if (shown >> (count - 1 - i) & 1) bits[i] = '1';
  return bits;
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
  const std::optional<sim::Circuit> noisy =
      request.noise.empty() ? std::nullopt
                            : std::optional(sim::with_noise(source.circuit, sim::parse_noise(request.noise)));
  const sim::Circuit& circuit = noisy ? *noisy : source.circuit;
  CircuitResults results;
  results.shown = source.measured;
  if (results.shown.empty())
    for (std::uint32_t w = 0; w < circuit.wires(); ++w) results.shown.emplace_back(w);
  if (request.shots == 0) {
    results.expectations = sim::expectations(circuit, observables, {}, source.values);
  } else {
    auto [estimate, samples] =
        sim::sample(circuit, observables, {}, source.values, {.shots = request.shots, .seed = request.seed});
    results.expectations = std::move(estimate.values);
    results.standard_errors = std::move(estimate.standard_errors);
    results.samples = std::move(samples);
  }
  if (request.gradient && request.shots > 0)
    results.gradients =
        sim::parameter_shift(circuit, observables, {}, source.values, request.shots, request.seed).weights;
  else if (request.gradient) results.gradients = exact_gradients(circuit, observables, source.values, err);
  if (request.probabilities) results.state.emplace(circuit, std::vector<double>{}, source.values);
  return results;
}

void for_each_count(const CircuitResults& results, const OutcomeVisit& visit) {
  const sim::Sample& sample = results.samples.at(0);
  std::map<std::size_t, std::uint64_t> times;  // [what is shown]
  for (const sim::Count& count : sample.counts) {
    std::size_t shown = 0;
    for (const Wire wire : results.shown) shown = shown << 1 | ((count.state & bit_of(sample.bases.size(), wire)) != 0);
    times[shown] += count.times;
  }
  for (const auto& [shown, total] : times) visit(bits_of(shown, results.shown.size()), static_cast<double>(total));
}

void for_each_probability(const CircuitResults& results, const OutcomeVisit& visit) {
  const sim::State& state = results.state.value();
  const std::size_t count = results.shown.size();
  std::size_t others = state.basis_states() - 1;  // the bits that are summed over
  for (const Wire wire : results.shown) others &= ~bit_of(state.wires(), wire);
  for (std::size_t shown = 0; shown < std::size_t{1} << count; ++shown) {
    std::size_t own = 0;
    for (std::size_t i = 0; i < count; ++i)
      if (shown >> (count - 1 - i) & 1) own |= bit_of(state.wires(), results.shown[i]);
    double sum = 0;
    std::size_t other = 0;
    do {
      sum += state.probability(own | other);
      other = (other - others) & others;
    } while (other != 0);
    if (sum != 0) visit(bits_of(shown, count), sum);
  }
}

}  // namespace quanvas::cli
