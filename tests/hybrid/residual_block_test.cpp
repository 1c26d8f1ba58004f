#include "hybrid/residual_block.hpp"

#include <gtest/gtest.h>

#include "hybrid/ansatz.hpp"
#include "hybrid/quanv2d.hpp"
#include "support/layer_check.hpp"

namespace quanvas::hybrid {
namespace {

using nn::InputGradient;
using nn::Shape;
using trial::ChannelReduction;
using trial::Gradient;
using trial::Pad;

Layers<double> make_layers(std::size_t first, std::size_t last, Gradient gradient,
                           ChannelReduction channel = ChannelReduction::mean) {
  Layers<double> layers;
  for (std::size_t k = first; k <= last; ++k) {
    const bool through = gradient == Gradient::exact && k > 1;
    auto layer = std::make_unique<Quanv2d<double>>(
        Quanv2dOptions{.channel = channel, .through = through ? InputGradient::wanted : InputGradient::unwanted},
        quanvolution_circuit(4, 2, trial::EncodingRepeat::every));
    initialise_angles<double>(trial::Init::uniform_2pi, RandomStream(5, "block", static_cast<std::uint32_t>(k)),
                              layer->weights().value);
    layers.push_back(std::move(layer));
  }
  return layers;
}

struct BlockCase {
  Wiring wiring;
  Gradient gradient = Gradient::detached;
  Pad pad = Pad::top_left;
  ChannelReduction channel = ChannelReduction::mean;
  Shape image{1, 1, 8, 8};
};

ResidualBlock<double> make_block(const BlockCase& block_case, std::size_t first, std::size_t last) {
  const auto shapes =
      activation_shapes(block_case.wiring, block_case.image,
                        make_layers(1, block_case.wiring.layers(), block_case.gradient, block_case.channel));
  return {{.wiring = block_case.wiring,
           .first = first,
           .last = last,
           .pad = block_case.pad,
           .gradient = block_case.gradient},
          make_layers(first, last, block_case.gradient, block_case.channel),
          shapes};
}

TEST(ResidualBlock, FeatureMapSizesAreThoseOfThePapersTable2) {
  const std::pair<const char*, std::size_t> rows[] = {
      {"none", 7}, {"X+O1", 14}, {"O1+O2", 14}, {"X+O2", 28}, {"(X+O1)+O2", 28}};
  for (const auto& [text, side] : rows) {
    const BlockCase block_case{.wiring = parse_wiring(text, 2), .image = {1, 1, 28, 28}};
    EXPECT_EQ(make_block(block_case, 1, 2).output_shape({4, 1, 28, 28}), (Shape{4, 1, side, side})) << text;
  }
}

// Central differences see gradients through the expectation values too, so they are the truth in `exact` mode.
TEST(ResidualBlock, ExactGradientsAgreeWithFiniteDifferencesForEveryWiring) {
  for (std::size_t layers = 1; layers <= 3; ++layers)
    for (const Wiring& wiring : enumerate_wirings(layers)) {
      SCOPED_TRACE(wiring_text(wiring));
      auto block = make_block({.wiring = wiring, .gradient = Gradient::exact}, 1, layers);
      test::check_gradients(block, test::random_tensor<double>({2, 1, 8, 8}, 4, 0, 1), InputGradient::unwanted);
    }
}

TEST(ResidualBlock, ExactGradientsWithAllChannelsAndCentredPadding) {
  for (const Wiring& wiring : enumerate_wirings(2)) {
    SCOPED_TRACE(wiring_text(wiring));
    auto block = make_block(
        {.wiring = wiring, .gradient = Gradient::exact, .pad = Pad::centre, .channel = ChannelReduction::all}, 1, 2);
    test::check_gradients(block, test::random_tensor<double>({2, 1, 8, 8}, 4, 0, 1), InputGradient::unwanted);
  }
}

TEST(ResidualBlock, CutInTwoGivesTheSameBits) {
  for (const Wiring& wiring : enumerate_wirings(3)) {
    const BlockCase block_case{.wiring = wiring, .image = {1, 1, 16, 16}};
    const auto input = test::random_tensor<double>({3, 1, 16, 16}, 4, 0, 1);
    auto whole = make_block(block_case, 1, 3);
    const nn::Tensor<double>& expected = whole.forward(input);
    for (std::size_t cut = 1; cut <= 2; ++cut) {
      SCOPED_TRACE(wiring_text(wiring));
      auto front = make_block(block_case, 1, cut);
      auto back = make_block(block_case, cut + 1, 3);
      const nn::Tensor<double> state = front.forward(input);
      ASSERT_EQ(state.shape(), front.output_shape(input.shape()));
      ASSERT_EQ(back.output_shape(state.shape()), expected.shape());
      const nn::Tensor<double>& result = back.forward(state);
      for (std::size_t i = 0; i < expected.size(); ++i) ASSERT_EQ(result.values()[i], expected.values()[i]);
    }
  }
}

TEST(ResidualBlock, PadsTopLeftOrCentred) {
  for (const Pad pad : {Pad::top_left, Pad::centre}) {
    const BlockCase block_case{.wiring = parse_wiring("X+O1", 1), .pad = pad, .image = {1, 1, 8, 8}};
    auto block = make_block(block_case, 1, 1);
    auto layers = make_layers(1, 1, Gradient::detached);
    const auto input = test::random_tensor<double>({1, 1, 8, 8}, 4, 0, 1);
    const auto& sum = block.forward(input);
    const auto& output = layers[0]->forward(input);
    const std::size_t offset = pad == Pad::centre ? 2 : 0;
    for (std::size_t row = 0; row < 8; ++row)
      for (std::size_t column = 0; column < 8; ++column) {
        const bool covered = row >= offset && row < offset + 4 && column >= offset && column < offset + 4;
        const double added = covered ? output.values()[(row - offset) * 4 + column - offset] : 0.0;
        EXPECT_EQ(sum.values()[row * 8 + column], input.values()[row * 8 + column] + added);
      }
  }
}

}  // namespace
}  // namespace quanvas::hybrid
