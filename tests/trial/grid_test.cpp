#include "trial/grid.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/error_of.hpp"

namespace quanvas::trial {
namespace {

TEST(Grid, PlacesAreWrittenAsEditorsReadThem) {
  EXPECT_EQ(where("s.toml", {.line = 3, .column = 7}), "s.toml:3:7");
  EXPECT_EQ(where("s.toml", {}), "s.toml");
}

TEST(Grid, CountsPointsAndRefusesTooMany) {
  const SweepAxis axis{
      .axis = &require_axis("seed"), .values = std::vector<Given>(1000), .position = {}, .interval = {}};
  EXPECT_EQ(count_points("s.toml", {}), 1u);
  EXPECT_EQ(count_points("s.toml", {axis, axis}), 1'000'000u);
  EXPECT_THAT(test::error_of([&] {
                count_points("s.toml", {axis, axis, axis});
              }),
              testing::StartsWith("s.toml: the grid has more than"));
}

TEST(Grid, CoordinatesBecomeValues) {
  SweepAxis axis{.axis = &require_axis("learning_rate"),
                 .values = {{"0.1", {}}, {"0.2", {}}, {"0.4", {}}},
                 .position = {},
                 .interval = {}};
  EXPECT_EQ(value_at(axis, 0).text, "0.1");
  EXPECT_EQ(value_at(axis, 0.34).text, "0.2");
  EXPECT_EQ(value_at(axis, 1 - 0x1p-53).text, "0.4");
  axis.interval = {.low = 0.0001, .high = 0.1};
  EXPECT_EQ(value_at(axis, 0).text, "0.0001");
  EXPECT_EQ(value_at(axis, 0.5).text, "0.05005");
  axis.interval->scale = Scale::log;
  EXPECT_EQ(value_at(axis, 1. / 3).text, "0.001");
  EXPECT_EQ(value_at(axis, 0.5).text, "0.00316228");
  axis.interval->low = 1e-311;  // high / low is more than a double holds
  EXPECT_EQ(value_at(axis, 0.5).text, "1e-156");
}

// Six digits of an end may lie outside.
TEST(Grid, RoundedValuesStayInTheInterval) {
  SweepAxis axis{.axis = &require_axis("learning_rate"),
                 .values = {},
                 .position = {},
                 .interval = Interval{.low = 0.12345612, .high = 0.22345678}};
  EXPECT_EQ(value_at(axis, 0).text, "0.12345612");
  EXPECT_EQ(value_at(axis, 1 - 0x1p-53).text, "0.22345678");
}

}  // namespace
}  // namespace quanvas::trial
