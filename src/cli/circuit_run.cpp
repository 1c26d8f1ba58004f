#include "cli/circuit_run.hpp"

#include <algorithm>
#include <chrono>
#include <map>
#include <ostream>

#include <fmt/format.h>

#include "base/error.hpp"
#include "base/text.hpp"
#include "sim/circuit/noise_model.hpp"
#include "sim/gradients.hpp"

namespace quanvas::cli {
namespace {

// Rows that are run side by side.
constexpr std::size_t kBatch = 1024;

// Bit `wire` of a basis state.
std::size_t bit_of(std::size_t wires, Wire wire) { return std::size_t{1} << (wires - 1 - wire.value); }

}  // namespace

std::string bits_of(std::size_t basis_state, std::size_t wires) {
  std::string bits(wires, '0');
  for (std::size_t i = 0; i < wires; ++i)
    if (basis_state >> (wires - 1 - i) & 1) bits[i] = '1';
  return bits;
}

CircuitRunner::CircuitRunner(const CircuitSource& source, const CircuitRequest& request, std::ostream& err)
    : source_(source),
      request_(request),
      err_(err),
      noisy_(request.noise.empty() ? std::nullopt
                                   : std::optional(sim::with_noise(source.circuit, sim::parse_noise(request.noise)))),
      circuit_(noisy_ ? *noisy_ : source.circuit) {
  for (const std::string& text : request.observables)
    observables_.push_back(sim::parse_observable(text, circuit_.wires()));
  require(!request.state || !circuit_.noisy(),
          "--state: with noise the state is a density matrix; --probabilities gives its diagonal");
}

// Many rows are run side by side, where a batch has room for them.
std::vector<double> CircuitRunner::expectations(std::size_t row) {
  if (source_.rows.size() == 1 || circuit_.preparation() == sim::Preparation::amplitudes)
    return sim::expectations(circuit_, observables_, source_.inputs(row), source_.weights(row));
  if (row < first_ || row >= first_ + batch_.size()) {
    const auto begin = source_.rows.begin() + static_cast<std::ptrdiff_t>(row);
    const std::size_t count = std::min(kBatch, source_.rows.size() - row);
    batch_ = sim::expectations(sim::with_inputs_alone(circuit_), observables_,
                               std::span(begin, begin + static_cast<std::ptrdiff_t>(count)));
    first_ = row;
  }
  return batch_[row - first_];
}

// One observable after another, and how long it will take where that is over two seconds.
std::vector<std::vector<double>> CircuitRunner::gradients(std::size_t row) const {
  using Clock = std::chrono::steady_clock;
  const std::vector<double> inputs = source_.inputs(row);
  const std::vector<double> weights = source_.weights(row);
  std::vector<std::vector<double>> gradients;
  const auto append = [&](const sim::Jacobian& jacobian) {
    for (std::size_t o = 0; o < jacobian.weights.size(); ++o) {
      gradients.push_back(jacobian.inputs[o]);
      gradients.back().insert(gradients.back().end(), jacobian.weights[o].begin(), jacobian.weights[o].end());
    }
  };
  if (request_.shots > 0) {
    append(sim::parameter_shift(circuit_, observables_, inputs, weights, request_.shots, request_.seed));
    return gradients;
  }
  const auto start = Clock::now();
  for (const sim::Observable& observable : observables_) {
    append(sim::adjoint_jacobian(circuit_, {observable}, inputs, weights));
    const double spent = std::chrono::duration<double>(Clock::now() - start).count();
    const auto left = static_cast<double>(observables_.size() - gradients.size());
    if (spent > 2 && left > 0)
      err_ << fmt::format("derivatives of {} of {} observables, {} left\n", gradients.size(), observables_.size(),
                          duration(spent / static_cast<double>(gradients.size()) * left))
           << std::flush;
  }
  return gradients;
}

CircuitResults CircuitRunner::results(std::size_t row) {
  CircuitResults results;
  results.shown = source_.shown;
  if (request_.shots == 0) {
    results.expectations = expectations(row);
  } else {
    auto [estimate, samples] =
        sim::sample(circuit_, observables_, source_.inputs(row), source_.weights(row),
                    {.shots = request_.shots, .seed = request_.seed, .replicate = static_cast<std::uint32_t>(row)});
    results.expectations = std::move(estimate.values);
    results.standard_errors = std::move(estimate.standard_errors);
    results.samples = std::move(samples);
  }
  if (request_.gradient) results.gradients = gradients(row);
  if (request_.probabilities || request_.state)
    results.state.emplace(circuit_, source_.inputs(row), source_.weights(row));
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
