#include "hybrid/amplitude_encoding.hpp"

#include <gtest/gtest.h>

#include "base/error.hpp"
#include "support/layer_check.hpp"

namespace quanvas::hybrid {
namespace {

TEST(AmplitudeEncoding, NormalisesAndPads) {
  AmplitudeEncoding<double> layer({.wires = 3});
  nn::Tensor<double> features(nn::Shape{1, 1, 1, 2});
  features.values()[0] = 3;
  features.values()[1] = -4;
  const auto& amplitudes = layer.forward(features);
  ASSERT_EQ(amplitudes.shape(), (nn::Shape{1, 8}));
  EXPECT_DOUBLE_EQ(amplitudes.values()[0], 0.6);
  EXPECT_DOUBLE_EQ(amplitudes.values()[1], -0.8);
  for (std::size_t i = 2; i < 8; ++i) EXPECT_EQ(amplitudes.values()[i], 0.0);
}

TEST(AmplitudeEncoding, SpatialPaddingKeepsRowsApart) {
  AmplitudeEncoding<double> layer({.wires = 4, .padding = trial::HeadPadding::spatial, .height = 4, .width = 4});
  nn::Tensor<double> features(nn::Shape{1, 1, 2, 2});
  features.fill(1);
  const auto& amplitudes = layer.forward(features);
  for (std::size_t i = 0; i < 16; ++i)
    EXPECT_EQ(amplitudes.values()[i], i == 0 || i == 1 || i == 4 || i == 5 ? 0.5 : 0.0) << i;
}

TEST(AmplitudeEncoding, AllZeroFeaturesBecomeTheZeroStateWithoutGradient) {
  AmplitudeEncoding<double> layer({.wires = 2});
  nn::Tensor<double> features(nn::Shape{1, 1, 2, 2});
  features.fill(0);
  const auto& amplitudes = layer.forward(features);
  EXPECT_EQ(amplitudes.values()[0], 1.0);
  for (std::size_t i = 1; i < 4; ++i) EXPECT_EQ(amplitudes.values()[i], 0.0);
  const auto upstream = test::random_tensor<double>({1, 4}, 1);
  const auto& gradient = layer.backward(features, upstream, nn::InputGradient::wanted);
  ASSERT_EQ(gradient.shape(), features.shape());
  for (const double value : gradient.values()) EXPECT_EQ(value, 0.0);
}

TEST(AmplitudeEncoding, RefusesTooManyFeatures) {
  AmplitudeEncoding<double> layer({.wires = 2});
  EXPECT_THROW(layer.output_shape({1, 1, 1, 5}), Error);
}

}  // namespace
}  // namespace quanvas::hybrid
