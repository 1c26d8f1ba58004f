#include "trial/sample.hpp"

#include <map>
#include <set>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace quanvas::trial {
namespace {

const std::vector<std::string> kThree{"learning_rate", "batch_size", "init"};

TEST(Sample, DrawsAreDifferentNestedAndAllWhereThereAreFewer) {
  const std::vector<std::size_t> few = draw_combinations(50, 10, 3);
  const std::vector<std::size_t> more = draw_combinations(50, 20, 3);
  EXPECT_TRUE(std::equal(few.begin(), few.end(), more.begin()));
  EXPECT_EQ(std::set(more.begin(), more.end()).size(), 20u);
  EXPECT_NE(few, draw_combinations(50, 10, 4));
  const std::vector<std::size_t> all = draw_combinations(50, 1000, 3);
  EXPECT_EQ(std::set(all.begin(), all.end()).size(), 50u);
}

// Each of 8 points is drawn with probability 3/8: over 4000 seeds within five standard deviations of that.
TEST(Sample, DrawsFavourNoPoint) {
  std::map<std::size_t, double> counts;
  for (std::uint64_t seed = 0; seed < 4000; ++seed)
    for (const std::size_t point : draw_combinations(8, 3, seed)) ++counts[point];
  for (const auto& [point, count] : counts) EXPECT_NEAR(count, 1500, 5 * 30.7) << point;
  EXPECT_EQ(counts.size(), 8u);
}

TEST(Sample, PointsDependOnTheSeedAndNothingElse) {
  for (const auto points : {uniform_points, sobol_points}) {
    EXPECT_EQ(points(kThree, 9, 1), points(kThree, 9, 1));
    EXPECT_NE(points(kThree, 9, 1), points(kThree, 9, 2));
  }
}

TEST(Sample, MorePointsBeginWithTheFewer) {
  for (const auto points : {uniform_points, sobol_points}) {
    const std::vector<Point> few = points(kThree, 9, 1);
    const std::vector<Point> more = points(kThree, 30, 1);
    EXPECT_TRUE(std::equal(few.begin(), few.end(), more.begin()));
  }
}

TEST(Sample, AnAxisKeepsItsRandomCoordinatesWhenOthersAreAdded) {
  const std::vector<Point> one = uniform_points(std::span(kThree).first(1), 9, 1);
  const std::vector<Point> three = uniform_points(kThree, 9, 1);
  for (std::size_t n = 0; n < 9; ++n) EXPECT_EQ(one[n][0], three[n][0]);
}

// Of 2^k points each 2^k-th of an axis holds one, and each quarter of the square of the first two axes a quarter of
// them.
TEST(Sample, SobolPointsFillEachAxisEvenly) {
  for (std::uint64_t seed = 0; seed < 20; ++seed)
    for (const std::size_t count : {4u, 64u, 1024u}) {
      const std::vector<Point> points = sobol_points(kThree, count, seed);
      for (std::size_t i = 0; i < 3; ++i) {
        std::set<std::size_t> parts;
        for (const Point& point : points) parts.insert(static_cast<std::size_t>(point[i] * static_cast<double>(count)));
        EXPECT_EQ(parts.size(), count) << seed << ' ' << i;
        EXPECT_LT(*parts.rbegin(), count);
      }
      std::map<std::pair<bool, bool>, std::size_t> quarters;
      for (const Point& point : points) ++quarters[{point[0] < 0.5, point[1] < 0.5}];
      for (const auto& [quarter, held] : quarters) EXPECT_EQ(held, count / 4) << seed;
    }
}

// Points in the middle of their values' parts, so that reading a value back is safe from rounding.
TEST(Sample, CombinationsBecomePointsAndBack) {
  const Sample sample{.axes = {"init", "channel"}, .combinations = 15, .count = 15};
  std::set<std::pair<int, int>> found;
  for (const Point& point : draw_points(sample, std::vector<std::size_t>{5, 3}))
    found.emplace(static_cast<int>(point[0] * 5), static_cast<int>(point[1] * 3));
  EXPECT_EQ(found.size(), 15u);
  EXPECT_EQ(found.rbegin()->first, 4);
}

}  // namespace
}  // namespace quanvas::trial
