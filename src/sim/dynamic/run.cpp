#include "sim/dynamic/run.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <map>
#include <utility>

#include "base/error.hpp"
#include "sim/circuit/readout.hpp"
#include "sim/dynamic/paths.hpp"

namespace quanvas::sim {
namespace {

// Terms that are measured together, in one basis on each wire. The first is of products of Z, which the counts share.
struct Setting {
  std::string bases;  // [wire] X, Y or Z; I where none is needed
  struct Member {
    std::size_t observable;
    double coefficient;
    std::size_t mask;
  };
  std::vector<Member> members = {};
};

std::vector<Setting> settings_of(const std::vector<Observable>& observables, std::size_t wires) {
  std::vector<Setting> settings{{.bases = std::string(wires, 'Z')}};
  for (std::size_t o = 0; o < observables.size(); ++o)
    for (const PauliTerm& term : observables[o].terms) {
      const auto fits = [&](const Setting& setting) {
        return std::ranges::all_of(term.factors, [&](const auto& factor) {
          const char basis = setting.bases[factor.first.value];
          return basis == 'I' || basis == factor.second;
        });
      };
      auto setting = std::ranges::find_if(settings, fits);
      if (setting == settings.end()) setting = settings.insert(setting, {.bases = std::string(wires, 'I')});
      std::size_t mask = 0;
      for (const auto& [wire, letter] : term.factors) {
        setting->bases[wire.value] = letter;
        mask |= std::size_t{1} << (wires - 1 - wire.value);
      }
      setting->members.push_back({.observable = o, .coefficient = term.coefficient, .mask = mask});
    }
  return settings;
}

// What is read where this is measured.
void apply_readout(std::vector<double>& probabilities, const NoiseModel& noise) {
  if (!noise.readout) return;
  const double p01 = noise.readout->parameters[0], p10 = noise.readout->parameters[1];
  for (std::size_t bit = 1; bit < probabilities.size(); bit <<= 1)
    for (std::size_t state = 0; state < probabilities.size(); ++state)
      if (!(state & bit)) {
        const double zero = probabilities[state], one = probabilities[state | bit];
        probabilities[state] = (1 - p01) * zero + p10 * one;
        probabilities[state | bit] = p01 * zero + (1 - p10) * one;
      }
}

class Run {
 public:
  Run(const Program& program, const NoiseModel& noise, const std::vector<Observable>& observables,
      const std::optional<Shots>& shots)
      : program_(program),
        noise_(noise),
        shots_(shots),
        stream_(shots ? shots->seed : 0, "counts", shots ? shots->replicate : 0),
        reported_(program.register_bits()),
        sums_(observables.size()) {
    if (shots) {
      settings_ = settings_of(observables, program.wires);
      moments_.resize(settings_.size(), std::vector<Moments>(observables.size()));
      return;
    }
    const Reading reading = noise.readout
                                ? Reading{.slope = 1 - noise.readout->parameters[0] - noise.readout->parameters[1],
                                          .offset = noise.readout->parameters[1] - noise.readout->parameters[0]}
                                : Reading{};
    observables_ = as_read(observables, std::vector<Reading>(program.wires, reading));
  }

  DynamicResults results(std::span<const double> values) {
    Paths paths(program_, values, noise_, shots_ ? std::optional<std::uint64_t>(shots_->shots) : std::nullopt, stream_);
    paths.follow([this](Path& path) { shots_ ? sample(path) : add(path); });
    DynamicResults results{
        .expectations = sums_, .standard_errors = {}, .outcomes = {}, .neglected = paths.neglected()};
    for (const auto& [bits, value] : outcomes_) results.outcomes.push_back({.bits = bits, .value = value});
    if (shots_) estimate(results);
    return results;
  }

 private:
  struct Moments {
    double sum = 0;
    double squares = 0;
  };

