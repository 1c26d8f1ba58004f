#include "nn/loss.hpp"

#include <cmath>

#include <gtest/gtest.h>

#include "support/layer_check.hpp"

namespace quanvas::nn {
namespace {

TEST(CrossEntropy, OfEqualScoresIsTheLogarithmOfTheClasses) {
  Tensor<double> scores(Shape{2, 4});
  scores.fill(3);
  const std::vector<std::uint8_t> labels{0, 3};
  const LossSum sum = cross_entropy(scores, labels);
  EXPECT_NEAR(sum.loss, 2 * std::log(4.0), test::kExact);
  EXPECT_EQ(sum.correct, 1u);  // the first of equal scores counts
}

TEST(CrossEntropy, StaysFiniteForLargeScores) {
  Tensor<float> scores(Shape{1, 2});
  scores.values()[0] = 1e4f;
  scores.values()[1] = -1e4f;
  const std::vector<std::uint8_t> labels{1};
  EXPECT_NEAR(cross_entropy(scores, labels).loss, 2e4, 1);
}

TEST(CrossEntropy, GradientOfTheMeanAgreesWithFiniteDifferences) {
  Tensor<double> scores = test::random_tensor<double>({3, 5}, 1, -2, 2);
  const std::vector<std::uint8_t> labels{4, 0, 2};
  Tensor<double> gradient;
  cross_entropy(scores, labels, &gradient);
  for (std::size_t i = 0; i < scores.size(); ++i) {
    constexpr double kStep = 1e-5;
    const double centre = scores.values()[i];
    scores.values()[i] = centre + kStep;
    const double above = cross_entropy(scores, labels).loss;
    scores.values()[i] = centre - kStep;
    const double below = cross_entropy(scores, labels).loss;
    scores.values()[i] = centre;
    EXPECT_NEAR(gradient.values()[i], (above - below) / (2 * kStep) / 3, test::kDifference);
  }
}

}  // namespace
}  // namespace quanvas::nn
