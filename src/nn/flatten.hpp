// The layer that makes one list of an item's values, whatever their shape.
#pragma once

#include "nn/layer.hpp"

namespace quanvas::nn {

// input [batch, ...] -> output [batch, values], in row-major order.
template <class Real>
class Flatten final : public Layer<Real> {
 public:
  Shape output_shape(const Shape& input) const override { return {input[0], input.item_size()}; }
  const Tensor<Real>& forward(const Tensor<Real>& input) override;
  const Tensor<Real>& backward(const Tensor<Real>& input, const Tensor<Real>& upstream, InputGradient wanted) override;

 private:
  Tensor<Real> output_;
  Tensor<Real> input_gradient_;
};

}  // namespace quanvas::nn
