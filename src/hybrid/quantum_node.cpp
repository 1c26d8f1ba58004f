#include "hybrid/quantum_node.hpp"

namespace quanvas::hybrid {
namespace {

// A stream for each node and purpose; the epoch is its replicate.
RandomStream stream_of(const Device& device, const std::string& name, const nn::Pass& pass) {
  return {device.seed, fmt::format("shots/{}/{}", name, to_name(pass.purpose)), pass.epoch};
}

}  // namespace

template <class Real>
QuantumNode<Real>::QuantumNode(const sim::Circuit& circuit, const std::vector<sim::Observable>& observables,
                               const Device& device, std::string name)
    : device_(device),
      name_(std::move(name)),
      inputs_(circuit.inputs()),
      observables_(observables.size()),
      stream_(stream_of(device_, name_, {})) {
  const sim::Circuit noisy = sim::with_noise(circuit, device.noise);
  if (device.shots > 0) sampled_.emplace(noisy, observables, device.shots);
  else exact_.emplace(noisy, observables);
  if (device.acts_in == trial::NoiseIn::inference) ideal_.emplace(circuit, observables);
}

template <class Real>
void QuantumNode<Real>::begin(const nn::Pass& pass) {
  on_device_ = device_.acts_in == trial::NoiseIn::both || pass.purpose != nn::Purpose::training;
  stream_ = stream_of(device_, name_, pass);
}

template <class Real>
void QuantumNode<Real>::forward(std::size_t count, std::span<const Real> inputs, std::span<const Real> weights,
                                std::span<Real> expectations) {
  if (!on_device_) ideal_->forward(count, inputs, weights, expectations);
  else if (sampled_) sampled_->forward(count, inputs, weights, expectations, stream_);
  else exact_->forward(count, inputs, weights, expectations);
}

template <class Real>
void QuantumNode<Real>::backward(std::span<const Real> upstream, std::span<Real> weight_gradient,
                                 std::span<Real> input_gradient) {
  if (!on_device_) ideal_->backward(upstream, weight_gradient, input_gradient);
  else if (sampled_) sampled_->backward(upstream, weight_gradient, input_gradient, stream_);
  else exact_->backward(upstream, weight_gradient, input_gradient);
}

template class QuantumNode<float>;
template class QuantumNode<double>;

}  // namespace quanvas::hybrid
