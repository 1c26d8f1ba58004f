#include "sim/engine/lane.hpp"

#include <array>

#include <gtest/gtest.h>

namespace quanvas::sim {
namespace {

template <class L>
class Lane : public testing::Test {};
using Lanes = testing::Types<float, double, FloatLane, DoubleLane>;
TYPED_TEST_SUITE(Lane, Lanes);

TYPED_TEST(Lane, LoadsStoresAndSums) {
  using L = TypeParam;
  using Real = RealOf<L>;
  alignas(64) std::array<Real, 2 * kWidth<L>> numbers{};
  for (std::size_t i = 0; i < kWidth<L>; ++i) numbers[i] = static_cast<Real>(i + 1);
  const L lane = load<L>(numbers.data());
  store<L>(numbers.data() + kWidth<L>, L(lane * Real(2)));
  for (std::size_t i = 0; i < kWidth<L>; ++i) EXPECT_EQ(numbers[kWidth<L> + i], static_cast<Real>(2 * (i + 1)));
  EXPECT_EQ(sum(lane), static_cast<Real>(kWidth<L> * (kWidth<L> + 1) / 2));
  EXPECT_EQ(sum(broadcast<L>(3)), static_cast<Real>(3 * kWidth<L>));
}

TEST(NativeLane, FillsARegister) {
  EXPECT_EQ(sizeof(NativeLane<float>::type), kLaneBytes);
  EXPECT_EQ(sizeof(NativeLane<double>::type), kLaneBytes);
}

}  // namespace
}  // namespace quanvas::sim
