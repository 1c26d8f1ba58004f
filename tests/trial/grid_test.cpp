#include "trial/grid.hpp"

#include <map>
#include <set>

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
  const SweepAxis axis{.axis = &require_axis("seed"), .values = std::vector<Given>(1000), .place = {}};
  EXPECT_EQ(count_points("s.toml", {}), 1u);
  EXPECT_EQ(count_points("s.toml", {axis, axis}), 1'000'000u);
  EXPECT_THAT(test::error_of([&] { count_points("s.toml", {axis, axis, axis}); }), testing::StartsWith("s.toml: the grid has more than"));
}

TEST(Grid, DrawsAreDifferentNestedAndAllWhereThereAreFewer) {
  const std::vector<std::size_t> few = draw_points(50, 10, 3);
  const std::vector<std::size_t> more = draw_points(50, 20, 3);
  EXPECT_TRUE(std::equal(few.begin(), few.end(), more.begin()));
  EXPECT_EQ(std::set(more.begin(), more.end()).size(), 20u);
  EXPECT_NE(few, draw_points(50, 10, 4));
  const std::vector<std::size_t> all = draw_points(50, 1000, 3);
  EXPECT_EQ(std::set(all.begin(), all.end()).size(), 50u);
}

// Each of 8 points is drawn with probability 3/8: over 4000 seeds within five standard deviations of that.
TEST(Grid, DrawsFavourNoPoint) {
  std::map<std::size_t, double> counts;
  for (std::uint64_t seed = 0; seed < 4000; ++seed)
    for (const std::size_t point : draw_points(8, 3, seed)) ++counts[point];
  for (const auto& [point, count] : counts) EXPECT_NEAR(count, 1500, 5 * 30.7) << point;
  EXPECT_EQ(counts.size(), 8u);
}

}  // namespace
}  // namespace quanvas::trial
