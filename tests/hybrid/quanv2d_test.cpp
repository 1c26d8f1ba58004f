#include "hybrid/quanv2d.hpp"

#include <cmath>

#include <gtest/gtest.h>

#include "base/error.hpp"
#include "support/layer_cases.hpp"
#include "support/layer_check.hpp"

namespace quanvas::hybrid {
namespace {

using nn::InputGradient;

// The same blank and repeated patches, with and without sharing: the same map, and the same weight gradient up to the
// order of its sum.
TEST(Quanv2d, SharingIdenticalPatchesChangesNothing) {
  nn::Tensor<double> maps(nn::Shape{4, 1, 8, 8});
  RandomStream stream(9, "maps");
  for (double& value : maps.values()) value = stream.below(4) == 0 ? 0.7 : 0.0;
  for (const trial::ChannelReduction channel : {trial::ChannelReduction::mean, trial::ChannelReduction::all}) {
    const auto shared = test::make_quanv({.channel = channel, .through = InputGradient::unwanted}, 3);
    const auto apart = test::make_quanv({.channel = channel, .through = InputGradient::wanted}, 3);
    const auto& a = shared->forward(maps);
    const auto& b = apart->forward(maps);
    ASSERT_EQ(a.shape(), b.shape());
    for (std::size_t i = 0; i < a.size(); ++i) EXPECT_NEAR(a.values()[i], b.values()[i], test::kExact);
    const auto upstream = test::random_tensor<double>(a.shape(), 3);
    shared->backward(maps, upstream, InputGradient::unwanted);
    apart->backward(maps, upstream, InputGradient::unwanted);
    for (std::size_t w = 0; w < 12; ++w)
      EXPECT_NEAR(shared->parameters()[0]->gradient[w], apart->parameters()[0]->gradient[w], 100 * test::kExact);
  }
}

TEST(Quanv2d, DetachedPassesNoGradientToItsInput) {
  const auto layer = test::make_quanv({.through = InputGradient::unwanted}, 2);
  const auto maps = test::random_tensor<double>({2, 1, 4, 4}, 1);
  const auto upstream = test::random_tensor<double>(layer->forward(maps).shape(), 2);
  const auto& gradient = layer->backward(maps, upstream, InputGradient::wanted);
  ASSERT_EQ(gradient.shape(), maps.shape());
  for (const double value : gradient.values()) EXPECT_EQ(value, 0.0);
}

// A patch of zeros with zero weights stays in |0000>: every <Z> is 1.
TEST(Quanv2d, ChannelsOfTheZeroPatch) {
  nn::Tensor<double> maps(nn::Shape{1, 1, 2, 2});
  maps.fill(0);
  const auto value = [&](trial::ChannelReduction channel) {
    Quanv2d<double> layer({.channel = channel}, quanvolution_circuit(4, 2, trial::EncodingRepeat::every));
    return layer.forward(maps).values()[0];
  };
  EXPECT_NEAR(value(trial::ChannelReduction::mean), 1, test::kExact);
  EXPECT_NEAR(value(trial::ChannelReduction::sum), 4, test::kExact);
  EXPECT_NEAR(value(trial::ChannelReduction::first), 1, test::kExact);
  EXPECT_NEAR(value(trial::ChannelReduction::last), 1, test::kExact);
}

TEST(Quanv2d, RefusesMapsSmallerThanAPatch) {
  Quanv2d<double> layer({}, quanvolution_circuit(4, 1, trial::EncodingRepeat::every));
  EXPECT_THROW(layer.output_shape({1, 1, 1, 4}), Error);
  EXPECT_THROW(layer.output_shape({1, 16}), Error);
}

TEST(Quanv2d, RefusesACircuitThatDoesNotFitThePatch) {
  EXPECT_THROW(Quanv2d<double>({}, quanvolution_circuit(3, 1, trial::EncodingRepeat::every)), Error);
}

}  // namespace
}  // namespace quanvas::hybrid
