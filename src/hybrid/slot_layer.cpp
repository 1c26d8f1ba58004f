#include "hybrid/slot_layer.hpp"

#include <algorithm>
#include <utility>

#include "base/error.hpp"

namespace quanvas::hybrid {

template <class Real>
nn::Shape SlotLayer<Real>::output_shape(const nn::Shape& input) const {
  const Encoding& encoding = slots_.encoding();
  require(input.item_size() == encoding.features, "an encoding of {} features is given {} per item {}",
          encoding.features, input.item_size(), input.text());
  return {input[0], encoding.slots};
}

template <class Real>
const nn::Tensor<Real>& SlotLayer<Real>::forward(const nn::Tensor<Real>& input) {
  output_.resize(output_shape(input.shape()));
  for (std::size_t b = 0; b < input.batch(); ++b) {
    const auto features = output_.item(b).first(slots_.encoding().features);
    std::ranges::copy(input.item(b), features.begin());
    slots_.change_features(features);
  }
  slots_.fill({.slot = 1, .circuit = slots_.encoding().slots}, input.batch(), output_.values());
  return output_;
}

template <class Real>
const nn::Tensor<Real>& SlotLayer<Real>::backward(const nn::Tensor<Real>& input, const nn::Tensor<Real>& upstream,
                                                  nn::InputGradient wanted) {
  if (wanted == nn::InputGradient::unwanted) return input_gradient_;
  slot_gradient_.assign(upstream.values().begin(), upstream.values().end());
  const Encoding& encoding = slots_.encoding();
  slots_.pull_back({.slot = 1, .circuit = encoding.slots}, input.batch(), std::as_const(output_).values(),
                   slot_gradient_);
  input_gradient_.resize(input.shape());
  for (std::size_t b = 0; b < input.batch(); ++b)
    std::copy_n(slot_gradient_.begin() + static_cast<std::ptrdiff_t>(b * encoding.slots), encoding.features,
                input_gradient_.item(b).begin());
  return input_gradient_;
}

template class SlotLayer<float>;
template class SlotLayer<double>;

}  // namespace quanvas::hybrid
