#include "sweep/cost_estimate.hpp"

#include <cmath>

#include <gtest/gtest.h>

#include "support/fake_sweep.hpp"

namespace quanvas::sweep {
namespace {

// The figure itself is a time, which no test may judge; that it is one can be.
TEST(CostEstimate, IsATimeForTrialsOfEveryKindOfData) {
  for (const char* fixed : {"samples_per_class = 0", "samples_per_class = 400\ntest_per_class = 100",
                            "samples_per_class = 1\ntrain_fraction = 0.5\nclasses = 4"}) {
    std::string text(test::kSixSeeds);
    text.replace(text.find("samples_per_class = 4"), 21, fixed);
    const double seconds = estimate_core_seconds(test::FakeSweep(text).sweep());
    EXPECT_TRUE(std::isfinite(seconds) && seconds > 0) << fixed << ": " << seconds;
  }
}

// Each further image of 28x28 pixels has its pixels and its features, of which there are at least as many as outputs.
TEST(CostEstimate, OfMemoryGrowsWithTheNumberOfImages) {
  const auto memory = [](const char* fixed) {
    std::string text(test::kSixSeeds);
    text.replace(text.find("samples_per_class = 4"), 21, fixed);
    return estimate_rank_memory(test::FakeSweep(text).sweep());
  };
  const std::uint64_t few = memory("samples_per_class = 30");
  const std::uint64_t many = memory("samples_per_class = 100000");
  constexpr std::uint64_t kClasses = 10;  // the default
  EXPECT_GE(many - few, kClasses * (100000 - 500) * 28 * 28 * sizeof(float));
  EXPECT_GE(memory("samples_per_class = 30\ntest_per_class = 50000"), kClasses * 50000 * 28 * 28 * sizeof(float));
}

}  // namespace
}  // namespace quanvas::sweep
