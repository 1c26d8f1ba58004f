#include "hybrid/circuit_layer.hpp"

#include <algorithm>

#include "base/error.hpp"

namespace quanvas::hybrid {
namespace {

// [batch, slots] -> [slots, stride], the columns past the batch zero.
template <class Real>
void to_slots(const nn::Tensor<Real>& items, std::size_t stride, nn::AlignedVector<Real>& slots) {
  const std::size_t count = items.shape().item_size();
  slots.assign(count * stride, Real(0));
  for (std::size_t b = 0; b < items.batch(); ++b)
    for (std::size_t s = 0; s < count; ++s) slots[s * stride + b] = items.item(b)[s];
}

template <class Real>
void from_slots(const nn::AlignedVector<Real>& slots, std::size_t stride, nn::Tensor<Real>& items) {
  for (std::size_t b = 0; b < items.batch(); ++b)
    for (std::size_t s = 0; s < items.shape().item_size(); ++s) items.item(b)[s] = slots[s * stride + b];
}

}  // namespace

template <class Real>
CircuitLayer<Real>::CircuitLayer(const sim::Circuit& circuit, const std::vector<sim::Observable>& observables,
                                 std::string name, const Device& device)
    : node_(circuit, observables, device, name), weights_(std::move(name), circuit.weights(), nn::Weights::angles) {}

template <class Real>
nn::Shape CircuitLayer<Real>::output_shape(const nn::Shape& input) const {
  require(input.item_size() == node_.inputs(), "a circuit of {} inputs is given {} per item {}", node_.inputs(),
          input.item_size(), input.text());
  return {input[0], node_.observables()};
}

template <class Real>
const nn::Tensor<Real>& CircuitLayer<Real>::forward(const nn::Tensor<Real>& input) {
  stride_ = sim::Simulator<Real>::stride(input.batch());
  to_slots(input, stride_, inputs_);
  expectations_.resize(node_.observables() * stride_);
  node_.forward(input.batch(), inputs_, weights_.value, expectations_);
  output_.resize(output_shape(input.shape()));
  from_slots(expectations_, stride_, output_);
  return output_;
}

template <class Real>
const nn::Tensor<Real>& CircuitLayer<Real>::backward(const nn::Tensor<Real>& input, const nn::Tensor<Real>& upstream,
                                                     nn::InputGradient wanted) {
  const bool pass = wanted == nn::InputGradient::wanted;
  to_slots(upstream, stride_, upstream_);
  std::ranges::fill(weights_.gradient, Real(0));
  slot_gradient_.resize(pass ? node_.inputs() * stride_ : 0);
  node_.backward(upstream_, weights_.gradient, slot_gradient_);
  if (pass) {
    input_gradient_.resize(input.shape());
    from_slots(slot_gradient_, stride_, input_gradient_);
  }
  return input_gradient_;
}

template class CircuitLayer<float>;
template class CircuitLayer<double>;

}  // namespace quanvas::hybrid
