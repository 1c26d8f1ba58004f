// The examples of the headers of hybrid/, as they are there (tests/style/test_examples.py compares them).
#include <gtest/gtest.h>

#include "hybrid/ansatz.hpp"
#include "hybrid/circuit_layer.hpp"
#include "hybrid/encoding.hpp"
#include "hybrid/quanv2d.hpp"
#include "hybrid/residual_block.hpp"

namespace quanvas {
namespace {

TEST(Examples, CircuitsFromParts) {
  const hybrid::Ansatz ansatz = hybrid::strongly_entangling(4, 2);  // 24 weights on wires 0 to 3
  const sim::Circuit whole = hybrid::quanvolution_circuit(4, 2, trial::EncodingRepeat::every);
  const hybrid::Encoding encoding = hybrid::zz_feature_map(2, 2);  // of two features, in three input slots
  const sim::Circuit classifier = hybrid::compose(2, encoding, hybrid::real_amplitudes(2, 1));
  EXPECT_EQ(ansatz.weights, 24u);
  EXPECT_EQ(whole.weights(), 8u);
  EXPECT_EQ(classifier.inputs(), 3u);
  EXPECT_EQ(classifier.weights(), 4u);

  nn::Tensor<float> slots({5, 3});
  slots.fill(0.5f);
  nn::Tensor<float> upstream({5, 1});
  upstream.fill(1);
  hybrid::CircuitLayer<float> layer(classifier, {sim::z({Wire(0), Wire(1)})}, "classifier");
  hybrid::initialise_angles<float>(trial::Init::uniform_2pi, RandomStream(7, "init"), layer.weights().value);
  const nn::Tensor<float>& output = layer.forward(slots);  // [batch, inputs] -> [batch, observables]
  layer.backward(slots, upstream, nn::InputGradient::unwanted);
  EXPECT_EQ(output.shape(), (nn::Shape{5, 1}));
  EXPECT_NE(layer.weights().gradient[0], 0);
}

TEST(Examples, LayersOfImages) {
  const sim::Circuit whole = hybrid::quanvolution_circuit(4, 2, trial::EncodingRepeat::every);
  nn::Tensor<float> images({8, 1, 28, 28});
  images.fill(0.25f);
  hybrid::Quanv2d<float> quanv({.channel = trial::ChannelReduction::all}, whole);  // a circuit of four wires
  hybrid::initialise_angles<float>(trial::Init::uniform_2pi, RandomStream(7, "init"), quanv.weights().value);
  const nn::Tensor<float>& maps = quanv.forward(images);  // [8, 1, 28, 28] -> [8, 4, 14, 14]
  hybrid::Layers<float> layers;
  for (int k = 1; k <= 2; ++k)
    layers.push_back(std::make_unique<hybrid::Quanv2d<float>>(hybrid::Quanv2dOptions{}, whole));
  const hybrid::Wiring wiring = hybrid::parse_wiring("O1+O2", 2);
  auto shapes = hybrid::activation_shapes(wiring, images.shape(), layers);
  hybrid::ResidualBlock<float> block({.wiring = wiring, .last = 2}, std::move(layers), std::move(shapes));
  const nn::Tensor<float>& features = block.forward(images);  // [8, 1, 28, 28] -> [8, 1, 14, 14]
  EXPECT_EQ(maps.shape(), (nn::Shape{8, 4, 14, 14}));
  EXPECT_EQ(features.shape(), (nn::Shape{8, 1, 14, 14}));
}

}  // namespace
}  // namespace quanvas
