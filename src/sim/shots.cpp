#include "sim/shots.hpp"

#include <algorithm>
#include <cmath>
#include <random>
#include <string>

#include "base/error.hpp"
#include "sim/circuit/readout.hpp"
#include "sim/spans.hpp"
#include "sim/state.hpp"

namespace quanvas::sim {
namespace {

// Terms that are measured together: on each wire in one basis, X, Y, Z or (none needed) I.
struct MeasurementSetting {
  std::string bases;  // [wire]
  struct Member {
    std::size_t observable;
    double coefficient;
    std::size_t mask;  // of the wires whose results multiply
  };
  std::vector<Member> members;
};

bool fits(const MeasurementSetting& setting, const PauliTerm& term) {
  return std::ranges::all_of(term.factors, [&](const auto& factor) {
    const char basis = setting.bases[factor.first.value];
    return basis == 'I' || basis == factor.second;
  });
}

// The first setting is that of the computational basis, with all terms that are diagonal.
std::vector<MeasurementSetting> settings_of(const std::vector<Observable>& observables, std::size_t wires) {
  std::vector<MeasurementSetting> settings{{.bases = std::string(wires, 'Z'), .members = {}}};
  for (std::size_t o = 0; o < observables.size(); ++o)
    for (const PauliTerm& term : observables[o].terms) {
      auto setting = std::ranges::find_if(settings, [&](const MeasurementSetting& s) { return fits(s, term); });
      if (setting == settings.end())
        setting = settings.insert(setting, {.bases = std::string(wires, 'I'), .members = {}});
      std::size_t mask = 0;
      for (const auto& [wire, letter] : term.factors) {
        setting->bases[wire.value] = letter;
        mask |= std::size_t{1} << (wires - 1 - wire.value);
      }
      setting->members.push_back({.observable = o, .coefficient = term.coefficient, .mask = mask});
    }
  return settings;
}

// The circuit, then on each wire the rotation that takes the basis to the computational one: H for X, S^dagger H for Y.
// They come before the readout errors, which belong to the measurement.
Circuit measured_in(const Readout& readout, const std::string& bases) {
  Circuit result = readout.circuit;
  for (std::uint32_t w = 0; w < bases.size(); ++w) {
    if (bases[w] == 'Y') result.add(gate("sdg"), {Wire(w)});
    if (bases[w] == 'X' || bases[w] == 'Y') result.add(gate("h"), {Wire(w)});
    for (const Operation& channel : readout.channels[w]) result.add(channel);
  }
  return result;
}

// Draws shots from the states' probabilities and calls drawn(state, times) in ascending order: a multinomial sample as
// a chain of binomial ones. Small negative probabilities are rounding.
template <class Probability, class Drawn>
void draw(std::size_t states, Probability&& probability, std::size_t shots, RandomStream& stream, Drawn&& drawn) {
  double left = 0;  // probability of the states to come
  for (std::size_t p = 0; p < states; ++p) {
    require(probability(p) > -1e-3, "probability {} of basis state {} cannot be sampled", probability(p), p);
    left += probability(p);
  }
  require(left > 0 && std::isfinite(left), "probabilities of {} basis states that sum up to {} cannot be sampled",
          states, left);
  std::uint64_t undrawn = shots;
  std::size_t last = 0;  // the last state that can be drawn
  for (std::size_t p = 0; p < states && undrawn > 0; ++p) {
    const double own = probability(p);
    if (own <= 0) continue;
    const std::uint64_t times = std::binomial_distribution<std::uint64_t>(undrawn, std::min(1.0, own / left))(stream);
    if (times > 0) drawn(p, times);
    undrawn -= times;
    left -= own;
    last = p;
  }
  if (undrawn > 0) drawn(last, undrawn);
}

Sample sample_of(const State& state, const MeasurementSetting& setting, const Shots& shots) {
  Sample sample{.bases = setting.bases, .counts = {}, .observables = {}};
  std::ranges::replace(sample.bases, 'I', 'Z');
  RandomStream stream(shots.seed, "shots/" + setting.bases, shots.replicate);
  draw(
      state.basis_states(), [&](std::size_t p) { return state.probability(p); }, shots.shots, stream,
      [&](std::size_t p, std::uint64_t times) {
        if (!sample.counts.empty() && sample.counts.back().state == p) sample.counts.back().times += times;
        else sample.counts.push_back({.state = p, .times = times});
      });
  for (const MeasurementSetting::Member& member : setting.members)
    if (sample.observables.empty() || sample.observables.back() != member.observable)
      sample.observables.push_back(member.observable);
  return sample;
}

// Of each observable the part that this setting measures: its mean over the shots, and the variance of that mean.
void add_estimates(const MeasurementSetting& setting, std::span<const Count> counts, std::size_t shots,
                   Estimate& estimate) {
  const auto all = static_cast<double>(shots);
  std::vector<double> sums(estimate.values.size());
  std::vector<double> squares(sums.size());
  std::vector<double> outcome(sums.size());
  for (const Count& count : counts) {
    std::ranges::fill(outcome, 0.0);
    for (const MeasurementSetting::Member& member : setting.members)
      outcome[member.observable] +=
          __builtin_parityll(count.state & member.mask) ? -member.coefficient : member.coefficient;
    for (std::size_t o = 0; o < sums.size(); ++o) {
      sums[o] += static_cast<double>(count.times) * outcome[o];
      squares[o] += static_cast<double>(count.times) * outcome[o] * outcome[o];
    }
  }
  for (std::size_t o = 0; o < sums.size(); ++o) {
    const double mean = sums[o] / all;
    estimate.values[o] += mean;
    if (shots > 1) estimate.standard_errors[o] += std::max(0.0, squares[o] / all - mean * mean) / (all - 1);
  }
}

// Whether a computational basis that no term needs is sampled.
enum class Unneeded { sampled, left_out };

SampledEstimate run(const Circuit& circuit, const std::vector<Observable>& observables,
                    const std::vector<double>& inputs, const std::vector<double>& weights, const Shots& shots,
                    Unneeded unneeded) {
  require(shots.shots > 0, "expectation values are estimated from at least one shot");
  SampledEstimate result{.estimate = {.values = std::vector<double>(observables.size()),
                                      .standard_errors = std::vector<double>(observables.size())},
                         .samples = {}};
  const Readout readout = split_readout(circuit);
  for (const MeasurementSetting& setting : settings_of(observables, circuit.wires())) {
    if (setting.members.empty() && unneeded == Unneeded::left_out) continue;
    const State state(measured_in(readout, setting.bases), inputs, weights);
    result.samples.push_back(sample_of(state, setting, shots));
    add_estimates(setting, result.samples.back().counts, shots.shots, result.estimate);
  }
  for (double& error : result.estimate.standard_errors) error = std::sqrt(error);  // of variances
  return result;
}

}  // namespace

std::vector<double> probabilities(const Circuit& circuit, const std::vector<double>& inputs,
                                  const std::vector<double>& weights) {
  const State state(circuit, inputs, weights);
  std::vector<double> values(state.basis_states());
  for (std::size_t p = 0; p < values.size(); ++p) values[p] = state.probability(p);
  return values;
}

void sample_counts(std::span<const double> probabilities, std::size_t shots, RandomStream& stream,
                   std::span<std::uint64_t> counts) {
  require(counts.size() == probabilities.size(), "sample_counts: counts of {} basis states for probabilities of {}",
          counts.size(), probabilities.size());
  std::ranges::fill(counts, 0);
  draw(
      probabilities.size(), [&](std::size_t p) { return probabilities[p]; }, shots, stream,
      [&](std::size_t p, std::uint64_t times) { counts[p] += times; });
}

std::vector<std::uint64_t> sample_counts(std::span<const double> probabilities, std::size_t shots,
                                         RandomStream stream) {
  std::vector<std::uint64_t> counts(probabilities.size());
  sample_counts(probabilities, shots, stream, counts);
  return counts;
}

SampledEstimate sample(const Circuit& circuit, const std::vector<Observable>& observables,
                       const std::vector<double>& inputs, const std::vector<double>& weights, const Shots& shots) {
  return run(circuit, observables, inputs, weights, shots, Unneeded::sampled);
}

Estimate estimate(const Circuit& circuit, const std::vector<Observable>& observables, const std::vector<double>& inputs,
                  const std::vector<double>& weights, const Shots& shots) {
  require_numbers(circuit, inputs, weights);
  require_within(observables, circuit.wires());
  return run(circuit, observables, inputs, weights, shots, Unneeded::left_out).estimate;
}

}  // namespace quanvas::sim
