#include "nn/optimizer.hpp"

#include <cmath>

#include <gtest/gtest.h>

#include "support/tolerances.hpp"

namespace quanvas::nn {
namespace {

TEST(Sgd, FollowsTheGradient) {
  Parameter<double> p("p", 2);
  p.value = {1, 2};
  p.gradient = {10, -20};
  make_sgd<double>({&p}, 0.1)->step();
  EXPECT_NEAR(p.value[0], 0, test::kExact);
  EXPECT_NEAR(p.value[1], 4, test::kExact);
}

// The textbook form of Kingma & Ba, Algorithm 1, written out.
TEST(Adam, AgreesWithItsDefinition) {
  Parameter<double> p("p", 1);
  p.value = {0.5};
  const auto adam = make_adam<double>({&p}, 0.01);
  double value = 0.5;
  double m = 0;
  double v = 0;
  for (int t = 1; t <= 50; ++t) {
    const double g = std::sin(t) * 3;
    p.gradient = {g};
    adam->step();
    m = 0.9 * m + 0.1 * g;
    v = 0.999 * v + 0.001 * g * g;
    value -= 0.01 * (m / (1 - std::pow(0.9, t))) / (std::sqrt(v / (1 - std::pow(0.999, t))) + 1e-8);
    EXPECT_NEAR(p.value[0], value, test::kExact);
  }
}

TEST(Adam, LeavesParametersWithoutGradientAlone) {
  Parameter<float> p("p", 1);
  p.value = {0.5f};
  p.gradient = {0};
  const auto adam = make_adam<float>({&p}, 0.01);
  for (int t = 0; t < 10; ++t) adam->step();
  EXPECT_EQ(p.value[0], 0.5f);
}

}  // namespace
}  // namespace quanvas::nn
