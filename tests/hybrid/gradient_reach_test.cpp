// What gradient_reach says of a wiring, compared with counts by an independent recursion, with the gradients of
// ResidualBlock and with numbers that no backward pass had a part in; for every wiring of two to eight layers.
#include "hybrid/residual.hpp"

#include <algorithm>
#include <cmath>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "hybrid/ansatz.hpp"
#include "hybrid/quanv2d.hpp"
#include "hybrid/residual_block.hpp"
#include "support/layer_check.hpp"

namespace quanvas::hybrid {
namespace {

using nn::InputGradient;
using trial::Gradient;

using Map = nn::Tensor<double>;
using Quanvolutions = std::vector<std::unique_ptr<Quanv2d<double>>>;

constexpr std::size_t kMostLayers = 8;

// ---- Counts ----

// 5 * 3^(layers - 2): any of three skips on every layer from the third on.
std::size_t family_size(std::size_t layers) {
  if (layers <= 2) return layers == 1 ? 2 : 5;
  return 3 * family_size(layers - 1);
}

// The number of choices of the skips of layers 1 .. k by which exactly `reached` of these have a gradient, given that
// A_k has one and that gradients pass over additions only. From A_k gradients pass one way, which the skip of layer k
// decides:
//   none      ends at layer k, and the k - 1 layers before it are free
//   own       continues from A_{k-1}
//   previous  continues from A_{k-2}, and layer k - 1 is free
// Up to two layers they are counted by hand. So is `previous` on layer 3, where the freedom of layer 2 ends at the one
// pair of the first two layers that the family leaves out: all five pairs reach layer 1.
std::size_t choices(std::size_t k, std::size_t reached) {
  if (reached == 0 || reached > k) return 0;
  if (k == 1) return 2;
  if (k == 2) return reached == 1 ? 3 : 2;  // none, X+O1, X+O2 | O1+O2, (X+O1)+O2
  const std::size_t none = reached == 1 ? family_size(k - 1) : 0;
  const std::size_t own = choices(k - 1, reached - 1);
  const std::size_t previous = k == 3 ? (reached == 2 ? 5 : 0) : 3 * choices(k - 2, reached - 1);
  return none + own + previous;
}

std::size_t count_reached(const Wiring& wiring, Gradient gradient) {
  return static_cast<std::size_t>(std::ranges::count(gradient_reach(wiring, gradient), true));
}

TEST(WiringFamily, HasFiveTimesAPowerOfThreeDistinctTextsAndEachIsReadBack) {
  for (std::size_t layers = 1; layers <= kMostLayers; ++layers) {
    std::set<std::string> texts;
    for (const Wiring& wiring : enumerate_wirings(layers)) {
      const std::string text = wiring_text(wiring);
      ASSERT_EQ(parse_wiring(text, layers), wiring) << text;
      EXPECT_TRUE(texts.insert(text).second) << text << " twice";
    }
    EXPECT_EQ(texts.size(), family_size(layers)) << layers << " layers";
  }
}

TEST(GradientReach, DetachedReachesEachNumberOfLayersAsOftenAsAnIndependentCountSays) {
  for (std::size_t layers = 2; layers <= kMostLayers; ++layers) {
    std::vector<std::size_t> counted(layers + 1), expected(layers + 1);
    for (const Wiring& wiring : enumerate_wirings(layers)) ++counted[count_reached(wiring, Gradient::detached)];
    for (std::size_t reached = 0; reached <= layers; ++reached) expected[reached] = choices(layers, reached);
    EXPECT_EQ(counted, expected) << layers << " layers";
  }
}

// The way from A_n must not leave out a layer, so layers 2 .. n are `own`; layer 1 may be either.
TEST(GradientReach, DetachedReachesEveryLayerOfExactlyTwoWirings) {
  for (std::size_t layers = 2; layers <= kMostLayers; ++layers) {
    std::vector<Wiring> reaching;
    for (const Wiring& wiring : enumerate_wirings(layers))
      if (count_reached(wiring, Gradient::detached) == layers) reaching.push_back(wiring);
    Wiring first{std::vector<Skip>(layers, Skip::own)};
    Wiring second = first;
    first.skips[0] = Skip::none;
    EXPECT_THAT(reaching, testing::ElementsAre(first, second)) << layers << " layers";
  }
}

TEST(GradientReach, ExactReachesEveryLayerOfEveryWiring) {
  for (std::size_t layers = 2; layers <= kMostLayers; ++layers)
    for (const Wiring& wiring : enumerate_wirings(layers))
      ASSERT_EQ(count_reached(wiring, Gradient::exact), layers) << wiring_text(wiring);
}

// ---- Layers and maps ----

constexpr double kStep = 1e-5;  // of central differences, the one that kDifference is for

// A larger derivative counts as non-zero. With the draws below, the largest derivative of a layer is 1e-4 or more for
// every wiring, though in `exact` mode it may be followed by seven other layers; of five seeds, the least gave 2.7e-5.
// Central differences are off by less than 1e-9. The derivative of one angle alone may be small by chance.
constexpr double kLeast = 10 * test::kDifference;

// A stride of 1 shrinks a map by one only, so that eight layers fit an image of ten by ten. Angles and pixels are drawn
// well away from 0 and pi / 2, where derivatives of cosines vanish. Averages keep the maps in [-1, 1] where nothing is
// added; sums of four wires made eight layers so sensitive that differences were off by 1e-5.
std::unique_ptr<Quanv2d<double>> make_layer(std::size_t k, InputGradient through) {
  auto layer = std::make_unique<Quanv2d<double>>(Quanv2dOptions{.grid = {.kernel = 2, .stride = 1}, .through = through},
                                                 quanvolution_circuit(4, 2, trial::EncodingRepeat::every));
  RandomStream stream(5, "angles", static_cast<std::uint32_t>(k));
  for (double& angle : layer->weights().value) angle = stream.uniform(0.5, 1.2);
  return layer;
}

Quanvolutions make_layers(std::size_t count, Gradient gradient) {
  Quanvolutions layers;
  for (std::size_t k = 1; k <= count; ++k)
    layers.push_back(
        make_layer(k, gradient == Gradient::exact && k > 1 ? InputGradient::wanted : InputGradient::unwanted));
  return layers;
}

Map make_image(std::size_t layers) { return test::random_tensor<double>({1, 1, layers + 2, layers + 2}, 4, 0.3, 1.2); }

// The loss is the sum of the block's output under these weights.
Map make_loss(const nn::Shape& output) { return test::random_tensor<double>(output, 5); }

// [layer][angle], from a forward and a backward pass of the block.
std::vector<std::vector<double>> block_gradients(const Wiring& wiring, Gradient gradient) {
  const std::size_t n = wiring.layers();
  const Map image = make_image(n);
  Layers<double> layers;
  for (auto& layer : make_layers(n, gradient)) layers.push_back(std::move(layer));
  const auto shapes = activation_shapes(wiring, image.shape(), layers);
  ResidualBlock<double> block({.wiring = wiring, .first = 1, .last = n, .gradient = gradient}, std::move(layers),
                              shapes);
  block.backward(image, make_loss(block.forward(image).shape()), InputGradient::unwanted);
  std::vector<std::vector<double>> gradients;
  for (const nn::Parameter<double>* weights : block.parameters())
    gradients.emplace_back(weights->gradient.begin(), weights->gradient.end());
  return gradients;
}

// The sum of two square maps, the smaller in the top left corner of the larger.
Map padded_sum(const Map& a, const Map& b) {
  const std::size_t side_a = a.shape()[2];
  const std::size_t side_b = b.shape()[2];
  const std::size_t side = std::max(side_a, side_b);
  const auto at = [](const Map& map, std::size_t map_side, std::size_t row, std::size_t column) {
    return row < map_side && column < map_side ? map.data()[row * map_side + column] : 0.0;
  };
  Map sum({1, 1, side, side});
  for (std::size_t row = 0; row < side; ++row)
    for (std::size_t column = 0; column < side; ++column)
      sum.data()[row * side + column] = at(a, side_a, row, column) + at(b, side_b, row, column);
  return sum;
}

// The recursion of the wiring written out with the layers alone; it knows what changes with the angles of one layer.
class PlainForward {
 public:
  PlainForward(const Wiring& wiring, Quanvolutions& layers)
      : wiring_(wiring), layers_(layers), activations_{make_image(wiring.layers())}, outputs_(1) {
    for (std::size_t k = 1; k <= wiring_.layers(); ++k) {
      outputs_.push_back(layers_[k - 1]->forward(activations_[k - 1]));
      activations_.push_back(activation_after(k, outputs_[k], activations_));
    }
    loss_ = make_loss(activations_.back().shape());
  }

