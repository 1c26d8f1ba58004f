// Chains: what is said of a model is what its network does.
#include "model/chain.hpp"

#include <numeric>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "model/qcq.hpp"
#include "nn/loss.hpp"
#include "support/error_of.hpp"
#include "support/layer_check.hpp"
#include "trial/key.hpp"

namespace quanvas::model {
namespace {

using testing::HasSubstr;
using trial::TrialSpec;

constexpr ImageFormat kFormat{};
const std::vector<std::string> kChains{"mlp", "quanvo_mlp", "cnn", "qccnn", "qcq_cnn", "qcnn"};

TrialSpec spec_of(std::string_view settings) {
  TrialSpec spec;
  spec.classes = 2;
  spec.output = trial::Output::linear;
  for (const auto setting : split(settings, ';')) {
    const auto equals = setting.find('=');
    trial::require_axis(setting.substr(0, equals)).set(spec, setting.substr(equals + 1));
  }
  return canonical(spec, kFormat);
}

std::size_t size_of(const nn::Parameter<double>* parameter) { return parameter->value.size(); }

std::size_t trained_parameters(Network<double>& network) {
  std::size_t count = 0;
  for (const auto* parameter : network.trained.parameters()) count += size_of(parameter);
  return count;
}

std::size_t trained_weights(const Graph& graph) {
  std::size_t count = 0;
  for (const Node& node : graph.nodes)
    if (node.training == Trainability::trained) count += node.weights;
  return count;
}

class EveryChain : public testing::TestWithParam<std::string> {};
INSTANTIATE_TEST_SUITE_P(Chain, EveryChain, testing::ValuesIn(kChains));

TEST_P(EveryChain, ItsGraphTellsTheSizesAndWeightsOfItsLayers) {
  for (const char* settings : {"", ";filter=trainable;filter_circuit=layered;filter_layers=2;reps=3",
                               ";qcnn_input=amplitudes;output=softmax"}) {
    const TrialSpec spec = spec_of("model=" + GetParam() + settings);
    auto network = build<double>(spec, kFormat);
    const Graph described = graph(spec, kFormat);
    EXPECT_EQ(trained_weights(described), trained_parameters(network)) << settings;
    EXPECT_EQ(described.nodes.back().shape[0], network.trained.output().item_size());
    EXPECT_EQ(network.fixed.output().item_size(), network.trained.input().item_size());
    EXPECT_EQ(described.edges.size() + 1, described.nodes.size());
  }
}

// Weights of every layer, against central differences of the loss; a fixed filter has none.
TEST_P(EveryChain, GradientsPassThroughAllItsLayers) {
  for (const char* settings :
       {"", ";filter=trainable;observable=z0", ";noise=depolarizing(0.01), depolarizing2(0.02)"}) {
    SCOPED_TRACE(settings);
    auto network = build<double>(spec_of("model=" + GetParam() + ";dropout=0" + settings), kFormat);
    const auto images = test::random_tensor<double>({2, 1, kFormat.height, kFormat.width}, 6, 0, 1);
    const nn::Tensor<double> features = network.fixed.forward(images);
    const std::vector<std::uint8_t> labels{0, 1};
    nn::Tensor<double> gradient;
    nn::cross_entropy(network.trained.forward(features), labels, &gradient);
    network.trained.backward(features, gradient, nn::InputGradient::unwanted);
    const auto loss = [&] { return nn::cross_entropy(network.trained.forward(features), labels).loss / 2; };
    constexpr double kStep = 1e-6;  // so short that no ReLU and no maximum changes sides
    for (nn::Parameter<double>* parameter : network.trained.parameters()) {
      const auto analytic = parameter->gradient;
      for (std::size_t i = 0; i < analytic.size(); i += 1 + analytic.size() / 7) {
        double& value = parameter->value[i];
        const double centre = value;
        value = centre + kStep;
        const double above = loss();
        value = centre - kStep;
        const double below = loss();
        value = centre;
        EXPECT_NEAR(analytic[i], (above - below) / (2 * kStep), test::kDifference)
            << parameter->name << "[" << i << "]";
      }
    }
  }
}

TEST_P(EveryChain, ItsQuantumLayersAreTracked) {
  auto network = build<double>(spec_of("model=" + GetParam()), kFormat);
  const auto quantum = [](const Node& node) { return node.kind == NodeKind::quantum; };
  EXPECT_EQ(static_cast<std::ptrdiff_t>(network.tracked.size()),
            std::ranges::count_if(graph(spec_of("model=" + GetParam()), kFormat).nodes, quantum));
  EXPECT_EQ(network.tracked.size(), circuits(spec_of("model=" + GetParam()), kFormat).size());
}

TEST_P(EveryChain, CostsMoreForMoreWork) {
  const auto cost_of = [&](std::string_view settings) {
    return cost(spec_of("model=" + GetParam() + std::string(settings)), kFormat);
  };
  EXPECT_GT(cost_of(";epochs=60"), 1.5 * cost_of(";epochs=30"));
  EXPECT_GT(cost_of(";batch_size=1"), cost_of(";batch_size=16"));
  EXPECT_GE(cost_of(";shots=100"), cost_of(""));
}

// The paper's sizes: a 28x28 image becomes 4 channels of 14x14; classifiers have 4, 6 and 8 angles.
TEST(Chain, HasTheSizesOfThePaper) {
  auto network = build<double>(spec_of("model=qcq_cnn"), kFormat);
  EXPECT_EQ(network.fixed.output(), (nn::Shape{1, 4, 14, 14}));
  EXPECT_EQ(network.feature_shape, (std::array<std::size_t, 3>{16, 2, 2}));
  EXPECT_EQ(trained_parameters(network), 8u * 37 + 16 * 73 + 2 * 65 + 4 + 2 * 2);
  for (int reps = 1; reps <= 3; ++reps) {
    const auto all = circuits(spec_of(fmt::format("model=qcq_cnn;reps={}", reps)), kFormat);
    ASSERT_EQ(all.size(), 2u);
    EXPECT_EQ(all[1].circuit.weights(), static_cast<std::size_t>(2 * (reps + 1)));
    EXPECT_EQ(all[1].measured.size(), 2u);
  }
  EXPECT_EQ(circuits(spec_of("model=qcq_cnn;observable=z0"), kFormat)[1].measured, std::vector<Wire>{Wire(0)});
}

TEST(Chain, WhatNothingTrainsIsComputedOnce) {
  const auto fixed = [](std::string_view settings) { return !build<float>(spec_of(settings), kFormat).fixed.empty(); };
  EXPECT_TRUE(fixed("model=qccnn"));
  EXPECT_FALSE(fixed("model=qccnn;filter=trainable"));
  EXPECT_TRUE(fixed("model=qcnn"));
  EXPECT_FALSE(fixed("model=cnn"));
}

// The seed draws the random circuit, which is that of the seed in every model.
TEST(Chain, TheSeedDrawsTheFilter) {
  const auto filter = [](std::string_view settings) { return circuits(spec_of(settings), kFormat)[0].circuit; };
  const auto same = [](const sim::Circuit& a, const sim::Circuit& b) {
    return std::ranges::equal(a.operations(), b.operations(), [](const sim::Operation& x, const sim::Operation& y) {
      return x.wires == y.wires && std::get<sim::Gate>(x.what) == std::get<sim::Gate>(y.what);
    });
  };
  EXPECT_TRUE(same(filter("model=qccnn;seed=3"), filter("model=qcq_cnn;seed=3")));
  EXPECT_FALSE(same(filter("model=qccnn;seed=3"), filter("model=qccnn;seed=4")));
  EXPECT_TRUE(
      same(filter("model=qccnn;seed=3;filter_circuit=layered"), filter("model=qccnn;seed=4;filter_circuit=layered")));
}

TEST(Chain, NoiseIsWrittenOneWayAndOnlyWhereThereAreCircuits) {
  const auto key = [](std::string_view settings) { return content_key(spec_of(settings)); };
  EXPECT_EQ(key("model=qcq_cnn;noise=depolarizing2(0.02),depolarizing( 0.01 )"),
            key("model=qcq_cnn;noise=depolarizing(0.01), depolarizing2(0.02)"));
  EXPECT_EQ(key("model=qcq_cnn;noise_in=inference"), key("model=qcq_cnn"));
  EXPECT_NE(key("model=qcq_cnn;noise_in=inference;shots=10"), key("model=qcq_cnn;shots=10"));
  EXPECT_EQ(key("model=qcq_cnn;noise=depolarizing(0), bit_flip(0),readout_error(0,0)"), key("model=qcq_cnn"));
  EXPECT_EQ(key("model=qcq_cnn;noise=bit_flip(0.1), depolarizing2(0)"), key("model=qcq_cnn;noise=bit_flip(0.1)"));
  // The order of results under an earlier rule, by which depolarizing2 replaced depolarizing, is written no more.
  EXPECT_EQ(canonical(spec_of("model=qcq_cnn;noise=depolarizing(0.01), depolarizing2(0.02)"), {}).noise,
            "depolarizing2(0.02), depolarizing(0.01)");
  EXPECT_EQ(canonical(spec_of("model=qcq_cnn;noise=depolarizing2(0.02),depolarizing1(0.01)"), {}).noise,
            "depolarizing1(0.01), depolarizing2(0.02)");
  EXPECT_EQ(key("model=cnn;noise=bit_flip(0.1);shots=7;reps=3;wiring=X+O1"), key("model=cnn"));
  EXPECT_EQ(key("model=resqunn;reps=2;dropout=0.1"), key("model=resqunn"));
  EXPECT_NE(key("model=resqunn;noise=bit_flip(0.1)"), key("model=resqunn"));
  EXPECT_NE(key("model=resqunn;shots=7"), key("model=resqunn"));
}

TEST(Chain, RefusalsNameTheAxis) {
  const auto refused = [](std::string_view settings) -> std::pair<std::string, std::string> {
    try {
      spec_of(settings);
    } catch (const trial::BadValue& error) {
      return {error.axis(), error.what()};
    }
    return {"", "accepted"};
  };
  EXPECT_EQ(refused("model=qcq_cnn;noise=depolarising(0.1)").first, "noise");
  EXPECT_THAT(refused("model=qcq_cnn;noise=depolarising(0.1)").second, HasSubstr("did you mean `depolarizing`?"));
  EXPECT_EQ(refused("model=qcq_cnn;noise=bit_flip(1.5)").first, "noise");
  EXPECT_EQ(refused("model=qcnn;qcnn_input=amplitudes;shots=10").first, "qcnn_input");
  EXPECT_EQ(refused("model=resqunn;head=quantum;noise=bit_flip(0.1)").first, "head");
  TrialSpec small;
  small.model = "cnn";
  EXPECT_THAT(test::error_of([&] { canonical(small, {.height = 6, .width = 6}); }), HasSubstr("too small"));
}

}  // namespace
}  // namespace quanvas::model
