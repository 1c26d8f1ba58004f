// The softmax layer: p_i = exp(x_i) / sum_j exp(x_j), per item.
#pragma once

#include "nn/layer.hpp"

namespace quanvas::nn {

// softmax of `logits` into `probabilities`, of the same size; the largest logit is subtracted first.
template <class Real>
void softmax(std::span<const Real> logits, std::span<Real> probabilities);

template <class Real>
class Softmax final : public Layer<Real> {
 public:
  Shape output_shape(const Shape& input) const override { return input; }
  const Tensor<Real>& forward(const Tensor<Real>& input) override;
  const Tensor<Real>& backward(const Tensor<Real>& input, const Tensor<Real>& upstream, InputGradient wanted) override;

 private:
  Tensor<Real> output_;
  Tensor<Real> input_gradient_;
};

}  // namespace quanvas::nn
