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

}  // namespace
}  // namespace quanvas::sweep
