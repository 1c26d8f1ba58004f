#include "sim/sampled_simulator.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "base/error.hpp"
#include "sim/engine/angle_value.hpp"
#include "sim/shots.hpp"
#include "sim/spans.hpp"

namespace quanvas::sim {
namespace {

// Shifted circuits that are run together, but for a larger batch: a shift of all its circuits is never divided.
constexpr std::size_t kTogether = 4096;

// The circuit with every angle that is not constant an input of its own, in the order of the gates.
Circuit with_free_angles(const Circuit& circuit, std::size_t angles) {
  Circuit free(circuit.wires(), angles, 0);
  std::uint32_t slot = 0;
  for (Operation operation : circuit.operations()) {
    if (Gate* gate = std::get_if<Gate>(&operation.what))
      for (Angle& angle : gate->angles)
        if (!angle.fixed()) angle = Angle::input(Slot(slot++));
    free.add(std::move(operation));
  }
  return free;
}

// [basis state] the observable's value there.
void append_outcomes(const Observable& observable, std::size_t wires, std::vector<double>& outcomes) {
  for (std::size_t state = 0; state < std::size_t{1} << wires; ++state) {
    double value = 0;
    for (const PauliTerm& term : observable.terms) {
      double product = term.coefficient;
      for (const auto& [wire, letter] : term.factors)
        if (state >> (wires - 1 - wire.value) & 1) product = -product;
      value += product;
    }
    outcomes.push_back(value);
  }
}

void require_diagonal(const Observable& observable) {
  for (const PauliTerm& term : observable.terms)
    for (const auto& [wire, letter] : term.factors)
      require(letter == 'Z', "with shots in a training only products of Z are measured, not {}", to_text(observable));
}

template <class GateAngle>
std::vector<GateAngle> gate_angles_of(const Circuit& circuit) {
  std::vector<GateAngle> angles;
  for (const Operation& operation : circuit.operations())
    if (const Gate* gate = std::get_if<Gate>(&operation.what))
      for (const Angle& angle : gate->angles)
        if (!angle.fixed()) angles.push_back({.angle = angle, .terms = shift_terms(info(gate->id).shift)});
  return angles;
}

}  // namespace

template <class Real>
SampledSimulator<Real>::SampledSimulator(const Circuit& circuit, const std::vector<Observable>& observables,
                                         std::size_t shots)
    : inputs_(circuit.inputs()),
      weights_(circuit.weights()),
      observables_(observables.size()),
      shots_(shots),
      gate_angles_(gate_angles_of<GateAngle>(circuit)),
      simulator_(with_free_angles(circuit, gate_angles_.size())),
      states_(std::size_t{1} << circuit.wires()),
      distribution_(states_),
      counts_(states_) {
  require(shots > 0, "expectation values are estimated from at least one shot");
  require(circuit.preparation() != Preparation::amplitudes,
          "a circuit whose inputs are amplitudes cannot be trained with shots: they have no shift rule");
  require_within(observables, circuit.wires());
  for (const Observable& observable : observables) {
    require_diagonal(observable);
    append_outcomes(observable, circuit.wires(), outcomes_);
  }
}

template <class Real>
void SampledSimulator<Real>::run(std::size_t count, std::span<const Real> angles, std::span<Real> expectations,
                                 RandomStream& stream) {
  const std::size_t stride = Simulator<Real>::stride(count);
  simulator_.forward(count, angles, {}, {});
  Real* const probabilities = probabilities_.reserve(states_ * stride);
  simulator_.probabilities({probabilities, states_ * stride});
  for (std::size_t b = 0; b < count; ++b) {
    double total = 0;
    for (std::size_t p = 0; p < states_; ++p) {
      const Real probability = probabilities[p * stride + b];
      total += distribution_[p] = probability < 0 ? 0 : probability;  // rounding; what is not a number stays
    }
    if (!(total > 0)) {  // a diverged training must not look like one that works
      for (std::size_t o = 0; o < observables_; ++o)
        expectations[o * stride + b] = std::numeric_limits<Real>::quiet_NaN();
      continue;
    }
    sample_counts(distribution_, shots_, stream, counts_);
    for (std::size_t o = 0; o < observables_; ++o) {
      double sum = 0;
      for (std::size_t p = 0; p < states_; ++p) sum += static_cast<double>(counts_[p]) * outcomes_[o * states_ + p];
      expectations[o * stride + b] = static_cast<Real>(sum / static_cast<double>(shots_));
    }
  }
  for (std::size_t o = 0; o < observables_; ++o)
    std::fill(expectations.data() + o * stride + count, expectations.data() + (o + 1) * stride, Real(0));
}

template <class Real>
void SampledSimulator<Real>::forward(std::size_t count, std::span<const Real> inputs, std::span<const Real> weights,
                                     std::span<Real> expectations, RandomStream& stream) {
  const std::size_t stride = Simulator<Real>::stride(count);
  count_.reset();
  inputs = leading_rows("SampledSimulator::forward: inputs", inputs, inputs_, stride);
  weights = leading("SampledSimulator::forward: weights", weights, weights_);
  expectations = leading_rows("SampledSimulator::forward: expectations", expectations, observables_, stride);
  Real* const angles = angles_.reserve(gate_angles_.size() * stride + 1);
  for (std::size_t k = 0; k < gate_angles_.size(); ++k) {
    const Angle& angle = gate_angles_[k].angle;
    const auto scale = static_cast<Real>(angle.scale);
    const auto offset = static_cast<Real>(angle.offset);
    for (std::size_t b = 0; b < count; ++b) {
      const Real value =
          angle.source == Angle::Source::weight ? weights[angle.slot.value] : inputs[angle.slot.value * stride + b];
      Real& to = angles[k * stride + b];
      to = scale * value + offset;
      // Half of twice the period of rotations: the period of every gate.
      if (std::abs(to) > kMostFastAngle) {
        const Angle half{.scale = angle.scale / 2, .offset = angle.offset / 2};
        to = static_cast<Real>(2 * exact_angle(half, static_cast<double>(value)));
      }
    }
    std::fill(angles + k * stride + count, angles + (k + 1) * stride, Real(0));
  }
  run(count, {angles, gate_angles_.size() * stride}, expectations, stream);
  count_ = count;
}

template <class Real>
void SampledSimulator<Real>::list_shifts(bool weights, bool inputs) {
  shifts_.clear();
  for (std::size_t k = 0; k < gate_angles_.size(); ++k) {
    const Angle& angle = gate_angles_[k].angle;
    if (angle.source == Angle::Source::weight ? !weights : !inputs) continue;
    for (const ShiftTerm& term : gate_angles_[k].terms)
      for (const double sign : {1.0, -1.0})
        shifts_.push_back({.angle = k, .shift = sign * term.shift, .factor = sign * angle.scale * term.coefficient});
  }
}

template <class Real>
void SampledSimulator<Real>::backward(std::span<const Real> upstream, std::span<Real> weight_gradient,
                                      std::span<Real> input_gradient, RandomStream& stream) {
  require(count_.has_value(), "SampledSimulator::backward needs a forward() before it");
  const std::size_t count = *count_;
  const std::size_t stride = Simulator<Real>::stride(count);
  upstream = leading_rows("SampledSimulator::backward: upstream", upstream, observables_, stride);
  if (!weight_gradient.empty())
    weight_gradient = leading("SampledSimulator::backward: weight_gradient", weight_gradient, weights_);
  if (!input_gradient.empty())
    input_gradient = leading_rows("SampledSimulator::backward: input_gradient", input_gradient, inputs_, stride);
  if (count == 0) return;
  std::ranges::fill(input_gradient, Real(0));
  list_shifts(!weight_gradient.empty(), !input_gradient.empty());
  const std::size_t most = std::max<std::size_t>(1, kTogether / count);
  for (std::size_t first = 0; first < shifts_.size(); first += most) {
    const std::span<const Shifted> part(shifts_.data() + first, std::min(most, shifts_.size() - first));
    const std::size_t circuits = part.size() * count;
    const std::size_t wide = Simulator<Real>::stride(circuits);
    Real* const angles = shifted_.reserve(gate_angles_.size() * wide);
    for (std::size_t k = 0; k < gate_angles_.size(); ++k) {
      Real* const row = angles + k * wide;
      const Real* const centre = angles_.data() + k * stride;
      for (std::size_t v = 0; v < part.size(); ++v) {
        const auto by = static_cast<Real>(part[v].angle == k ? part[v].shift : 0.0);
        for (std::size_t b = 0; b < count; ++b) row[v * count + b] = centre[b] + by;
      }
      std::fill(row + circuits, row + wide, Real(0));
    }
    Real* const estimates = estimates_.reserve(observables_ * wide);
    run(circuits, {angles, gate_angles_.size() * wide}, {estimates, observables_ * wide}, stream);
    for (std::size_t v = 0; v < part.size(); ++v) {
      const Angle& angle = gate_angles_[part[v].angle].angle;
      const auto factor = static_cast<Real>(part[v].factor);
      for (std::size_t b = 0; b < count; ++b) {
        Real sum = 0;
        for (std::size_t o = 0; o < observables_; ++o)
          sum += upstream[o * stride + b] * estimates[o * wide + v * count + b];
        if (angle.source == Angle::Source::weight) weight_gradient[angle.slot.value] += factor * sum;
        else input_gradient[angle.slot.value * stride + b] += factor * sum;
      }
    }
  }
}

template class SampledSimulator<float>;
template class SampledSimulator<double>;

}  // namespace quanvas::sim
