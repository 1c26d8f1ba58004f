// What is made of times; the times themselves are no matter of tests.
#include <gtest/gtest.h>

#include "bench/measure.hpp"

namespace quanvas::bench {
namespace {

TEST(Measure, TakesThreeSamplesAtLeast) {
  struct Counted final : Job {
    int steps = 0;
    void step() override { ++steps; }
    double flops() const override { return 1; }
  } job;
  const Measurement measured = measure(job, 1e-9, trial::Precision::single_, 1);
  EXPECT_GE(job.steps, 5);
  EXPECT_GT(measured.best, 0);
  EXPECT_GE(measured.median, measured.best);
  EXPECT_EQ(measured.flops, 1);
  EXPECT_GT(measured.peak_before, 0);
  EXPECT_GT(measured.peak_after, 0);
}

TEST(Measurement, IsDisturbedWhereTimesScatterOrTheMachinesRateChanges) {
  const Measurement calm{.best = 1, .median = 1.1, .flops = 1, .peak_before = 100, .peak_after = 98};
  EXPECT_FALSE(calm.disturbed());
  Measurement scattered = calm;
  scattered.median = 1.2;
  EXPECT_TRUE(scattered.disturbed());
  Measurement slowed = calm;
  slowed.peak_after = 90;
  EXPECT_TRUE(slowed.disturbed());
  slowed.peak_after = 110;
  EXPECT_TRUE(slowed.disturbed());
  EXPECT_EQ(slowed.peak(), 110);
}

TEST(Change, CountsOnlyBeyondTheNoiseOfBothRuns) {
  EXPECT_DOUBLE_EQ(change(2, 2, 4, 4).ratio, 0.5);
  EXPECT_TRUE(change(2, 2, 4, 4).beyond_noise());
  EXPECT_FALSE(change(1, 1, 1.01, 1.01).beyond_noise());  // runs of one program differ by that much
  EXPECT_TRUE(change(1, 1.02, 1.1, 1.12).beyond_noise());
  EXPECT_FALSE(change(1, 1.2, 1.1, 1.12).beyond_noise());  // this run scatters
  EXPECT_FALSE(change(1, 1.02, 1.1, 1.5).beyond_noise());  // that one did
}

}  // namespace
}  // namespace quanvas::bench
