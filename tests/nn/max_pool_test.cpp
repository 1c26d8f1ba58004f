#include "nn/max_pool.hpp"

#include <cmath>
#include <limits>

#include <gtest/gtest.h>

#include "base/error.hpp"
#include "support/layer_check.hpp"

namespace quanvas::nn {
namespace {

template <class Real>
Tensor<Real> tensor(Shape shape, std::vector<Real> values) {
  Tensor<Real> result(shape);
  std::ranges::copy(values, result.data());
  return result;
}

std::vector<double> list(const Tensor<double>& tensor) { return {tensor.values().begin(), tensor.values().end()}; }

TEST(MaxPool2d, TakesTheLargestAndDropsWhatFillsNoWindow) {
  MaxPool2d<double> layer(2);
  const auto input = tensor<double>({1, 1, 3, 5}, {1, 2, -3, -4, 9,  //
                                                   4, 3, -2, -1, 9,  //
                                                   9, 9, 9, 9, 9});
  EXPECT_EQ(list(layer.forward(input)), (std::vector<double>{4, -1}));
  EXPECT_EQ(list(layer.backward(input, tensor<double>({1, 1, 1, 2}, {10, 20}), InputGradient::wanted)),
            (std::vector<double>{0, 0, 0, 0, 0, 10, 0, 0, 20, 0, 0, 0, 0, 0, 0}));
}

TEST(MaxPool2d, TheGradientOfATieGoesToTheFirst) {
  MaxPool2d<double> layer(2);
  const auto input = tensor<double>({1, 1, 2, 6}, {5, 5, 1, 7, 0, 0,  //
                                                   5, 5, 7, 7, 0, 0});
  EXPECT_EQ(list(layer.forward(input)), (std::vector<double>{5, 7, 0}));
  EXPECT_EQ(list(layer.backward(input, tensor<double>({1, 1, 1, 3}, {1, 2, 3}), InputGradient::wanted)),
            (std::vector<double>{1, 0, 0, 2, 3, 0, 0, 0, 0, 0, 0, 0}));
}

TEST(MaxPool2d, WhatIsNotANumberIsSeen) {
  const double nan = std::numeric_limits<double>::quiet_NaN();
  for (std::size_t index = 0; index < 4; ++index) {
    MaxPool2d<double> layer(2);
    auto input = tensor<double>({1, 1, 2, 2}, {1, 2, 3, 4});
    input.values()[index] = nan;
    EXPECT_TRUE(std::isnan(layer.forward(input).values()[0])) << index;
  }
}

// Rows long enough for whole vectors and short ends.
template <class Real>
void compare_with_a_plain_search(std::size_t size) {
  const auto input = test::random_tensor<Real>({2, 3, 14, 75}, 4);
  MaxPool2d<Real> layer(size);
  const Tensor<Real>& output = layer.forward(input);
  const Shape shape = output.shape();
  ASSERT_EQ(shape, (Shape{2, 3, 14 / size, 75 / size}));
  std::size_t o = 0;
  for (std::size_t map = 0; map < 6; ++map)
    for (std::size_t row = 0; row < shape[2]; ++row)
      for (std::size_t column = 0; column < shape[3]; ++column, ++o) {
        Real largest = -2;
        for (std::size_t y = 0; y < size; ++y)
          for (std::size_t x = 0; x < size; ++x)
            largest = std::max(largest, input.values()[(map * 14 + row * size + y) * 75 + column * size + x]);
        ASSERT_EQ(output.values()[o], largest);
      }
}

TEST(MaxPool2d, AgreesWithAPlainSearch) {
  for (const std::size_t size : {1, 2, 3, 5}) {
    compare_with_a_plain_search<float>(size);
    compare_with_a_plain_search<double>(size);
  }
}

TEST(MaxPool2d, RefusesWhatItCannotTake) {
  EXPECT_THROW(MaxPool2d<float>(0), Error);
  EXPECT_THROW(MaxPool2d<float>(3).output_shape({1, 1, 2, 3}), Error);
  EXPECT_THROW(MaxPool2d<float>(3).output_shape({1, 1, 3, 2}), Error);
  EXPECT_THROW(MaxPool2d<float>(3).output_shape({1, 9}), Error);
}

}  // namespace
}  // namespace quanvas::nn
