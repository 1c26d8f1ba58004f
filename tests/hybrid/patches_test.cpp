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

const Encoding kFour = plain_features(4);

std::vector<double> slots_of(Patches<double>& patches, std::size_t slots, std::size_t stride) {
  std::vector<double> values(slots * stride, -1.0);
  patches.write_slots(stride, values);
  return values;
}

TEST(Patches, AreRowMajorAndDropTrailingRowsAndColumns) {
  Patches<double> patches({}, kFour);
  patches.cut(ramp({1, 1, 3, 5}));  // rows 0-4, 5-9; the third row and fifth column are dropped
  ASSERT_EQ(patches.size(), 2u);
  ASSERT_EQ(patches.circuits(), 2u);
  EXPECT_EQ(slots_of(patches, 4, 3), (std::vector<double>{0, 2, 0, 1, 3, 0, 5, 7, 0, 6, 8, 0}));
}

TEST(Patches, ThatAreIdenticalShareACircuit) {
  nn::Tensor<double> maps(nn::Shape{2, 1, 4, 4});
  maps.fill(0);
  maps.values()[0] = 1;
  maps.values()[16] = 1;
  Patches<double> shared({}, kFour);
  shared.cut(maps);
  EXPECT_EQ(shared.size(), 8u);
  EXPECT_EQ(shared.circuits(), 2u);
  EXPECT_EQ(shared.circuit_of(0), shared.circuit_of(4));
  EXPECT_EQ(shared.circuit_of(1), shared.circuit_of(7));
  Patches<double> apart({.sharing = Sharing::none}, kFour);
  apart.cut(maps);
  EXPECT_EQ(apart.circuits(), 8u);
}

TEST(Patches, FindEveryDistinctPatchOfRandomMaps) {
  // Values from a set of three make 81 possible patches.
  nn::Tensor<double> maps(nn::Shape{8, 2, 20, 20});
  RandomStream stream(4, "patches");
  for (double& value : maps.values()) value = static_cast<double>(stream.below(3));
  Patches<double> patches({}, kFour);
  patches.cut(maps);
  EXPECT_EQ(patches.circuits(), 81u);
  const std::size_t stride = 88;
  const auto inputs = slots_of(patches, 4, stride);
  for (std::size_t p = 0; p < patches.size(); ++p) {
    const std::size_t map = p / 100;
    const std::size_t row = p / 10 % 10;
    const std::size_t column = p % 10;
    for (std::size_t s = 0; s < 4; ++s)
      ASSERT_EQ(inputs[s * stride + patches.circuit_of(p)],
                maps.values()[(map * 20 + 2 * row + s / 2) * 20 + 2 * column + s % 2]);
  }
}

// A value at (channel, row, column) of two channels of 3 rows and 3 columns is 9 channel + 3 row + column, plus one.
nn::Tensor<double> two_channels() {
  nn::Tensor<double> maps = ramp({1, 2, 3, 3});
  for (double& value : maps.values()) value += 1;
  return maps;
}

TEST(Patches, HoldZerosAroundThePaddedMaps) {
  Patches<double> patches({.grid = {.kernel = 2, .stride = 3, .padding = 1}}, kFour);
  patches.cut(two_channels());
  ASSERT_EQ(patches.size(), 8u);
  EXPECT_EQ(slots_of(patches, 4, 8), (std::vector<double>{0, 0, 0, 9, 0,  0,  0,  18,  //
                                                          0, 0, 7, 0, 0,  0,  16, 0,   //
                                                          0, 3, 0, 0, 0,  12, 0,  0,   //
                                                          1, 0, 0, 0, 10, 0,  0,  0}));
}

TEST(Patches, HoldTheValuesOfAllChannelsTogether) {
  Patches<double> patches({.channels = PatchChannels::together}, plain_features(8));
  patches.cut(two_channels());
  ASSERT_EQ(patches.size(), 1u);
  EXPECT_EQ(slots_of(patches, 8, 1), (std::vector<double>{1, 2, 4, 5, 10, 11, 13, 14}));
}

TEST(Patches, ShareACircuitWhereTheirBitsAreTheSame) {
  Patches<double> patches({.grid = {.stride = 1}}, basis_encoding(4, 2.5));
  patches.cut(ramp({1, 1, 5, 2}));  // 0 to 9: the bits are 0 up to 2
  ASSERT_EQ(patches.size(), 4u);
  ASSERT_EQ(patches.circuits(), 3u);
  EXPECT_EQ(slots_of(patches, 4, 3), (std::vector<double>{0, 0, 1, 0, 1, 1, 0, 1, 1, 1, 1, 1}));
}

// The threshold is of the padded zeros too.
TEST(Patches, OfZerosAreOnesBelowTheThreshold) {
  Patches<double> patches({.grid = {.padding = 2}}, basis_encoding(4, -0.5));
  nn::Tensor<double> maps(nn::Shape{1, 1, 2, 2});
  maps.fill(-1);
  patches.cut(maps);
  ASSERT_EQ(patches.size(), 9u);
  ASSERT_EQ(patches.circuits(), 2u);
  for (std::size_t s = 0; s < 4; ++s) {
    EXPECT_EQ(slots_of(patches, 4, 2)[s * 2 + patches.circuit_of(0)], 1);
    EXPECT_EQ(slots_of(patches, 4, 2)[s * 2 + patches.circuit_of(4)], 0);
  }
}

TEST(Patches, ScatterIsTheTransposeOfCutting) {
  const nn::Shape shape{2, 2, 5, 5};
  for (const std::size_t padding : {0, 2})
    for (const PatchChannels channels : {PatchChannels::separate, PatchChannels::together}) {
      const std::size_t values = channels == PatchChannels::together ? 18 : 9;
      Patches<double> patches(
          {.grid = {.kernel = 3, .stride = 1, .padding = padding}, .channels = channels, .sharing = Sharing::none},
          plain_features(values));
      const auto maps = test::random_tensor<double>(shape, 1);
      patches.cut(maps);
      const std::size_t stride = patches.circuits();
      const auto slots = slots_of(patches, values, stride);
      auto gradient = test::random_tensor<double>({values, stride}, 2);
      nn::Tensor<double> scattered(shape);
      scattered.fill(0);
      double left = 0;
      for (std::size_t i = 0; i < slots.size(); ++i) left += slots[i] * gradient.values()[i];
      patches.scatter_gradient(stride, slots, gradient.values(), scattered);
      EXPECT_NEAR(left, test::weighted_sum(maps, scattered), test::kExact * 100);
    }
}

}  // namespace
}  // namespace quanvas::hybrid
