#include "nn/optimizer.hpp"

#include <algorithm>
#include <cmath>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/error_of.hpp"
#include "support/tolerances.hpp"

namespace quanvas::nn {
namespace {

TEST(Sgd, FollowsTheGradient) {
  Parameter<double> p("p", 2);
  p.value = {1, 2};
  p.gradient = {10, -20};
  make_optimizer<double>("sgd", {{{&p}, 0.1}})->step();
  EXPECT_NEAR(p.value[0], 0, test::kExact);
  EXPECT_NEAR(p.value[1], 4, test::kExact);
}

// The textbook form of Kingma & Ba, Algorithm 1, written out.
TEST(Adam, AgreesWithItsDefinition) {
  Parameter<double> p("p", 1);
  p.value = {0.5};
  const auto adam = make_optimizer<double>("adam", {{{&p}, 0.01}});
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
  const auto adam = make_optimizer<float>("adam", {{{&p}, 0.01}});
  for (int t = 0; t < 10; ++t) adam->step();
  EXPECT_EQ(p.value[0], 0.5f);
}

// From afar on a parabola every optimiser gets closer, in both precisions, and continues from its moments bit for bit.
template <class Real>
void expect_descent(std::string_view name) {
  Parameter<Real> p("p", 2), again("p", 2);
  p.value = {3, -2};
  const auto step = [](Parameter<Real>& at, Optimizer<Real>& optimizer) {
    for (std::size_t i = 0; i < 2; ++i) at.gradient[i] = 2 * at.value[i];
    optimizer.step();
  };
  const auto optimizer = make_optimizer<Real>(name, {{{&p}, 0.02}});
  for (int t = 0; t < 10; ++t) step(p, *optimizer);
  EXPECT_LT(std::abs(p.value[0]), 3);
  EXPECT_LT(std::abs(p.value[1]), 2);
  again.value = p.value;
  const auto resumed = make_optimizer<Real>(name, {{{&again}, 0.02}});
  const auto from = optimizer->moments(), to = resumed->moments();
  ASSERT_EQ(from.size(), to.size());
  for (std::size_t m = 0; m < from.size(); ++m) std::ranges::copy(from[m], to[m].begin());
  resumed->set_steps(optimizer->steps());
  step(p, *optimizer);
  step(again, *resumed);
  EXPECT_EQ(p.value, again.value);
}

TEST(Optimizers, AllDescendAndContinueFromTheirMoments) {
  for (const OptimizerInfo& info : optimizers()) {
    SCOPED_TRACE(info.name);
    EXPECT_FALSE(info.meaning.empty());
    expect_descent<float>(info.name);
    expect_descent<double>(info.name);
  }
}

TEST(Optimizers, AnUnknownNameGetsASuggestion) {
  EXPECT_THAT(
      test::error_of([] { make_optimizer<float>("adm", {}); }),
      testing::HasSubstr("there is no optimiser `adm`, only `adam`, `sgd`, `adamw`, `rmsprop`; did you mean `adam`?"));
}

}  // namespace
}  // namespace quanvas::nn
