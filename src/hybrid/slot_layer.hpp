// The layer between features and a circuit's input slots, by an encoding's rule.
#pragma once

#include <utility>

#include "hybrid/slots.hpp"
#include "nn/layer.hpp"

namespace quanvas::hybrid {

// input [batch, features] -> output [batch, slots]. SlotRule::threshold passes the gradient zero.
template <class Real>
class SlotLayer final : public nn::Layer<Real> {
 public:
  explicit SlotLayer(Encoding encoding) : slots_(std::move(encoding)) {}

  nn::Shape output_shape(const nn::Shape& input) const override;
  const nn::Tensor<Real>& forward(const nn::Tensor<Real>& input) override;
  const nn::Tensor<Real>& backward(const nn::Tensor<Real>& input, const nn::Tensor<Real>& upstream,
                                   nn::InputGradient wanted) override;

 private:
  Slots<Real> slots_;
  nn::Tensor<Real> output_;
  nn::AlignedVector<Real> slot_gradient_;  // [item, slot]
  nn::Tensor<Real> input_gradient_;
};

}  // namespace quanvas::hybrid
