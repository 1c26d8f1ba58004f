#include "sim/diagnostics.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "base/error.hpp"
#include "base/random.hpp"
#include "sim/gradients.hpp"

namespace quanvas::sim {
namespace {

struct Parameters {
  std::vector<double> inputs;
  std::vector<double> weights;
};

Parameters draw(const Circuit& circuit, RandomStream& stream) {
  Parameters drawn{.inputs = std::vector<double>(circuit.inputs()), .weights = std::vector<double>(circuit.weights())};
  if (circuit.preparation() == Preparation::amplitudes) drawn.inputs[0] = 1;
  for (double& angle : circuit.weights() > 0 ? drawn.weights : drawn.inputs)
    angle = stream.uniform(0, 2 * std::numbers::pi);
  return drawn;
}

double fidelity(const State& a, const State& b) {
  std::complex<double> overlap = 0;
  for (std::size_t p = 0; p < a.basis_states(); ++p) overlap += std::conj(a.amplitude(p)) * b.amplitude(p);
  return std::norm(overlap);
}

// The mean and the variance over samples of each parameter's derivative, gathered one sample at a time (Welford).
class Derivatives {
 public:
  void add(const std::vector<double>& derivatives) {
    means_.resize(derivatives.size());
    squares_.resize(derivatives.size());
    ++count_;
    for (std::size_t k = 0; k < derivatives.size(); ++k) {
      const double from_mean = derivatives[k] - means_[k];
      means_[k] += from_mean / static_cast<double>(count_);
      squares_[k] += from_mean * (derivatives[k] - means_[k]);
    }
  }

  double mean() const { return average(means_); }
  std::vector<double> variances() const {
    std::vector<double> all = squares_;
    for (double& square : all) square /= static_cast<double>(count_ - 1);
    return all;
  }

  static double average(const std::vector<double>& values) {
    double sum = 0;
    for (const double value : values) sum += value;
    return sum / static_cast<double>(values.size());
  }

 private:
  std::size_t count_ = 0;
  std::vector<double> means_;
  std::vector<double> squares_;  // summed squares of the distances from the mean
};

void require_sampleable(const Circuit& circuit, const DiagnosisOptions& options) {
  const bool angles = circuit.inputs() > 0 && circuit.preparation() == Preparation::zero;
  require(circuit.weights() > 0 || angles,
          "a circuit without parameters has nothing to sample; declare some, as `input float theta;`");
  require(!circuit.noisy(), "expressibility and entanglement are those of pure states; leave the noise out");
  require(options.samples >= 2, "a variance needs at least 2 samples, not {}", options.samples);
}

}  // namespace

double expressibility(std::span<const double> fidelities, std::size_t dimensions, std::size_t bins) {
  require(bins >= 1, "a histogram of fidelities needs at least 1 bin");
  std::vector<double> counts(bins, 0.0);
  const auto width = 1.0 / static_cast<double>(bins);
  for (const double f : fidelities)
    ++counts[static_cast<std::size_t>(std::clamp(f / width, 0.0, static_cast<double>(bins - 1)))];
  const auto above = static_cast<double>(dimensions - 1);  // P(fidelity > f) = (1 - f)^above
  double divergence = 0;
  for (std::size_t bin = 0; bin < bins; ++bin) {
    if (counts[bin] == 0) continue;
    const double share = counts[bin] / static_cast<double>(fidelities.size());
    // log of (1 - low)^above - (1 - high)^above, which may be too small for a double.
    const double low = 1 - static_cast<double>(bin) * width;
    const double ratio = bin + 1 == bins ? 0 : std::pow((low - width) / low, above);
    divergence += share * (std::log(share) - above * std::log(low) - std::log1p(-ratio));
  }
  return divergence;
}

double meyer_wallach(const State& state) {
  double purities = 0;
  for (std::size_t wire = 0; wire < state.wires(); ++wire) {
    const std::size_t bit = std::size_t{1} << (state.wires() - 1 - wire);
    double zero = 0;
    double one = 0;
    std::complex<double> coherence = 0;
    for (std::size_t p = 0; p < state.basis_states(); ++p) {
      if (p & bit) continue;
      const std::complex<double> a = state.amplitude(p);
      const std::complex<double> b = state.amplitude(p | bit);
      zero += std::norm(a);
      one += std::norm(b);
      coherence += a * std::conj(b);
    }
    purities += zero * zero + one * one + 2 * std::norm(coherence);
  }
  return 2 * (1 - purities / static_cast<double>(state.wires()));
}

Diagnosis diagnose(const Circuit& circuit, const Observable& observable, const DiagnosisOptions& options) {
  require_sampleable(circuit, options);
  RandomStream stream(options.seed, "diagnosis");
  std::vector<double> fidelities;
  double entangled = 0;
  Derivatives derivatives;
  for (std::size_t sample = 0; sample < options.samples; ++sample) {
    const Parameters one = draw(circuit, stream);
    const Parameters other = draw(circuit, stream);
    const State state(circuit, one.inputs, one.weights);
    const State second(circuit, other.inputs, other.weights);
    fidelities.push_back(fidelity(state, second));
    entangled += (meyer_wallach(state) + meyer_wallach(second)) / 2;
    const Jacobian jacobian = adjoint_jacobian(circuit, {observable}, one.inputs, one.weights);
    derivatives.add(circuit.weights() > 0 ? jacobian.weights[0] : jacobian.inputs[0]);
  }
  std::vector<double> variances = derivatives.variances();
  return {.expressibility = expressibility(fidelities, std::size_t{1} << circuit.wires(), options.bins),
          .entangling_capability = entangled / static_cast<double>(options.samples),
          .gradient_mean = derivatives.mean(),
          .gradient_variance = Derivatives::average(variances),
          .variances = std::move(variances)};
}

}  // namespace quanvas::sim
