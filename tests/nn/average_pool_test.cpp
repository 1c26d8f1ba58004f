#include "nn/average_pool.hpp"

#include <numeric>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/error_of.hpp"

namespace quanvas::nn {
namespace {

// PyTorch 1.13's avg_pool2d of the same numbers.
TEST(AveragePool2d, AgreesWithPyTorch) {
  Tensor<double> input(Shape{1, 1, 3, 4}), upstream(Shape{1, 1, 2, 3});
  std::iota(input.values().begin(), input.values().end(), 1);
  std::iota(upstream.values().begin(), upstream.values().end(), 1);
  AveragePool2d<double> layer(2, 1);
  EXPECT_THAT(layer.forward(input).values(), testing::ElementsAre(3.5, 4.5, 5.5, 7.5, 8.5, 9.5));
  EXPECT_THAT(layer.backward(input, upstream, InputGradient::wanted).values(),
              testing::ElementsAre(0.25, 0.75, 1.25, 0.75, 1.25, 3, 4, 2.25, 1, 2.25, 2.75, 1.5));
}

TEST(AveragePool2d, RefusesMapsSmallerThanItsWindow) {
  AveragePool2d<double> layer(3, 1);
  EXPECT_THAT(test::error_of([&] { layer.output_shape(Shape{1, 1, 2, 4}); }), testing::HasSubstr("3x3"));
}

}  // namespace
}  // namespace quanvas::nn
