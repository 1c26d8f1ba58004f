#include "dispatch/cost_model.hpp"

#include <gtest/gtest.h>

namespace quanvas::dispatch {
namespace {

TEST(CostModel, GoesFromOperationsToMeasuredTimes) {
  CostModel costs({1e9, 2e9, 4e9});
  EXPECT_FALSE(costs.measured());
  EXPECT_DOUBLE_EQ(costs.seconds(1), 2) << "at 1 GFLOP/s";
  costs.measure(0, 0.5);
  EXPECT_TRUE(costs.measured());
  EXPECT_DOUBLE_EQ(costs.seconds(0), 0.5);
  EXPECT_DOUBLE_EQ(costs.seconds(2), 2) << "at the measured 2 GFLOP/s";
  costs.measure(2, 1.5, 0.5);
  costs.measure(2, 5, 1);
  EXPECT_DOUBLE_EQ(costs.seconds(2), 6.5 / 1.5) << "a half and a whole";
  EXPECT_DOUBLE_EQ(costs.seconds(0), 0.5) << "others do not change what was measured";
  EXPECT_DOUBLE_EQ(costs.seconds(1), 2e9 * 7 / 7e9);
}

}  // namespace
}  // namespace quanvas::dispatch
