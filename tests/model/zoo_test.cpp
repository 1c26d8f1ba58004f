#include "model/zoo.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "hybrid/residual.hpp"
#include "nn/loss.hpp"
#include "support/layer_check.hpp"
#include "trial/key.hpp"

namespace quanvas::model {
namespace {

using testing::HasSubstr;
using trial::BadValue;
using trial::TrialSpec;

constexpr ImageFormat kFormat{};

TrialSpec spec_of(std::string_view settings) {
  TrialSpec spec;
  for (const auto setting : split(settings, ';')) {
    const auto equals = setting.find('=');
    trial::require_axis(setting.substr(0, equals)).set(spec, setting.substr(equals + 1));
  }
  return spec;
}

trial::Key key_of(std::string_view settings) { return content_key(canonical(spec_of(settings), kFormat)); }

std::string refusal(std::string_view settings, std::string_view axis) {
  try {
    canonical(spec_of(settings), kFormat);
  } catch (const BadValue& error) {
    EXPECT_EQ(error.axis(), axis);
    return error.what();
  }
  return "accepted";
}

TEST(Canonical, AxesThatAreNotReadDoNotMakeAnotherTrial) {
  EXPECT_EQ(key_of("wiring=none;pad=centre"), key_of("wiring=none"));
  EXPECT_EQ(key_of("head_depth=3;head_wires=last;head_padding=spatial"), key_of("head_depth=1"));
  EXPECT_EQ(key_of("trainable=frozen;gradient=exact"), key_of("trainable=frozen"));
  EXPECT_EQ(key_of("depths=1;encoding_repeat=once"), key_of("depths=1,1"));
  EXPECT_EQ(key_of("wiring=( X+O1 ) +O2"), key_of("wiring=(X+O1)+O2"));
  EXPECT_EQ(key_of("depths=4,1,9"), key_of("depths=4,1"));
  EXPECT_EQ(key_of("layers=3;depths=4,1"), key_of("layers=3;depths=4,1,1"));
}

TEST(Canonical, AxesThatAreReadDo) {
  EXPECT_NE(key_of("wiring=X+O1;pad=centre"), key_of("wiring=X+O1"));
  EXPECT_NE(key_of("head=quantum;head_depth=3"), key_of("head=quantum"));
  EXPECT_NE(key_of("gradient=exact"), key_of(""));
  EXPECT_NE(key_of("encoding_repeat=once"), key_of(""));
}

// Every reading of the quantum head can be built, however many maps there are and however they are padded.
TEST(Build, QuantumHeadsHaveRoomForTheirFeatures) {
  for (const char* wiring : {"none", "X+O1", "O1+O2", "X+O2", "(X+O1)+O2"})
    for (const char* padding : {"flat", "spatial"})
      for (const char* channel : {"mean", "all"}) {
        SCOPED_TRACE(fmt::format("{} {} {}", wiring, padding, channel));
        const TrialSpec spec =
            canonical(spec_of(fmt::format("wiring={};head=quantum;classes=4;head_padding={};channel={}", wiring,
                                          padding, channel)),
                      kFormat);
        EXPECT_NO_THROW(build<float>(spec, kFormat));
      }
}

TEST(Canonical, IsItsOwnCanonicalForm) {
  for (const char* settings :
       {"", "head=quantum;wiring=O1+O2", "layers=3;wiring=X+O1,O2+O3;channel=all", "trainable=frozen"}) {
    const TrialSpec once = canonical(spec_of(settings), kFormat);
    EXPECT_EQ(canonical(once, kFormat), once) << settings;
  }
}

TEST(Canonical, RefusalsNameTheAxis) {
  EXPECT_THAT(refusal("model=resqun", "model"), HasSubstr("`resqunn`"));
  EXPECT_THAT(refusal("wiring=O9+O1", "wiring"), HasSubstr("quanvas wirings"));
  EXPECT_THAT(refusal("layers=6", "layers"), HasSubstr("smaller than a patch"));
  EXPECT_THAT(refusal("head=quantum;classes=11", "classes"), HasSubstr("at most 10 classes"));
}

TEST(Models, AreAllBuiltAndTakeAStep) {
  ASSERT_FALSE(models().empty());
  for (const ModelInfo& info : models()) {
    SCOPED_TRACE(info.name);
    TrialSpec spec;
    spec.model = info.name;
    spec = canonical(spec, kFormat);
    auto network = build<double>(spec, kFormat);
    const auto images = test::random_tensor<double>({3, 1, kFormat.height, kFormat.width}, 1, 0, 1);
    const auto features = network.fixed.forward(images);
    const std::vector<std::uint8_t> labels{0, 1, 2};
    nn::Tensor<double> gradient;
    const auto& scores = network.trained.forward(features);
    EXPECT_EQ(scores.shape(), (nn::Shape{3, static_cast<std::size_t>(spec.classes)}));
    nn::cross_entropy(scores, labels, &gradient);
    network.trained.backward(features, gradient, nn::InputGradient::unwanted);
    EXPECT_FALSE(network.trained.parameters().empty());
    EXPECT_GT(cost(spec, kFormat), 0);
  }
}

// What is never trained is worked out once: the parameters left to train are those of the reached layers and the head.
TEST(ResQuNN, LayersThatNoGradientReachesAreFixed) {
  const auto trained_angles = [](std::string_view settings) {
    const TrialSpec spec = canonical(spec_of(settings), kFormat);
    auto network = build<float>(spec, kFormat);
    std::size_t angles = 0;
    for (const auto* parameter : network.trained.parameters())
      if (parameter->name.starts_with("quanv")) angles += parameter->value.size();
    return angles;
  };
  EXPECT_EQ(trained_angles("wiring=none"), 4u);
  EXPECT_EQ(trained_angles("wiring=X+O2"), 4u);
  EXPECT_EQ(trained_angles("wiring=O1+O2"), 20u);
  EXPECT_EQ(trained_angles("wiring=none;gradient=exact"), 20u);
  EXPECT_EQ(trained_angles("wiring=O1+O2;trainable=frozen"), 0u);
}

// Fixing the front must not change what the network computes: with exact gradients nothing is fixed, and the scores at
// the initial weights are the same.
TEST(ResQuNN, FixedAndTrainedPartsTogetherAreTheNetwork) {
  for (std::size_t layers = 2; layers <= 3; ++layers)
    for (const hybrid::Wiring& wiring : hybrid::enumerate_wirings(layers)) {
      SCOPED_TRACE(wiring_text(wiring));
      const auto scores = [&](std::string_view settings) {
        TrialSpec spec = spec_of(settings);
        spec.layers = static_cast<int>(layers);
        spec.wiring = wiring_text(wiring);
        auto network = build<double>(canonical(spec, kFormat), kFormat);
        return nn::Tensor<double>(
            network.trained.forward(network.fixed.forward(test::random_tensor<double>({2, 1, 28, 28}, 1, 0, 1))));
      };
      const auto detached = scores("");
      const auto exact = scores("gradient=exact");
      const auto frozen = scores("trainable=frozen");
      for (std::size_t i = 0; i < exact.size(); ++i) {
        EXPECT_NEAR(detached.values()[i], exact.values()[i], test::kExact);
        EXPECT_NEAR(frozen.values()[i], exact.values()[i], test::kExact);
      }
    }
}

TEST(ResQuNN, VariantsOfASeedShareTheirInitialWeights) {
  auto a = build<double>(canonical(spec_of("wiring=O1+O2;seed=3"), kFormat), kFormat);
  auto b = build<double>(canonical(spec_of("wiring=(X+O1)+O2;seed=3"), kFormat), kFormat);
  auto c = build<double>(canonical(spec_of("wiring=O1+O2;seed=4"), kFormat), kFormat);
  EXPECT_EQ(a.tracked[0].weights->value, b.tracked[0].weights->value);
  EXPECT_NE(a.tracked[0].weights->value, c.tracked[0].weights->value);
  EXPECT_NE(a.tracked[0].weights->value[0], a.tracked[1].weights->value[0]);
}

}  // namespace
}  // namespace quanvas::model
