// Checks of any layer: shapes, gradients against central differences, determinism.
#pragma once

#include <functional>
#include <memory>

#include <gtest/gtest.h>

#include "base/random.hpp"
#include "nn/layer.hpp"
#include "support/tolerances.hpp"

namespace quanvas::test {

template <class Real>
nn::Tensor<Real> random_tensor(const nn::Shape& shape, std::uint64_t seed, double low = -1, double high = 1) {
  nn::Tensor<Real> tensor(shape);
  RandomStream stream(seed, "tensor");
  for (Real& value : tensor.values()) value = static_cast<Real>(stream.uniform(low, high));
  return tensor;
}

inline double weighted_sum(const nn::Tensor<double>& output, const nn::Tensor<double>& weights) {
  double total = 0;
  for (std::size_t i = 0; i < output.size(); ++i) total += output.values()[i] * weights.values()[i];
  return total;
}

// For the loss sum_i u_i y_i with random u: parameter gradients, and input gradients where they are `wanted`, against
// central differences. Where they are not, backward() is asked for none.
inline void check_gradients(nn::Layer<double>& layer, nn::Tensor<double> input, nn::InputGradient wanted) {
  constexpr double kStep = 1e-5;
  const nn::Tensor<double> upstream = random_tensor<double>(layer.output_shape(input.shape()), 99);
  ASSERT_EQ(layer.forward(input).shape(), layer.output_shape(input.shape()));
  const nn::Tensor<double> input_gradient = layer.backward(input, upstream, wanted);

  const auto slope = [&](double& value) {
    const double centre = value;
    value = centre + kStep;
    const double above = weighted_sum(layer.forward(input), upstream);
    value = centre - kStep;
    const double below = weighted_sum(layer.forward(input), upstream);
    value = centre;
    return (above - below) / (2 * kStep);
  };
  for (nn::Parameter<double>* parameter : layer.parameters()) {
    const auto gradient = parameter->gradient;
    for (std::size_t i = 0; i < gradient.size(); ++i)
      EXPECT_NEAR(gradient[i], slope(parameter->value[i]), kDifference) << parameter->name << "[" << i << "]";
  }
  if (wanted == nn::InputGradient::unwanted) return;
  ASSERT_EQ(input_gradient.shape(), input.shape());
  for (std::size_t i = 0; i < input.size(); ++i)
    EXPECT_NEAR(input_gradient.values()[i], slope(input.values()[i]), kDifference) << "input " << i;
}

}  // namespace quanvas::test