  // The central difference of the loss with respect to an angle of layer k.
  double slope(std::size_t k, std::size_t angle, Gradient gradient) {
    double& value = layers_[k - 1]->weights().value[angle];
    const double centre = value;
    value = centre + kStep;
    const double above = test::weighted_sum(output_after_change(k, gradient), loss_);
    value = centre - kStep;
    const double below = test::weighted_sum(output_after_change(k, gradient), loss_);
    value = centre;
    return (above - below) / (2 * kStep);
  }

 private:
  Map activation_after(std::size_t k, const Map& output, const std::vector<Map>& activations) const {
    switch (wiring_.skips[k - 1]) {
      case Skip::none: return output;
      case Skip::own: return padded_sum(activations[k - 1], output);
      case Skip::previous: return padded_sum(activations[k - 2], output);
    }
    return output;
  }

  // A_n where the angles of layer k are new. In `detached` mode the input of every layer is held at its value, so that
  // layer k alone puts out something else, and only additions pass it on.
  Map output_after_change(std::size_t k, Gradient gradient) {
    std::vector<Map> activations = activations_;
    for (std::size_t j = k; j <= wiring_.layers(); ++j) {
      const bool again = j == k || gradient == Gradient::exact;
      activations[j] =
          activation_after(j, again ? layers_[j - 1]->forward(activations[j - 1]) : outputs_[j], activations);
    }
    return activations.back();
  }

