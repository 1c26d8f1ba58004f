// Activation layers: a function of each value. To add one: an enumerator, its row in activation.cpp, and where the
// compiler says.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "nn/layer.hpp"

namespace quanvas::nn {

// As PyTorch's ReLU, LeakyReLU (slope 0.01), Tanh, Sigmoid, GELU (exact).
enum class Activation : std::uint8_t { relu, leaky_relu, tanh, sigmoid, gelu };
constexpr auto texts_of(Activation) { return texts("relu", "leaky_relu", "tanh", "sigmoid", "gelu"); }

// The function in a few words: "max(0, x)".
std::string_view meaning(Activation function);

// input of any shape -> output of the same.
template <class Real>
class ActivationLayer final : public Layer<Real> {
 public:
  explicit ActivationLayer(Activation function) : function_(function) {}

  Shape output_shape(const Shape& input) const override { return input; }
  const Tensor<Real>& forward(const Tensor<Real>& input) override;
  const Tensor<Real>& backward(const Tensor<Real>& input, const Tensor<Real>& upstream, InputGradient wanted) override;

 private:
  Activation function_;
  Tensor<Real> output_;
  Tensor<Real> input_gradient_;
};

}  // namespace quanvas::nn
