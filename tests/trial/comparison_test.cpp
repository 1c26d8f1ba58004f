// Trainings compared bit for bit.
#include "trial/comparison.hpp"

#include <limits>

#include <gtest/gtest.h>

namespace quanvas::trial {
namespace {

TrainingRecord training() {
  TrainingRecord result;
  result.data_checksum = "d";
  result.curves = {{.name = "loss", .unit = "", .values = {0.5, std::numeric_limits<double>::quiet_NaN()}},
                   {.name = "epoch_seconds", .unit = "s", .values = {1, 2}}};
  result.gradient_norms = {{0.1}, {0.2}};
  return result;
}

TEST(Comparison, OfTheSameIsEmpty) {
  EXPECT_EQ(first_difference(training(), training()), "");
  TrainingRecord slower = training();
  slower.curves[1].values = {3, 4};
  EXPECT_EQ(first_difference(training(), slower), "");
}

TEST(Comparison, NamesTheFirstDifference) {
  TrainingRecord other = training();
  other.curves[0].values[0] = std::nextafter(0.5, 1);
  EXPECT_NE(first_difference(training(), other).find("loss in epoch 1: 0.5 and 0.50"), std::string::npos);
  other = training();
  other.data_checksum = "e";
  EXPECT_NE(first_difference(training(), other).find("the data"), std::string::npos);
  other = training();
  other.curves[0].values.pop_back();
  EXPECT_EQ(first_difference(training(), other), "the number of epochs");
  other = training();
  other.gradient_norms[1][0] = 0.3;
  EXPECT_EQ(first_difference(training(), other), "the gradient norms");
}

}  // namespace
}  // namespace quanvas::trial
