#include "sim/shots.hpp"

#include <algorithm>
#include <cmath>
#include <random>
#include <string>

#include "base/aligned.hpp"
#include "base/error.hpp"
#include "sim/circuit/readout.hpp"
#include "sim/simulator.hpp"

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

std::vector<MeasurementSetting> settings_of(const std::vector<Observable>& observables, std::size_t wires) {
  std::vector<MeasurementSetting> settings;
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

}  // namespace

std::vector<double> probabilities(const Circuit& circuit, const std::vector<double>& inputs,
                                  const std::vector<double>& weights) {
  Simulator<double> simulator(circuit);
  const std::size_t stride = simulator.stride(1);
  const std::size_t states = std::size_t{1} << circuit.wires();
  AlignedArray<double> in(inputs.size() * stride + 1), w(weights.size() + 1), out(states * stride);
  for (std::size_t s = 0; s < inputs.size(); ++s) std::fill_n(in.data() + s * stride, stride, inputs[s]);
  std::ranges::copy(weights, w.data());
  simulator.forward(1, {in.data(), inputs.size() * stride}, {w.data(), weights.size()}, {});
  simulator.probabilities({out.data(), states * stride});
  std::vector<double> values(states);
  for (std::size_t p = 0; p < states; ++p) values[p] = std::max(0.0, out.data()[p * stride]);
  return values;
}

void sample_counts(std::span<const double> probabilities, std::size_t shots, RandomStream& stream,
                   std::span<std::uint64_t> counts) {
  double left = 0;  // probability of the states to come
  for (const double p : probabilities) left += p;
  std::uint64_t undrawn = shots;
  std::size_t last = 0;  // the last state that can be drawn
  for (std::size_t p = 0; p < probabilities.size(); ++p) {
    counts[p] = 0;
    if (probabilities[p] <= 0 || undrawn == 0) continue;
    const double share = std::min(1.0, probabilities[p] / left);
    counts[p] = std::binomial_distribution<std::uint64_t>(undrawn, share)(stream);
    undrawn -= counts[p];
    left -= probabilities[p];
    last = p;
  }
  counts[last] += undrawn;
}

std::vector<std::uint64_t> sample_counts(std::span<const double> probabilities, std::size_t shots,
                                         RandomStream stream) {
  std::vector<std::uint64_t> counts(probabilities.size());
  sample_counts(probabilities, shots, stream, counts);
  return counts;
}

Estimate estimate(const Circuit& circuit, const std::vector<Observable>& observables, const std::vector<double>& inputs,
                  const std::vector<double>& weights, const Shots& shots) {
  Estimate result{.values = std::vector<double>(observables.size()),
                  .standard_errors = std::vector<double>(observables.size())};
  require(shots.shots > 0, "expectation values are estimated from at least one shot");
  const Readout readout = split_readout(circuit);
  const std::vector<MeasurementSetting> settings = settings_of(observables, circuit.wires());
  const auto count = static_cast<double>(shots.shots);
  for (std::size_t g = 0; g < settings.size(); ++g) {
    const auto exact = probabilities(measured_in(readout, settings[g].bases), inputs, weights);
    const std::string name = "shots/" + settings[g].bases;
    const auto counts = sample_counts(exact, shots.shots, RandomStream(shots.seed, name, shots.replicate));
    // Of each observable the part that this setting measures: its mean over the shots, and the variance of that mean.
    std::vector<double> sums(observables.size());
    std::vector<double> squares(observables.size());
    std::vector<double> outcome(observables.size());
    for (std::size_t p = 0; p < counts.size(); ++p) {
      if (counts[p] == 0) continue;
      std::ranges::fill(outcome, 0.0);
      for (const MeasurementSetting::Member& member : settings[g].members)
        outcome[member.observable] += __builtin_parityll(p & member.mask) ? -member.coefficient : member.coefficient;
      for (std::size_t o = 0; o < observables.size(); ++o) {
        sums[o] += static_cast<double>(counts[p]) * outcome[o];
        squares[o] += static_cast<double>(counts[p]) * outcome[o] * outcome[o];
      }
    }
    for (std::size_t o = 0; o < observables.size(); ++o) {
      const double mean = sums[o] / count;
      result.values[o] += mean;
      if (shots.shots > 1) result.standard_errors[o] += std::max(0.0, squares[o] / count - mean * mean) / (count - 1);
    }
  }
  for (double& error : result.standard_errors) error = std::sqrt(error);
  return result;
}

}  // namespace quanvas::sim
