#include "hybrid/slot_layer.hpp"

#include <numbers>

#include "base/error.hpp"

namespace quanvas::hybrid {
namespace {

// Whether a feature's own slot is the feature, or 1 where it is above 1/2.
bool thresholds(SlotRule rule) {
  switch (rule) {
    case SlotRule::features:
    case SlotRule::pairs: return false;
    case SlotRule::threshold: return true;
  }
  no_such_value();
}

}  // namespace

template <class Real>
nn::Shape SlotLayer<Real>::output_shape(const nn::Shape& input) const {
  require(input.item_size() == features_, "an encoding of {} features is given {} per item {}", features_,
          input.item_size(), input.text());
  return {input[0], slots_};
}

template <class Real>
const nn::Tensor<Real>& SlotLayer<Real>::forward(const nn::Tensor<Real>& input) {
  output_.resize(output_shape(input.shape()));
  constexpr Real kPi = std::numbers::pi_v<Real>;
  for (std::size_t b = 0; b < input.batch(); ++b) {
    const auto x = input.item(b);
    const auto slots = output_.item(b);
    for (std::size_t i = 0; i < features_; ++i) slots[i] = thresholds(rule_) ? Real(x[i] > Real(0.5) ? 1 : 0) : x[i];
    if (rule_ != SlotRule::pairs) continue;
    std::size_t slot = features_;
    for (std::size_t i = 0; i < features_; ++i)
      for (std::size_t j = i + 1; j < features_; ++j) slots[slot++] = (kPi - x[i]) * (kPi - x[j]);
  }
  return output_;
}

template <class Real>
const nn::Tensor<Real>& SlotLayer<Real>::backward(const nn::Tensor<Real>& input, const nn::Tensor<Real>& upstream,
                                                  nn::InputGradient wanted) {
  if (wanted == nn::InputGradient::unwanted) return input_gradient_;
  input_gradient_.resize(input.shape());
  constexpr Real kPi = std::numbers::pi_v<Real>;
  for (std::size_t b = 0; b < input.batch(); ++b) {
    const auto x = input.item(b);
    const auto by_slot = upstream.item(b);
    const auto by_feature = input_gradient_.item(b);
    for (std::size_t i = 0; i < features_; ++i) by_feature[i] = thresholds(rule_) ? Real(0) : by_slot[i];
    if (rule_ != SlotRule::pairs) continue;
    std::size_t slot = features_;
    for (std::size_t i = 0; i < features_; ++i)
      for (std::size_t j = i + 1; j < features_; ++j, ++slot) {
        by_feature[i] -= by_slot[slot] * (kPi - x[j]);
        by_feature[j] -= by_slot[slot] * (kPi - x[i]);
      }
  }
  return input_gradient_;
}

template class SlotLayer<float>;
template class SlotLayer<double>;

}  // namespace quanvas::hybrid
