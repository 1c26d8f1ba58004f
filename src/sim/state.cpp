#include "sim/state.hpp"

#include <algorithm>

#include "base/aligned.hpp"
#include "sim/spans.hpp"

namespace quanvas::sim {

State::State(const Circuit& circuit, const std::vector<double>& inputs, const std::vector<double>& weights)
    : wires_(circuit.wires()), simulator_(circuit) {
  require_numbers(circuit, inputs, weights);
  const std::size_t stride = simulator_.stride(1);
  AlignedArray<double> in(inputs.size() * stride + 1), w(weights.size() + 1);
  std::fill_n(in.data(), inputs.size() * stride, 0.0);
  for (std::size_t s = 0; s < inputs.size(); ++s) in.data()[s * stride] = inputs[s];
  std::ranges::copy(weights, w.data());
  simulator_.forward(1, {in.data(), inputs.size() * stride}, {w.data(), weights.size()}, {});
  if (circuit.noisy()) {
    AlignedArray<double> out(basis_states() * stride);
    simulator_.probabilities({out.data(), basis_states() * stride});
    for (std::size_t p = 0; p < basis_states(); ++p)
      probabilities_.push_back(out.data()[p * stride] < 0 ? 0 : out.data()[p * stride]);
    return;
  }
  const double least = 0.5 / static_cast<double>(basis_states());
  for (std::size_t p = 0; p < basis_states(); ++p)
    if (probability(p) >= least) {
      phase_ = std::conj(simulator_.amplitude(p)) / std::abs(simulator_.amplitude(p));
      return;
    }
}

double State::probability(std::size_t basis_state) const {
  return pure() ? std::norm(simulator_.amplitude(basis_state)) : probabilities_[basis_state];
}

std::complex<double> State::amplitude(std::size_t basis_state) const {
  return phase_ * simulator_.amplitude(basis_state);
}

}  // namespace quanvas::sim