  const Wiring& wiring_;
  Quanvolutions& layers_;
  std::vector<Map> activations_;  // [k] A_k, before any change
  std::vector<Map> outputs_;      // [k] O_k, k >= 1
  Map loss_;
};

// ---- Reach ----

// Stops after the first wiring that fails: thousands would say the same.
template <class Check>
void check_each_wiring(Gradient gradient, Check&& check) {
  for (std::size_t layers = 2; layers <= kMostLayers; ++layers)
    for (const Wiring& wiring : enumerate_wirings(layers)) {
      SCOPED_TRACE(fmt::format("{} of {} layers, {}", wiring_text(wiring), layers, to_name(gradient)));
      check(wiring, gradient);
      if (testing::Test::HasFailure()) return;
    }
}

void check_block_gradients(const Wiring& wiring, Gradient gradient) {
  const auto reached = gradient_reach(wiring, gradient);
  const auto gradients = block_gradients(wiring, gradient);
  for (std::size_t k = 1; k <= wiring.layers(); ++k) {
    double largest = 0;
    for (const double g : gradients[k - 1]) largest = std::max(largest, std::abs(g));
    EXPECT_EQ(largest > kLeast, reached[k - 1]) << "layer " << k << ": " << largest;
    EXPECT_EQ(largest != 0, reached[k - 1]) << "layer " << k << ": " << largest;
  }
}

// Of a layer that is reached, angles are tried until one has a derivative; of one that is not, all are.
void check_slopes(const Wiring& wiring, Gradient gradient, Quanvolutions& layers) {
  const auto reached = gradient_reach(wiring, gradient);
  const auto gradients = block_gradients(wiring, gradient);
  PlainForward plain(wiring, layers);
  for (std::size_t k = 1; k <= wiring.layers(); ++k) {
    bool found = false;
    for (std::size_t angle = 0; angle < gradients[k - 1].size() && !found; ++angle) {
      const double slope = plain.slope(k, angle, gradient);
      EXPECT_NEAR(slope, gradients[k - 1][angle], test::kDifference) << "layer " << k << ", angle " << angle;
      EXPECT_TRUE(reached[k - 1] || slope == 0) << "layer " << k << ", angle " << angle << ": " << slope;
      found = std::abs(slope) > kLeast;
    }
    EXPECT_EQ(found, reached[k - 1]) << "layer " << k;
  }
}

void check_slopes_of_each_wiring(Gradient gradient) {
  Quanvolutions layers = make_layers(kMostLayers, Gradient::detached);  // forward alone is asked of them
  check_each_wiring(gradient, [&](const Wiring& wiring, Gradient mode) { check_slopes(wiring, mode, layers); });
}

TEST(GradientReach, DetachedIsWhereTheBlockHasGradients) {
  check_each_wiring(Gradient::detached, check_block_gradients);
}
TEST(GradientReach, ExactIsWhereTheBlockHasGradients) { check_each_wiring(Gradient::exact, check_block_gradients); }

TEST(GradientReach, DetachedIsWhereDifferencesAreWithInputsHeld) { check_slopes_of_each_wiring(Gradient::detached); }
TEST(GradientReach, ExactIsWhereDifferencesAre) { check_slopes_of_each_wiring(Gradient::exact); }

}  // namespace
}  // namespace quanvas::hybrid
