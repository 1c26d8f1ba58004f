#include "trial/outcome.hpp"

#include <gtest/gtest.h>

namespace quanvas::trial {
namespace {

TEST(Outcome, SaysHowATrialEnded) {
  const TrainingRecord training{.curves = {{.name = "train_loss", .unit = "", .values = {2, 1}}}};
  const Outcome completed = Completed{.training = training};
  const Outcome diverged = Diverged{.training = training, .message = "not finite"};
  const Outcome failed = Failed{.message = "no memory"};
  EXPECT_EQ(status_of(completed), Status::completed);
  EXPECT_EQ(status_of(diverged), Status::diverged);
  EXPECT_EQ(status_of(failed), Status::failed);
  EXPECT_EQ(message_of(completed), "");
  EXPECT_EQ(message_of(diverged), "not finite");
  EXPECT_EQ(message_of(failed), "no memory");
  EXPECT_EQ(training_of(failed), nullptr);
  ASSERT_NE(training_of(diverged), nullptr);
  EXPECT_EQ(training_of(diverged)->find("train_loss")->values.back(), 1);
  EXPECT_EQ(training_of(diverged)->find("none"), nullptr);
}

}  // namespace
}  // namespace quanvas::trial
