// A dense layer: y = W x + b. Takes an input of any shape as one vector per item.
#pragma once

#include "base/random.hpp"
#include "nn/layer.hpp"

namespace quanvas::nn {

template <class Real>
class Dense final : public Layer<Real> {
 public:
  // Weights [outputs, inputs] and bias [outputs] uniform on +-1/sqrt(inputs), drawn from `stream`.
  Dense(std::size_t inputs, std::size_t outputs, RandomStream stream);

  Shape output_shape(const Shape& input) const override;
  const Tensor<Real>& forward(const Tensor<Real>& input) override;
  const Tensor<Real>& backward(const Tensor<Real>& input, const Tensor<Real>& upstream, InputGradient wanted) override;
  std::vector<Parameter<Real>*> parameters() override { return {&weight_, &bias_}; }

 private:
  std::size_t inputs_;
  std::size_t outputs_;
  Parameter<Real> weight_;
  Parameter<Real> bias_;
  Tensor<Real> output_;
  Tensor<Real> input_gradient_;
};

}  // namespace quanvas::nn
