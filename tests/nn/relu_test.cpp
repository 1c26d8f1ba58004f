#include "nn/relu.hpp"

#include <cmath>
#include <limits>

#include <gtest/gtest.h>

namespace quanvas::nn {
namespace {

TEST(Relu, KeepsWhatIsPositive) {
  Relu<float> layer;
  Tensor<float> input(Shape{1, 4}), upstream(Shape{1, 4});
  std::ranges::copy(std::vector<float>{-2, 0, 3, std::numeric_limits<float>::quiet_NaN()}, input.data());
  upstream.fill(5);
  const Tensor<float>& output = layer.forward(input);
  EXPECT_EQ(output.values()[0], 0);
  EXPECT_EQ(output.values()[1], 0);
  EXPECT_EQ(output.values()[2], 3);
  EXPECT_TRUE(std::isnan(output.values()[3]));
  const Tensor<float>& gradient = layer.backward(input, upstream, InputGradient::wanted);
  EXPECT_EQ(gradient.values()[0], 0);
  EXPECT_EQ(gradient.values()[1], 0);
  EXPECT_EQ(gradient.values()[2], 5);
}

}  // namespace
}  // namespace quanvas::nn
