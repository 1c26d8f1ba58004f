// The rectifier layer: y = max(x, 0), with derivative 0 at 0.
#pragma once

#include "nn/layer.hpp"

namespace quanvas::nn {

// An input that is not a number stays one, so that a training that diverged is seen.
template <class Real>
class Relu final : public Layer<Real> {
 public:
  Shape output_shape(const Shape& input) const override { return input; }
  const Tensor<Real>& forward(const Tensor<Real>& input) override;
  const Tensor<Real>& backward(const Tensor<Real>& input, const Tensor<Real>& upstream, InputGradient wanted) override;

 private:
  Tensor<Real> output_;
  Tensor<Real> input_gradient_;
};

}  // namespace quanvas::nn
