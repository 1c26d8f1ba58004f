// Random networks, built and trained for two steps, against the slow reference; and descriptions that were damaged.
#include <cmath>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/error.hpp"
#include "model/description.hpp"
#include "model/layer_kinds.hpp"
#include "support/layer_check.hpp"
#include "support/reference_network.hpp"
#include "trial/key.hpp"

namespace quanvas::model {
namespace {

using test::ReferenceMaps;
using trial::TrialSpec;

constexpr std::size_t kBatch = 2;
constexpr std::size_t kClasses = 3;
constexpr ImageFormat kFormat{.height = 4, .width = 5, .images = 100};

class Random {
 public:
  explicit Random(std::uint64_t seed) : stream_(seed, "description") {}

  std::size_t below(std::size_t count) {
    return static_cast<std::size_t>(stream_.uniform(0, static_cast<double>(count)));
  }
  std::size_t between(std::size_t low, std::size_t high) { return low + below(high - low + 1); }
  std::string one_of(const std::vector<std::string>& texts) { return texts[below(texts.size())]; }
  double uniform(double low, double high) { return stream_.uniform(low, high); }

 private:
  RandomStream stream_;
};

// Numbers that are 0 but for rounding have no direction: amplitudes are only of images and of dense layers.
Json quantum(Random& random, Json layer, const std::vector<std::string>& more = {}) {
  std::vector<std::string> encodings{"ry", "rx", "rz", "dense_angle", "zz", "iqp"};
  encodings.insert(encodings.end(), more.begin(), more.end());
  layer["encoding"] = random.one_of(encodings);
  layer["ansatz"] = random.one_of({"rx_chain", "ry_chain", "real_amplitudes", "hardware_efficient", "random"});
  layer["repetitions"] = random.between(1, 2);
  if (layer["ansatz"] != "random") layer["entanglement"] = random.one_of({"linear", "ring", "full", "pairwise"});
  if (layer["encoding"] != "amplitude") layer["encode"] = random.one_of({"once", "every"});
  layer["observables"] = random.one_of({"Z", "X", "Y", "Z0 Z1"});
  return layer;
}

Json quanvolution(Random& random, const std::vector<std::string>& more = {}) {
  const bool together = random.below(3) == 0;
  return quantum(random,
                 {{"type", "quanvolution"},
                  {"kernel", together ? 1 : random.between(1, 2)},
                  {"stride", random.between(1, 2)},
                  {"padding", random.below(2)},
                  {"channels", together ? "together" : "separate"},
                  {"combine", random.one_of({"mean", "sum", "first", "last", "all"})},
                  {"filters", random.between(1, 2)}},
                 more);
}

Json residual(Random& random) {
  Json layers = Json::array();
  for (int k = 0; k < 2; ++k) {
    Json layer = quanvolution(random);
    layer.update({{"kernel", 2}, {"channels", "separate"}, {"combine", "mean"}, {"filters", 1}});
    layers.push_back(layer);
  }
  return {{"type", "residual"},
          {"gradient", "exact"},
          {"wiring", random.one_of({"none", "X+O1", "O1+O2", "X+O2", "(X+O1)+O2"})},
          {"layers", layers}};
}

Json layer_of_maps(Random& random) {
  switch (random.below(7)) {
    case 0:
      return {{"type", "convolution"},          {"filters", random.between(1, 2)},
              {"kernel", random.between(1, 3)}, {"stride", random.between(1, 2)},
              {"padding", random.below(2)},     {"activation", random.one_of({"none", "relu", "leaky_relu", "gelu"})}};
    case 1:
      return {{"type", "pooling"},
              {"of", random.one_of({"max", "average"})},
              {"kernel", random.between(1, 2)},
              {"stride", random.between(1, 2)}};
    case 2: return {{"type", "activation"}, {"function", random.one_of({"tanh", "sigmoid"})}};
    case 3: return {{"type", "batch_normalisation"}};
    case 4: return {{"type", "resize"}, {"height", random.between(2, 5)}, {"width", random.between(2, 5)}};
    case 5: return residual(random);
    default: return quanvolution(random);
  }
}

Json random_layers(Random& random) {
  Json layers = Json::array();
  if (random.below(8) == 0) layers.push_back(quanvolution(random, {"amplitude"}));
  for (std::size_t i = random.between(0, 3); i > 0; --i) layers.push_back(layer_of_maps(random));
  if (random.below(2) == 0) {
    layers.push_back({{"type", "dense"}, {"outputs", random.between(2, 3)}, {"activation", "tanh"}});
    layers.push_back(quantum(random, {{"type", "circuit"}}, {"amplitude"}));
  }
  layers.push_back({{"type", "dense"}, {"outputs", kClasses}});
  return layers;
}

TrialSpec spec_of(const Json& layers) {
  TrialSpec spec{.model = "own", .network = Json{{"layers", layers}}.dump()};
  spec.classes = kClasses;
  spec.output = trial::Output::linear;
  return spec;
}

nn::Tensor<double> images() {
  return test::random_tensor<double>({kBatch, 1, kFormat.height, kFormat.width}, 3, 0.1, 1);
}

// sum of u_i y_i by the reference.
double reference_loss(const Json& layers, const std::vector<NamedCircuit>& circuits, const std::vector<double>& weights,
                      const nn::Tensor<double>& upstream) {
  const nn::Tensor<double> input = images();
  std::vector<ReferenceMaps> batch;
  for (std::size_t i = 0; i < kBatch; ++i) {
    const auto item = input.values().subspan(i * kFormat.height * kFormat.width, kFormat.height * kFormat.width);
    batch.push_back({1, kFormat.height, kFormat.width, {item.begin(), item.end()}});
  }
  batch = test::reference_forward(layers, circuits, weights, batch);
  double loss = 0;
  for (std::size_t i = 0; i < kBatch; ++i)
    for (std::size_t c = 0; c < kClasses; ++c) loss += upstream.values()[i * kClasses + c] * batch[i].values[c];
  return loss;
}

std::vector<double> gathered(const std::vector<nn::Parameter<double>*>& parameters, bool gradient) {
  std::vector<double> all;
  for (const nn::Parameter<double>* const each : parameters) {
    const auto& values = gradient ? each->gradient : each->value;
    all.insert(all.end(), values.begin(), values.end());
  }
  return all;
}

// Two steps of gradient descent; before each the loss, and its slope along a random direction.
void compare(const Json& layers, Random& random) {
  const TrialSpec spec = canonical(spec_of(layers), kFormat);
  Network<double> network = build<double>(spec, kFormat);
  const std::vector<NamedCircuit> circuits = model::circuits(spec, kFormat);
  const nn::Tensor<double> upstream = test::random_tensor<double>({kBatch, kClasses}, 7);
  network.fixed.begin({nn::Purpose::training, 0});
  const nn::Tensor<double> features = network.fixed.forward(images());
  const auto parameters = network.trained.parameters();
  for (int step = 0; step < 2; ++step) {
    network.trained.begin({nn::Purpose::training, 0});
    const double loss = test::weighted_sum(network.trained.forward(features), upstream);
    network.trained.backward(features, upstream, nn::InputGradient::unwanted);
    const std::vector<double> weights = gathered(parameters, false);
    EXPECT_NEAR(loss, reference_loss(layers, circuits, weights, upstream), 1e-9);

    constexpr double kStep = 1e-6;
    const std::vector<double> gradient = gathered(parameters, true);
    std::vector<double> above = weights, below = weights;
    double slope = 0;
    for (std::size_t i = 0; i < weights.size(); ++i) {
      const double direction = random.uniform(-1, 1);
      above[i] += kStep * direction;
      below[i] -= kStep * direction;
      slope += gradient[i] * direction;
    }
    const double expected =
        (reference_loss(layers, circuits, above, upstream) - reference_loss(layers, circuits, below, upstream)) /
        (2 * kStep);
    EXPECT_NEAR(slope, expected, 1e-5 * (1 + std::abs(expected)));
    for (nn::Parameter<double>* const each : parameters)
      for (std::size_t i = 0; i < each->value.size(); ++i) each->value[i] -= 0.1 * each->gradient[i];
  }
}

bool fits(const Json& layers) {
  try {
    canonical(spec_of(layers), kFormat);
    return true;
  } catch (const trial::BadValue& error) {
    EXPECT_THAT(error.what(), testing::HasSubstr("layer "));
    return false;
  }
}

TEST(RandomDescriptions, AgreeWithTheReference) {
  std::size_t compared = 0;
  for (std::uint64_t seed = 0; compared < 1000; ++seed) {
    Random random(seed);
    const Json layers = random_layers(random);
    if (!fits(layers)) continue;
    ++compared;
    compare(layers, random);
    ASSERT_FALSE(testing::Test::HasFailure()) << "seed " << seed << ": " << layers.dump();
  }
}

// Takes a part away, puts another in its place, or repeats it.
Json damaged(Json layers, Random& random) {
  const std::vector<Json> others{nullptr,
                                 -1,
                                 0,
                                 1.5,
                                 1e30,
                                 "",
                                 "$seed",
                                 "$nothing",
                                 true,
                                 Json::array(),
                                 Json::object(),
                                 99,
                                 "dense",
                                 Json::array({1, "a"})};
  for (std::size_t i = random.between(1, 3); i > 0 && !layers.empty(); --i) {
    Json& layer = layers[random.below(layers.size())];
    if (!layer.is_object() || layer.empty() || random.below(8) == 0) {
      layer = others[random.below(others.size())];
      continue;
    }
    auto entry = layer.begin();
    std::advance(entry, static_cast<std::ptrdiff_t>(random.below(layer.size())));
    if (random.below(4) == 0) layer.erase(entry);
    else if (random.below(4) == 0) layer["x" + entry.key()] = *entry;
    else *entry = others[random.below(others.size())];
  }
  return layers;
}

// Whatever a description says, it is a trial or it is refused.
TEST(RandomDescriptions, ThatAreDamagedAreBuiltOrRefused) {
  std::size_t refused = 0;
  for (std::uint64_t seed = 0; seed < 1500; ++seed) {
    Random random(seed);
    const Json layers = damaged(random_layers(random), random);
    SCOPED_TRACE(layers.dump());
    try {
      canonical(spec_of(layers), kFormat);
    } catch (const trial::BadValue& error) {
      EXPECT_EQ(error.axis(), "model");
      ++refused;
    }
  }
  EXPECT_GT(refused, 500u);
}

}  // namespace
}  // namespace quanvas::model
