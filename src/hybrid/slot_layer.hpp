// The layer between features and a circuit's input slots, by an encoding's rule.
#pragma once

#include "hybrid/encoding.hpp"
#include "nn/layer.hpp"

namespace quanvas::hybrid {

// input [batch, features] -> output [batch, slots].
template <class Real>
class SlotLayer final : public nn::Layer<Real> {
 public:
  explicit SlotLayer(const Encoding& encoding)
      : features_(encoding.features), slots_(encoding.slots), rule_(encoding.rule) {}

  nn::Shape output_shape(const nn::Shape& input) const override;
  const nn::Tensor<Real>& forward(const nn::Tensor<Real>& input) override;
  const nn::Tensor<Real>& backward(const nn::Tensor<Real>& input, const nn::Tensor<Real>& upstream,
                                   nn::InputGradient wanted) override;

 private:
  std::size_t features_;
  std::size_t slots_;
  SlotRule rule_;
  nn::Tensor<Real> output_;
  nn::Tensor<Real> input_gradient_;
};

}  // namespace quanvas::hybrid
