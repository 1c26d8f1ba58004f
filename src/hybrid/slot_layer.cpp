#include "hybrid/slot_layer.hpp"

#include <algorithm>
#include <utility>

#include "base/error.hpp"
#include "hybrid/slots.hpp"

namespace quanvas::hybrid {

template <class Real>
nn::Shape SlotLayer<Real>::output_shape(const nn::Shape& input) const {
  require(input.item_size() == encoding_.features, "an encoding of {} features is given {} per item {}",
          encoding_.features, input.item_size(), input.text());
  return {input[0], encoding_.slots};
}

template <class Real>
const nn::Tensor<Real>& SlotLayer<Real>::forward(const nn::Tensor<Real>& input) {
  output_.resize(output_shape(input.shape()));
  for (std::size_t b = 0; b < input.batch(); ++b) {
    const auto slots = output_.item(b);
    if (encoding_.rule == SlotRule::threshold) apply_threshold(encoding_.threshold, input.item(b), slots);
    else std::ranges::copy(input.item(b), slots.begin());
    fill_pair_slots(encoding_, 1, 1, slots);
  }
  return output_;
}

template <class Real>
const nn::Tensor<Real>& SlotLayer<Real>::backward(const nn::Tensor<Real>& input, const nn::Tensor<Real>& upstream,
                                                  nn::InputGradient wanted) {
  if (wanted == nn::InputGradient::unwanted) return input_gradient_;
  input_gradient_.resize(input.shape());
  input_gradient_.fill(0);
  if (encoding_.rule == SlotRule::threshold) return input_gradient_;
  for (std::size_t b = 0; b < input.batch(); ++b) {
    const auto by_slot = upstream.item(b);
    slot_gradient_.assign(by_slot.begin(), by_slot.end());
    add_pair_gradients<Real>(encoding_, 1, 1, std::as_const(output_).item(b), slot_gradient_);
    std::copy_n(slot_gradient_.begin(), encoding_.features, input_gradient_.item(b).begin());
  }
  return input_gradient_;
}

template class SlotLayer<float>;
template class SlotLayer<double>;

}  // namespace quanvas::hybrid
