// Optimisers, losses and gradient clipping against PyTorch 1.13.1 (Debian's python3-torch, double precision):
// tests/reference/torch_values.py prints the numbers below.
#include <cmath>

#include <gtest/gtest.h>

#include "nn/gradient_clip.hpp"
#include "nn/loss.hpp"
#include "nn/optimizer.hpp"
#include "support/layer_check.hpp"

namespace quanvas::nn {
namespace {

constexpr double kRounding = 1e-13;

struct OptimizerCase {
  std::string_view name;
  OptimizerOptions options;
  double p0, p1, q;  // after 20 steps
};

constexpr Momentum kHeavyBall = Momentum::heavy_ball;
constexpr Momentum kNesterov = Momentum::nesterov;

// {momentum, its kind, weight decay}
constexpr OptimizerCase kOptimizers[] = {
    {"sgd", {0, kHeavyBall, 0}, 0.47005334346740651, -0.99405746798363503, 2.5041588889645401},
    {"sgd", {0.9, kHeavyBall, 0}, 0.28178856209843556, -0.95724702636864611, 5.0100149708505572},
    {"sgd", {0.9, kNesterov, 0}, 0.27366304935599861, -0.9555797917154164, 5.2131723627300417},
    {"sgd", {0, kHeavyBall, 0.1}, 0.46066194917186631, -0.97433956921186604, 2.2905157767016049},
    {"sgd", {0.5, kHeavyBall, 0.1}, 0.44426411315590658, -0.95387252659142385, 2.525853860966389},
    {"sgd", {0.5, kNesterov, 0.1}, 0.43339918923989501, -0.95155443937490469, 2.5406218029206795},
    {"adam", {0, kHeavyBall, 0}, 0.46387512854481883, -0.97255467723152289, 2.645704523040521},
    {"adam", {0, kHeavyBall, 0.1}, 0.46023090401341038, -0.94790289970678643, 2.4535425127937751},
    {"adamw", {0, kHeavyBall, 0}, 0.46387512854481883, -0.97255467723152289, 2.645704523040521},
    {"adamw", {0, kHeavyBall, 0.1}, 0.45457071354988354, -0.9531983753617439, 2.4218132755619446},
    {"rmsprop", {0, kHeavyBall, 0}, 0.38175909378664785, -0.8623417996044328, 4.6903428652396286},
    {"rmsprop", {0.9, kHeavyBall, 0}, -0.49946000065470891, 0.18438947579376047, 21.339843602356641},
    {"rmsprop", {0.5, kHeavyBall, 0.1}, 0.27224207341637208, -0.62765276467456632, 4.5213244286904013},
};

// Two parameters with learning rates of their own, 20 steps along gradients that change their sign.
TEST(Torch, OptimisersTakeTheSameSteps) {
  for (const OptimizerCase& expected : kOptimizers) {
    SCOPED_TRACE(fmt::format("{} momentum {} weight decay {}", expected.name, expected.options.momentum,
                             expected.options.weight_decay));
    Parameter<double> p("p", 2), q("q", 1);
    p.value = {0.5, -1};
    q.value = {2};
    const auto optimizer = make_optimizer<double>(expected.name, {{{&p}, 0.01}, {{&q}, 0.05}}, expected.options);
    for (int t = 1; t <= 20; ++t) {
      p.gradient = {3 * std::sin(t), std::cos(2 * t)};
      q.gradient = {std::sin(3 * t) - 0.5};
      optimizer->step();
    }
    EXPECT_NEAR(p.value[0], expected.p0, kRounding);
    EXPECT_NEAR(p.value[1], expected.p1, kRounding);
    EXPECT_NEAR(q.value[0], expected.q, 10 * kRounding);
  }
}

struct LossCase {
  std::string_view name;
  double smoothing;
  double mean;
  std::vector<double> gradient;  // of the mean by the scores
};

const LossCase kLosses[] = {
    {"cross_entropy",
     0,
     1.2436226554230136,
     {0.10946012547832576, 0.024423855327846043, -0.13388398080617175, 0.26875509315416335, -0.29313600514121446,
      0.024380911987051099, -0.22259166882221754, 0.10020320178524245, 0.12238846703697516}},
    {"cross_entropy",
     0.1,
     1.2580670998674581,
     {0.098349014367214646, 0.013312744216734933, -0.11166175858394957, 0.25764398204305228, -0.27091378291899226,
      0.013269800875939991, -0.20036944659999534, 0.089092090674131347, 0.11127735592586406}},
    {"cross_entropy",
     1,
     1.388067099867458,
     {-0.0016509856327853424, -0.086687255783265055, 0.088338241416050442, 0.15764398204305222, -0.070913782918992224,
      -0.086730199124060006, -0.00036944659999533282, -0.010907909325868664, 0.011277355925864053}},
    {"mse",
     0,
     0.80888888888888888,
     {0.066666666666666666, -0.26666666666666666, -0.022222222222222216, 0.44444444444444442, -0.19999999999999998,
      -0.088888888888888892, -0.1111111111111111, 0.088888888888888892, 0.13333333333333333}},
    {"hinge",
     0,
     0.64444444444444438,
     {0.1111111111111111, 0, -0.1111111111111111, 0.1111111111111111, -0.22222222222222221, 0.1111111111111111,
      -0.22222222222222221, 0.1111111111111111, 0.1111111111111111}},
};

Tensor<double> scores() {
  Tensor<double> made(Shape{3, 3});
  std::ranges::copy(std::vector{0.3, -1.2, 0.9, 2.0, 0.1, -0.4, 0.5, 0.4, 0.6}, made.data());
  return made;
}
const std::vector<std::uint8_t> kLabels{2, 1, 0};

TEST(Torch, LossesAndTheirGradientsAreTheSame) {
  for (const LossCase& expected : kLosses) {
    SCOPED_TRACE(fmt::format("{} smoothing {}", expected.name, expected.smoothing));
    const auto loss = loss_function<double>(expected.name);
    Tensor<double> gradient;
    const LossSum sum = loss(scores(), kLabels, expected.smoothing, &gradient);
    EXPECT_NEAR(sum.loss / 3, expected.mean, kRounding);
    EXPECT_EQ(sum.correct, 1u);
    ASSERT_EQ(gradient.size(), 9u);
    for (std::size_t i = 0; i < 9; ++i) EXPECT_NEAR(gradient.values()[i], expected.gradient[i], kRounding) << i;
    EXPECT_EQ(loss(scores(), kLabels, expected.smoothing, nullptr).loss, sum.loss);
  }
}

TEST(Torch, EveryLossIsCompared) {
  for (const LossInfo& info : losses())
    EXPECT_TRUE(std::ranges::count(kLosses, info.name, &LossCase::name)) << info.name;
  for (const OptimizerInfo& info : optimizers())
    EXPECT_TRUE(std::ranges::count(kOptimizers, info.name, &OptimizerCase::name)) << info.name;
}

// The norm of (3, -4) and (12) together is 13.
TEST(Torch, ClippingScalesAllGradientsByOneFactor) {
  Parameter<double> p("p", 2), q("q", 1);
  const std::vector<Parameter<double>*> both{&p, &q};
  const auto clip = [&](double most) {
    p.gradient = {3, -4};
    q.gradient = {12};
    return clip_gradients(std::span<Parameter<double>* const>(both), most);
  };
  EXPECT_NEAR(clip(1), 13, kRounding);
  EXPECT_NEAR(p.gradient[0], 0.23076921301775288, kRounding);
  EXPECT_NEAR(p.gradient[1], -0.30769228402367049, kRounding);
  EXPECT_NEAR(q.gradient[0], 0.92307685207101153, kRounding);
  EXPECT_NEAR(clip(100), 13, kRounding);
  EXPECT_EQ(p.gradient[0], 3);
  EXPECT_EQ(q.gradient[0], 12);
}

}  // namespace
}  // namespace quanvas::nn
