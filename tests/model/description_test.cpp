#include "model/description.hpp"

#include <cmath>
#include <map>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "model/layer_kinds.hpp"
#include "model/zoo.hpp"
#include "support/layer_check.hpp"
#include "trial/key.hpp"
#include "trial/network.hpp"

namespace quanvas::model {
namespace {

using testing::HasSubstr;
using testing::StartsWith;
using trial::TrialSpec;

constexpr ImageFormat kFormat{};

TrialSpec described(const std::string& layers, const std::string& parameters = "") {
  return {.model = "own",
          .network =
              R"({"layers": [)" + layers + "]" + (parameters.empty() ? "" : ", \"parameters\": " + parameters) + "}"};
}

std::string refusal(const std::string& layers) {
  try {
    canonical(described(layers), kFormat);
  } catch (const trial::BadValue& error) {
    EXPECT_EQ(error.axis(), "model");
    return error.what();
  }
  return "accepted";
}

// The layers as they are, for all images, with weights of the trial's seed.
nn::Tensor<double> scores(const TrialSpec& spec) {
  Network<double> network = build<double>(canonical(spec, kFormat), kFormat);
  const nn::Tensor<double> images =
      test::random_tensor<double>(nn::Shape{3, 1, kFormat.height, kFormat.width}, 5, 0, 1);
  return network.trained.forward(network.fixed.forward(images));
}

// A network of the program, described.
TEST(Description, OfTheCnnIsTheCnn) {
  TrialSpec cnn;
  cnn.model = "cnn";
  const TrialSpec same = described(
      R"({"type": "convolution", "filters": 16, "kernel": 3}, {"type": "activation", "function": "relu"},)"
      R"({"type": "pooling"}, {"type": "convolution", "filters": 32, "activation": "relu"}, {"type": "pooling"},)"
      R"({"type": "dense"})");
  const Graph expected = graph(canonical(cnn, kFormat), kFormat);
  const Graph actual = graph(canonical(same, kFormat), kFormat);
  ASSERT_EQ(actual.nodes.size(), expected.nodes.size());
  for (std::size_t i = 0; i < expected.nodes.size(); ++i) {
    EXPECT_EQ(actual.nodes[i].shape, expected.nodes[i].shape) << i;
    EXPECT_EQ(actual.nodes[i].weights, expected.nodes[i].weights) << i;
  }
}

TEST(Description, ParametersAndTheTrialsValuesTakeThePlaceOfTheirNames) {
  const std::string layers =
      R"({"type": "dense", "outputs": "$width"}, {"type": "dropout"}, {"type": "dense", "outputs": "$classes"})";
  TrialSpec spec = described(layers, R"({"width": {"type": "integer", "range": [1, 64], "default": 8}})");
  spec.classes = 3;
  EXPECT_EQ(graph(canonical(spec, kFormat), kFormat).nodes[1].weights, (28 * 28 + 1) * 8u);
  const trial::NetworkAxes axes(trial::network_of(spec));
  axes.find("width")->set(spec, "4");
  EXPECT_EQ(graph(canonical(spec, kFormat), kFormat).nodes[1].weights, (28 * 28 + 1) * 4u);
  EXPECT_TRUE(reads(spec, trial::require_axis("dropout"), kFormat));
  EXPECT_TRUE(reads(spec, *axes.find("width"), kFormat));
  EXPECT_FALSE(reads(spec, trial::require_axis("wiring"), kFormat));
  EXPECT_FALSE(reads(TrialSpec{}, *axes.find("width"), kFormat));
}

TEST(Description, ADefaultThatIsGivenIsTheSameTrial) {
  const std::string width = R"({"width": {"type": "integer", "default": 8}})";
  TrialSpec spec = described(R"({"type": "dense", "outputs": "$width"}, {"type": "dense"})", width);
  const trial::Key key = content_key(canonical(spec, kFormat));
  spec.network_parameters = "width=8";
  EXPECT_EQ(content_key(canonical(spec, kFormat)), key);
  spec.network_parameters = "width=9";
  EXPECT_NE(content_key(canonical(spec, kFormat)), key);
  spec.wiring = "none";  // which it does not read
  spec.network_parameters = "none";
  EXPECT_EQ(content_key(canonical(spec, kFormat)), key);
}

TEST(Description, FrozenLayersHaveWeightsThatNothingTrains) {
  const TrialSpec spec =
      described(R"({"type": "convolution", "filters": 2, "trainable": false}, {"type": "dense", "outputs": 4},)"
                R"({"type": "dense", "trainable": false, "outputs": 10})");
  Network<double> network = build<double>(canonical(spec, kFormat), kFormat);
  EXPECT_TRUE(network.trained.parameters().size() == 2) << "weights and biases of the dense layer alone";
  EXPECT_EQ(network.fixed.output(), (nn::Shape{1, 2, 26, 26}));
}

// The same weights in both: the same numbers, to the last bit.
TEST(Description, OfResQuNNComputesItsNumbers) {
  for (const char* wiring : {"none", "X+O1", "O1+O2", "X+O2", "(X+O1)+O2"})
    for (const char* gradient : {"detached", "exact"}) {
      SCOPED_TRACE(fmt::format("{} {}", wiring, gradient));
      TrialSpec resqunn{.wiring = wiring, .depths = {3, 2}};
      resqunn.gradient = parse_name<trial::Gradient>(gradient).value();
      const char* layer =
          R"({"type": "quanvolution", "scale": 1, "ansatz": "rx_chain", "repetitions": %, "encode": "every", )"
          R"("combine": "mean"})";
      const auto of_depth = [&](const char* depth) {
        return std::string(layer).replace(std::string(layer).find('%'), 1, depth);
      };
      TrialSpec own =
          described(fmt::format(R"({{"type": "residual", "wiring": "{}", "layers": [{}, {}]}}, {{"type": "dense"}})",
                                wiring, of_depth("3"), of_depth("2")));
      own.gradient = resqunn.gradient;
      Network<float> expected = build<float>(canonical(resqunn, kFormat), kFormat);
      Network<float> actual = build<float>(canonical(own, kFormat), kFormat);
      ASSERT_EQ(actual.tracked.size(), expected.tracked.size());
      for (std::size_t k = 0; k < expected.tracked.size(); ++k) {
        EXPECT_EQ(actual.tracked[k].reached, expected.tracked[k].reached);
        const_cast<nn::Parameter<float>*>(actual.tracked[k].weights)->value = expected.tracked[k].weights->value;
      }
      const auto own_parameters = actual.trained.parameters(), parameters = expected.trained.parameters();
      ASSERT_EQ(own_parameters.back()->value.size(), parameters.back()->value.size());
      for (std::size_t i = 1; i <= 2; ++i)  // the dense layer's
        own_parameters[own_parameters.size() - i]->value = parameters[parameters.size() - i]->value;
      const nn::Tensor<float> images = test::random_tensor<float>({3, 1, kFormat.height, kFormat.width}, 5, 0, 1);
      const nn::Tensor<float> own_features = actual.fixed.forward(images), features = expected.fixed.forward(images);
      EXPECT_TRUE(std::ranges::equal(actual.trained.forward(own_features).values(),
                                     expected.trained.forward(features).values()));
      const nn::Tensor<float> upstream = test::random_tensor<float>({3, 10}, 9);
      actual.trained.backward(own_features, upstream, nn::InputGradient::unwanted);
      expected.trained.backward(features, upstream, nn::InputGradient::unwanted);
      for (std::size_t k = 0; k < expected.tracked.size(); ++k) {
        if (!expected.tracked[k].reached) continue;
        EXPECT_EQ(actual.tracked[k].weights->gradient, expected.tracked[k].weights->gradient);
      }
    }
}

TEST(Description, OfQuantumLayersIsRefusedWhereItDoesNotFit) {
  EXPECT_THAT(refusal(R"({"type": "circuit"}, {"type": "dense"})"), HasSubstr("784 values take 784 wires"));
  EXPECT_THAT(refusal(R"({"type": "quanvolution", "kernel": 5}, {"type": "dense"})"),
              HasSubstr("`kernel` takes an integer between 1 and 4, not 5"));
  EXPECT_THAT(refusal(R"({"type": "quanvolution", "encoding": "zz", "scale": 2}, {"type": "dense"})"),
              HasSubstr("`scale` would have no effect: encoding zz does not read it"));
  EXPECT_THAT(refusal(R"({"type": "quanvolution", "ansatz": "qcnn", "repetitions": 2}, {"type": "dense"})"),
              HasSubstr("`repetitions` would have no effect: ansatz qcnn does not read it"));
  EXPECT_THAT(refusal(R"({"type": "quanvolution", "wires": 3}, {"type": "dense"})"),
              HasSubstr("4 values take 4 wires with encoding ry, not wires = 3"));
  EXPECT_THAT(refusal(R"({"type": "quanvolution", "observables": "Z9"}, {"type": "dense"})"), HasSubstr("Z9"));
  EXPECT_THAT(refusal(R"({"type": "quanvolution", "encoding": "amplitude", "shots": 10}, {"type": "dense"})"),
              HasSubstr("choose another encoding"));
  EXPECT_THAT(refusal(R"x({"type": "quanvolution", "noise": "depolarising(0.1)"}, {"type": "dense"})x"),
              HasSubstr("depolarizing"));
  EXPECT_THAT(
      refusal(R"({"type": "residual", "wiring": "X+O3", "layers": [{"type": "quanvolution"}]}, {"type": "dense"})"),
      HasSubstr("layer 1 (residual): `X+O3` is no wiring of 1 layer"));
  EXPECT_THAT(refusal(R"({"type": "residual", "wiring": "none", "layers": [{"type": "dense"}]}, {"type": "dense"})"),
              HasSubstr("layer 1 (residual): the layers of a residual block give maps; layer 1 (dense)"));
}

TEST(Description, IsRefusedWithTheLayerAndWhatToDo) {
  EXPECT_THAT(refusal(R"({"type": "dense", "outputs": 4})"),
              HasSubstr("the last layer, layer 1 (dense), gives 4 numbers for 10 classes; end with a dense layer"));
  EXPECT_THAT(refusal(R"({"type": "dens"})"), StartsWith("network own: layer 1 (dens): there is no layer `dens`"));
  EXPECT_THAT(refusal(R"({"outputs": 3})"), HasSubstr("layer 1 (without a type): a layer says what it is"));
  EXPECT_THAT(refusal(R"({"type": 3})"), HasSubstr("a layer says what it is"));
  EXPECT_THAT(refusal(R"({"type": "dense", "outputs": 3}, {"type": "pooling"}, {"type": "dense"})"),
              HasSubstr("layer 2 (pooling): it takes maps, and is given features, 3"));
  EXPECT_THAT(refusal(R"({"type": "convolution", "filters": 2, "kernel": 29}, {"type": "dense"})"),
              HasSubstr("layer 1 (convolution)"));
  EXPECT_THAT(refusal(R"({"type": "convolution"}, {"type": "dense"})"),
              HasSubstr("`filters` is missing: output channels, an integer between 1 and 4096"));
  EXPECT_THAT(refusal(R"({"type": "dense", "output": 3})"), HasSubstr("did you mean `outputs`?"));
  EXPECT_THAT(refusal(R"({"type": "dense", "outputs": "$clases"})"), HasSubstr("did you mean `classes`?"));
  EXPECT_THAT(refusal(R"({"type": "dense", "outputs": 2.5})"), HasSubstr("`outputs` takes an integer"));
  EXPECT_THAT(refusal(R"({"type": "dense", "activation": "rleu"})"), HasSubstr("did you mean `relu`?"));
  EXPECT_THAT(refusal(R"({"type": "dense", "trainable": 1})"), HasSubstr("`trainable` takes true or false, not 1"));
  EXPECT_EQ(refusal(R"({"type": "dense"})"), "accepted");
}

TEST(Description, HasANameOfItsOwn) {
  TrialSpec spec = described(R"({"type": "dense"})");
  spec.model = "cnn";
  EXPECT_THROW(canonical(spec, kFormat), trial::BadValue);
}

// What each kind needs beyond its defaults.
const std::map<std::string_view, std::string> kNeeds{
    {"convolution", R"(, "filters": 3)"},
    {"activation", R"(, "function": "tanh")"},
    {"resize", R"(, "height": 9, "width": 7)"},
    {"circuit", R"(, "encoding": "amplitude")"},
    {"residual", R"(, "wiring": "O1+O2", "layers": [)"
                 R"({"type": "quanvolution"}, {"type": "quanvolution"}])"}};

// Every kind of layer is built, computes finite numbers, and says the shape that it gives.
TEST(LayerKinds, AreBuiltByTheirDefaults) {
  for (const LayerKind& kind : layer_kinds()) {
    SCOPED_TRACE(kind.name);
    const auto needs = kNeeds.find(kind.name);
    const std::string layers = fmt::format(R"({{"type": "{}"{}}}, {{"type": "dense"}})", kind.name,
                                           needs == kNeeds.end() ? "" : needs->second);
    const nn::Tensor<double> output = scores(described(layers));
    EXPECT_EQ(output.shape(), (nn::Shape{3, 10}));
    for (const double score : output.values()) EXPECT_TRUE(std::isfinite(score));
    EXPECT_FALSE(kind.meaning.empty());
    for (const LayerOption& option : kind.options) EXPECT_FALSE(option.meaning.empty()) << option.key;
  }
}

}  // namespace
}  // namespace quanvas::model
