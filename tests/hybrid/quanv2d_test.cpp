#include "hybrid/quanv2d.hpp"

#include <cmath>
#include <numbers>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/dense_simulator.hpp"
#include "support/error_of.hpp"
#include "support/layer_cases.hpp"
#include "support/layer_check.hpp"

namespace quanvas::hybrid {
namespace {

using nn::InputGradient;
using testing::HasSubstr;

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

// ---- Against the dense reference ----

// The values of the patch whose first is at (row, column) of the padded maps, zeros outside the maps.
std::vector<double> patch_of(const nn::Tensor<double>& maps, const test::QuanvCase& one, std::size_t b,
                             std::size_t group, std::size_t row, std::size_t column) {
  const PatchGrid& grid = one.options.grid;
  const nn::Shape& shape = maps.shape();
  const bool together = one.options.channels == PatchChannels::together;
  std::vector<double> values;
  for (std::size_t c = together ? 0 : group; c < (together ? shape[1] : group + 1); ++c)
    for (std::size_t i = row; i < row + grid.kernel; ++i)
      for (std::size_t j = column; j < column + grid.kernel; ++j) {
        const bool inside =
            i >= grid.padding && i < grid.padding + shape[2] && j >= grid.padding && j < grid.padding + shape[3];
        values.push_back(inside ? maps.item(b)[(c * shape[2] + i - grid.padding) * shape[3] + j - grid.padding] : 0.0);
      }
  return values;
}

// The formulas of SlotRule, as they are written there.
std::vector<double> slots_of(std::vector<double> x, const Encoding& encoding) {
  const std::size_t n = x.size();
  double square = 0;
  for (const double value : x) square += value * value;
  const auto append_pairs = [&](auto pair) {
    for (std::size_t i = 0; i < n; ++i)
      for (std::size_t j = i + 1; j < n; ++j) x.push_back(pair(x[i], x[j]));
  };
  switch (encoding.rule) {
    case SlotRule::features: break;
    case SlotRule::threshold:
      for (double& value : x) value = value > 0.1 ? 1 : 0;
      break;
    case SlotRule::pairs:
      append_pairs([](double a, double b) { return (std::numbers::pi - a) * (std::numbers::pi - b); });
      break;
    case SlotRule::products: append_pairs([](double a, double b) { return a * b; }); break;
    case SlotRule::amplitudes:
      for (double& value : x) value /= square == 0 ? 1 : std::sqrt(square);
      if (square == 0) x[0] = 1;
      x.resize(encoding.slots);
      break;
  }
  return x;
}

std::vector<double> combined(const std::vector<double>& values, trial::ChannelReduction channel) {
  double sum = 0;
  for (const double value : values) sum += value;
  switch (channel) {
    case trial::ChannelReduction::mean: return {sum / static_cast<double>(values.size())};
    case trial::ChannelReduction::sum: return {sum};
    case trial::ChannelReduction::first: return {values.front()};
    case trial::ChannelReduction::last: return {values.back()};
    case trial::ChannelReduction::all: return values;
  }
  return {};
}

class EveryQuanvolution : public testing::TestWithParam<test::QuanvCase> {};

TEST_P(EveryQuanvolution, AgreesWithTheDenseReference) {
  const test::QuanvCase& one = GetParam();
  const PatchCircuit what = one.circuit();
  const auto layer = test::make_quanv(one);
  const auto maps = test::random_tensor<double>(one.input, 7);
  const nn::Tensor<double>& output = layer->forward(maps);
  ASSERT_EQ(output.shape(), one.output);
  const auto& weights = layer->parameters().front()->value;
  const std::size_t groups = one.options.channels == PatchChannels::together ? 1 : one.input[1];
  const std::size_t children = one.output[1] / groups;
  for (std::size_t b = 0; b < one.input[0]; ++b)
    for (std::size_t group = 0; group < groups; ++group)
      for (std::size_t row = 0; row < one.output[2]; ++row)
        for (std::size_t column = 0; column < one.output[3]; ++column) {
          const auto patch =
              patch_of(maps, one, b, group, row * one.options.grid.stride, column * one.options.grid.stride);
          const auto values = test::expectations(what.circuit, what.observables, slots_of(patch, what.encoding),
                                                 {weights.begin(), weights.end()});
          const auto expected = combined(values, one.options.channel);
          ASSERT_EQ(expected.size(), children);
          for (std::size_t m = 0; m < children; ++m)
            EXPECT_NEAR(output.item(b)[((group * children + m) * one.output[2] + row) * one.output[3] + column],
                        expected[m], test::kExact);
        }
}

INSTANTIATE_TEST_SUITE_P(Quanvolutions, EveryQuanvolution, testing::ValuesIn(test::quanv_cases()), [](const auto& one) {
  std::string name = one.param.name;
  std::erase_if(name, [](char c) { return !std::isalnum(static_cast<unsigned char>(c)); });
  return name;
});

// Nothing can pass a threshold, so that identical patches share circuits where gradients are wanted too.
TEST(Quanv2d, OfBitsPassesTheGradientZero) {
  const auto encoding = basis_encoding(4);
  Quanv2d<double> layer({.through = InputGradient::wanted},
                        {compose(4, encoding, rx_chain(4, 1)), encoding, sim::parse_observables("Z", 4)});
  const auto maps = test::random_tensor<double>({2, 1, 4, 4}, 1);
  const auto upstream = test::random_tensor<double>(layer.forward(maps).shape(), 2);
  for (const double value : layer.backward(maps, upstream, InputGradient::wanted).values()) EXPECT_EQ(value, 0.0);
}

// ---- What does not fit ----

std::string refusal(const Quanv2dOptions& options, const PatchCircuit& circuit, const nn::Shape& maps) {
  return test::error_of([&] { Quanv2d<double>(options, circuit).output_shape(maps); });
}

TEST(Quanv2d, RefusesMapsSmallerThanAPatch) {
  const sim::Circuit circuit = quanvolution_circuit(4, 1, trial::EncodingRepeat::every);
  EXPECT_THAT(refusal({}, circuit, {1, 1, 1, 4}), HasSubstr("maps [1, 1, 1, 4] are smaller than a patch of 2x2"));
  EXPECT_THAT(refusal({}, circuit, {1, 16}), HasSubstr("takes maps [batch, channels, height, width], not [1, 16]"));
  EXPECT_EQ(refusal({.grid = {.padding = 1}}, circuit, {1, 1, 1, 4}), "no error");
  const sim::Circuit of_nine = quanvolution_circuit(9, 1, trial::EncodingRepeat::every);
  EXPECT_THAT(refusal({.grid = {.kernel = 3, .padding = 1}}, of_nine, {1, 1, 0, 4}), HasSubstr("a padding of 1"));
}

TEST(Quanv2d, RefusesACircuitThatDoesNotFitThePatch) {
  const sim::Circuit of_three = quanvolution_circuit(3, 1, trial::EncodingRepeat::every);
  const sim::Circuit of_four = quanvolution_circuit(4, 1, trial::EncodingRepeat::every);
  EXPECT_THAT(refusal({}, of_three, {1, 1, 4, 4}), HasSubstr("2x2 hold 4 values, not the 3 features"));
  EXPECT_THAT(refusal({.channels = PatchChannels::together}, of_three, {1, 1, 4, 4}),
              HasSubstr("4 values of each channel, not the 3 features"));
  EXPECT_THAT(refusal({.channels = PatchChannels::together}, of_four, {1, 3, 4, 4}),
              HasSubstr("maps [1, 3, 4, 4], their channels together, hold 12 values; the circuit encodes 4 features"));
  EXPECT_THAT(refusal({}, {of_four, zz_feature_map(4, 1), {sim::z(Wire(0))}}, {1, 1, 4, 4}),
              HasSubstr("makes 10 inputs of 4 features; the circuit has 4"));
  EXPECT_THAT(refusal({}, {of_four, plain_features(4), {}}, {1, 1, 4, 4}), HasSubstr("measures nothing"));
  EXPECT_THAT(refusal({.grid = {.stride = 0}}, of_four, {1, 1, 4, 4}), HasSubstr("stride 0"));
}

}  // namespace
}  // namespace quanvas::hybrid