  // The bits of the registers after the final measurements of a basis state.
  std::string bits_of(const Bits& before, std::size_t state) const {
    Bits bits = before;
    for (const Measurement& m : program_.measured) bits[m.bit] = state >> (program_.wires - 1 - m.wire.value) & 1;
    std::string text;
    for (const std::uint32_t bit : reported_) text += bits[bit] ? '1' : '0';
    return text;
  }

  void add(const Path& path) {
    for (std::size_t o = 0; o < sums_.size(); ++o)
      sums_[o] += path.probability * path.state.expectation(observables_[o]);
    if (reported_.empty()) return;
    std::vector<double> probabilities = path.state.probabilities();
    apply_readout(probabilities, noise_);
    std::size_t mask = 0;
    for (const Measurement& m : program_.measured) mask |= std::size_t{1} << (program_.wires - 1 - m.wire.value);
    std::map<std::size_t, double> by_measured;
    for (std::size_t state = 0; state < probabilities.size(); ++state)
      if (probabilities[state] > 0) by_measured[state & mask] += probabilities[state];
    for (const auto& [state, probability] : by_measured)
      outcomes_[bits_of(path.bits, state)] += path.probability * probability;
  }

  void sample(const Path& path) {
    for (std::size_t s = 0; s < settings_.size(); ++s) {
      QuantumState state = path.state;
      for (std::uint32_t w = 0; w < program_.wires; ++w) {
        const char basis = settings_[s].bases[w];
        const auto rotate = [&](GateId id) {
          state.apply({.wires = {Wire(w)}, .what = Gate{.id = id, .angles = {}}}, {});
        };
        if (basis == 'Y') rotate(gate("sdg"));
        if (basis == 'X' || basis == 'Y') rotate(gate("h"));
      }
      std::vector<double> probabilities = state.probabilities();
      apply_readout(probabilities, noise_);
      std::vector<std::uint64_t> counts(probabilities.size());
      sample_counts(probabilities, path.shots, stream_, counts);
      for (std::size_t p = 0; p < counts.size(); ++p)
        if (counts[p] > 0) add(s, p, static_cast<double>(counts[p]), path.bits);
    }
  }

  void add(std::size_t setting, std::size_t state, double count, const Bits& bits) {
    if (setting == 0) outcomes_[bits_of(bits, state)] += count;
    std::vector<double> values(sums_.size());
    for (const Setting::Member& member : settings_[setting].members)
      values[member.observable] += std::popcount(state & member.mask) & 1 ? -member.coefficient : member.coefficient;
    for (std::size_t o = 0; o < values.size(); ++o) {
      moments_[setting][o].sum += count * values[o];
      moments_[setting][o].squares += count * values[o] * values[o];
    }
  }

  void estimate(DynamicResults& results) const {
    const auto count = static_cast<double>(shots_->shots);
    for (std::size_t o = 0; o < sums_.size(); ++o) {
      double variance = 0;
      for (const auto& setting : moments_) {
        const double mean = setting[o].sum / count;
        results.expectations[o] += mean;
        if (count > 1) variance += std::max(0.0, setting[o].squares / count - mean * mean) / (count - 1);
      }
      results.standard_errors.push_back(std::sqrt(variance));
    }
  }

  const Program& program_;
  const NoiseModel& noise_;
  const std::optional<Shots>& shots_;
  RandomStream stream_;
  std::vector<std::uint32_t> reported_;
  std::vector<Observable> observables_;  // as they are read
  std::vector<double> sums_;             // [observable]
  std::map<std::string, double> outcomes_;
  std::vector<Setting> settings_;
  std::vector<std::vector<Moments>> moments_;  // [setting][observable]
};

}  // namespace

DynamicResults run(const Program& program, std::span<const double> values, const NoiseModel& noise,
                   const std::vector<Observable>& observables, const std::optional<Shots>& shots) {
  return Run(program, noise, observables, shots).results(values);
}

}  // namespace quanvas::sim
