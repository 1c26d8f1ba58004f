#include "hybrid/patches.hpp"

#include <gtest/gtest.h>

#include "support/layer_check.hpp"

namespace quanvas::hybrid {
namespace {

nn::Tensor<double> ramp(const nn::Shape& shape) {
  nn::Tensor<double> maps(shape);
  for (std::size_t i = 0; i < maps.size(); ++i) maps.values()[i] = static_cast<double>(i);
  return maps;
}

std::vector<double> inputs_of(const Patches<double>& patches, std::size_t stride) {
  std::vector<double> inputs(4 * stride, -1.0);
  patches.write_inputs(stride, inputs);
  return inputs;
}

TEST(Patches, AreRowMajorAndDropTrailingRowsAndColumns) {
  Patches<double> patches({}, Sharing::identical);
  patches.cut(ramp({1, 1, 3, 5}));  // rows 0-4, 5-9; the third row and fifth column are dropped
  ASSERT_EQ(patches.size(), 2u);
  ASSERT_EQ(patches.circuits(), 2u);
  EXPECT_EQ(inputs_of(patches, 3), (std::vector<double>{0, 2, 0, 1, 3, 0, 5, 7, 0, 6, 8, 0}));
}

TEST(Patches, ThatAreIdenticalShareACircuit) {
  nn::Tensor<double> maps(nn::Shape{2, 1, 4, 4});
  maps.fill(0);
  maps.values()[0] = 1;
  maps.values()[16] = 1;
  Patches<double> shared({}, Sharing::identical);
  shared.cut(maps);
  EXPECT_EQ(shared.size(), 8u);
  EXPECT_EQ(shared.circuits(), 2u);
  EXPECT_EQ(shared.circuit_of(0), shared.circuit_of(4));
  EXPECT_EQ(shared.circuit_of(1), shared.circuit_of(7));
  Patches<double> apart({}, Sharing::none);
  apart.cut(maps);
  EXPECT_EQ(apart.circuits(), 8u);
}

TEST(Patches, FindEveryDistinctPatchOfRandomMaps) {
  // Values from a set of three make 81 possible patches.
  nn::Tensor<double> maps(nn::Shape{8, 2, 20, 20});
  RandomStream stream(4, "patches");
  for (double& value : maps.values()) value = static_cast<double>(stream.below(3));
  Patches<double> patches({}, Sharing::identical);
  patches.cut(maps);
  EXPECT_EQ(patches.circuits(), 81u);
  const std::size_t stride = 88;
  const auto inputs = inputs_of(patches, stride);
  for (std::size_t p = 0; p < patches.size(); ++p) {
    const std::size_t map = p / 100;
    const std::size_t row = p / 10 % 10;
    const std::size_t column = p % 10;
    for (std::size_t s = 0; s < 4; ++s)
      ASSERT_EQ(inputs[s * stride + patches.circuit_of(p)],
                maps.values()[(map * 20 + 2 * row + s / 2) * 20 + 2 * column + s % 2]);
  }
}

TEST(Patches, ScatterIsTheTransposeOfCutting) {
  const nn::Shape shape{2, 2, 5, 5};
  Patches<double> patches({.kernel = 3, .stride = 1}, Sharing::none);
  const auto maps = test::random_tensor<double>(shape, 1);
  patches.cut(maps);
  const std::size_t stride = patches.circuits();
  std::vector<double> inputs(9 * stride);
  patches.write_inputs(stride, inputs);
  const auto gradient = test::random_tensor<double>({9, stride}, 2);
  nn::Tensor<double> scattered(shape);
  scattered.fill(0);
  patches.scatter_gradient(stride, gradient.values(), scattered);
  double left = 0;
  for (std::size_t i = 0; i < inputs.size(); ++i) left += inputs[i] * gradient.values()[i];
  EXPECT_NEAR(left, test::weighted_sum(maps, scattered), test::kExact * 100);
}

}  // namespace
}  // namespace quanvas::hybrid
