// Against PyTorch 1.13.1 (Debian's python3-torch): tests/reference/torch_values.py prints the numbers.
#include "train/schedule.hpp"

#include <gtest/gtest.h>

#include "support/settings.hpp"

namespace quanvas::train {
namespace {

void expect_factors(std::string_view settings, const std::vector<double>& expected) {
  const trial::TrialSpec spec = test::with_settings({}, settings);
  for (std::size_t epoch = 0; epoch < expected.size(); ++epoch)
    EXPECT_NEAR(rate_factor(spec, epoch), expected[epoch], 1e-15) << settings << " epoch " << epoch;
}

TEST(Schedule, IsPyTorchs) {
  expect_factors("epochs=10", {1, 1, 1, 1, 1, 1, 1, 1, 1, 1});
  expect_factors("epochs=10;schedule=step;step_size=3;gamma=0.5", {1, 1, 1, 0.5, 0.5, 0.5, 0.25, 0.25, 0.25, 0.125});
  expect_factors("epochs=10;schedule=cosine",
                 {1, 0.97552825814757682, 0.90450849718747373, 0.79389262614623657, 0.65450849718747373, 0.5,
                  0.34549150281252633, 0.20610737385376349, 0.09549150281252633, 0.024471741852423234});
  expect_factors("epochs=10;warmup_epochs=4", {1.0 / 3, 0.5, 2.0 / 3, 5.0 / 6, 1, 1, 1, 1, 1, 1});
  expect_factors("epochs=10;warmup_epochs=3;schedule=step;step_size=2;gamma=0.5",
                 {1.0 / 3, 5.0 / 9, 7.0 / 9, 1, 1, 0.5, 0.5, 0.25, 0.25, 0.125});
  expect_factors("epochs=10;warmup_epochs=4;schedule=cosine",
                 {1.0 / 3, 0.5, 2.0 / 3, 5.0 / 6, 1, 0.93301270189221941, 0.75, 0.5, 0.25, 0.066987298107780646});
}

TEST(Schedule, AWarmUpMayTakeAllEpochs) { expect_factors("epochs=2;warmup_epochs=4;schedule=cosine", {1.0 / 3, 0.5}); }

}  // namespace
}  // namespace quanvas::train
