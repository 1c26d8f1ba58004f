#include "hybrid/residual_block.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "hybrid/ansatz.hpp"
#include "hybrid/quanv2d.hpp"
#include "nn/conv2d.hpp"
#include "nn/dense.hpp"
#include "support/error_of.hpp"
#include "support/layer_check.hpp"

namespace quanvas::hybrid {
namespace {

using nn::InputGradient;
using nn::Shape;
using testing::HasSubstr;
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

// Central differences of the whole block, by its own input too: what comes before it can be trained.
TEST(ResidualBlock, PassesGradientsToItsInputForEveryWiring) {
  for (const Wiring& wiring : enumerate_wirings(3)) {
    SCOPED_TRACE(wiring_text(wiring));
    Layers<double> layers;
    for (std::uint32_t k = 1; k <= 3; ++k)
      layers.push_back(std::make_unique<nn::Conv2d<double>>(
          nn::Conv2dOptions{.in_channels = 1, .out_channels = 1, .kernel = 2}, RandomStream(5, "branch", k)));
    const Shape image{1, 1, 5, 6};
    auto shapes = activation_shapes(wiring, image, layers);
    ResidualBlock<double> block({.wiring = wiring, .last = 3, .gradient = Gradient::exact}, std::move(layers),
                                std::move(shapes));
    test::check_gradients(block, test::random_tensor<double>({2, 1, 5, 6}, 4), InputGradient::wanted);
  }
}

// Additions are the only way to X: where it is added, its gradient is the upstream one.
TEST(ResidualBlock, DetachedPassesGradientsToItsInputByAdditionsAlone) {
  for (const auto& [text, factor] : {std::pair{"X+O2", 1.0}, {"(X+O1)+O2", 1.0}, {"O1+O2", 0.0}, {"none", 0.0}}) {
    SCOPED_TRACE(text);
    auto block = make_block({.wiring = parse_wiring(text, 2)}, 1, 2);
    const auto input = test::random_tensor<double>({2, 1, 8, 8}, 4, 0, 1);
    const auto upstream = test::random_tensor<double>(block.forward(input).shape(), 5);
    const auto& gradient = block.backward(input, upstream, InputGradient::wanted);
    ASSERT_EQ(gradient.shape(), input.shape());
    for (std::size_t i = 0; i < gradient.size(); ++i)
      EXPECT_EQ(gradient.values()[i], factor == 0 ? 0 : upstream.values()[i]);
  }
}

TEST(ResidualBlock, NamesTheLayerThatDoesNotFit) {
  const auto refusal = [](const char* wiring, const Shape& image, Layers<double> layers) {
    return test::error_of([&] { activation_shapes(parse_wiring(wiring, layers.size()), image, layers); });
  };
  const auto one = [](auto layer) {
    Layers<double> layers;
    layers.push_back(std::move(layer));
    return layers;
  };
  const auto convolution = [](std::size_t from, std::size_t to) {
    return std::make_unique<nn::Conv2d<double>>(nn::Conv2dOptions{.in_channels = from, .out_channels = to, .kernel = 2},
                                                RandomStream(1, "branch"));
  };
  EXPECT_THAT(refusal("none", {1, 2, 4, 4}, one(convolution(1, 1))), HasSubstr("layer 1 of the block: "));
  EXPECT_THAT(refusal("X+O1", {1, 2, 4, 4}, one(convolution(2, 3))),
              HasSubstr("maps [1, 2, 4, 4] and [1, 3, 3, 3] cannot be added: the channels of one"));
  EXPECT_THAT(refusal("X+O1", {1, 2, 4, 4}, one(std::make_unique<nn::Dense<double>>(32, 4, RandomStream(1, "branch")))),
              HasSubstr("[1, 2, 4, 4] and [1, 4] cannot be added: both are maps"));
  EXPECT_THAT(test::error_of([&] {
                ResidualBlock<double>({.wiring = parse_wiring("none", 2), .last = 2}, one(convolution(1, 1)),
                                      {{1, 1, 4, 4}, {1, 1, 3, 3}, {1, 1, 2, 2}});
              }),
              HasSubstr("a block of layers 1 to 2 is given 1 layers and the shapes of 3 activations"));
}

}  // namespace
}  // namespace quanvas::hybrid
