// Encodings against their formulas.
#include "hybrid/encoding.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <complex>
#include <numbers>

#include <gtest/gtest.h>

#include "base/error.hpp"
#include "hybrid/circuit_layer.hpp"
#include "hybrid/slot_layer.hpp"
#include "nn/sequential.hpp"
#include "support/circuit_checks.hpp"
#include "support/dense_simulator.hpp"
#include "support/layer_check.hpp"
#include "support/tolerances.hpp"

namespace quanvas::hybrid {
namespace {

std::vector<double> slots_of(const Encoding& encoding, const std::vector<double>& features) {
  nn::Tensor<double> input(nn::Shape{1, features.size()});
  std::ranges::copy(features, input.item(0).begin());
  SlotLayer<double> layer(encoding);
  const auto& output = layer.forward(input);
  return {output.item(0).begin(), output.item(0).end()};
}

test::Vector state_of(const Encoding& encoding, const std::vector<double>& features) {
  return test::final_state(compose(encoding.wires, encoding, {}), slots_of(encoding, features), {});
}

TEST(Encoding, AngleRotatesEachWire) {
  const test::Vector state = state_of(angle_encoding(2, sim::gate("ry"), 2), {0.3, -0.7});
  const double expected[] = {std::cos(0.3) * std::cos(-0.7), std::cos(0.3) * std::sin(-0.7),
                             std::sin(0.3) * std::cos(-0.7), std::sin(0.3) * std::sin(-0.7)};
  for (int p = 0; p < 4; ++p) EXPECT_NEAR(std::abs(state(p) - expected[p]), 0, test::kExact);
  EXPECT_THROW(angle_encoding(2, sim::gate("h")), Error);
}

TEST(Encoding, BasisIsTheStateOfTheBits) {
  const test::Vector state = state_of(basis_encoding(3), {0.9, 0.1, 0.51});
  EXPECT_NEAR(std::abs(state(0b101)), 1, test::kExact);
}

// One repetition from the uniform superposition: basis state p gets the phase 2 sum of x_i p_i, plus 2 (pi - x_i)(pi -
// x_j) for each pair of different bits.
TEST(Encoding, ZzFeatureMapGivesThePhasesOfItsFormula) {
  const std::vector<double> x{0.4, 1.3, -0.6};
  const test::Vector state = state_of(zz_feature_map(3, 1), x);
  const double pi = std::numbers::pi;
  for (int p = 0; p < 8; ++p) {
    double phase = 0;
    for (std::size_t i = 0; i < 3; ++i) {
      const int bit = p >> (2 - i) & 1;
      phase += 2 * x[i] * bit;
      for (std::size_t j = i + 1; j < 3; ++j)
        if (bit != (p >> (2 - j) & 1)) phase += 2 * (pi - x[i]) * (pi - x[j]);
    }
    const std::complex<double> relative = state(p) / state(0);
    EXPECT_NEAR(std::abs(relative - std::polar(1.0, phase)), 0, test::kExact);
  }
}

// Qiskit's ZZFeatureMap(2) has two repetitions; qubit 0 is the least significant bit. By hand: a repetition is a
// Hadamard on both qubits and a phase 2 (x_0 q_0 + x_1 q_1) + 2 (pi - x_0)(pi - x_1) [q_0 != q_1] of each basis state.
TEST(Encoding, ZzFeatureMapOfTwoWiresIsQiskits) {
  const double x0 = 0.4, x1 = 1.3, pi = std::numbers::pi;
  std::complex<double> amplitude[2][2] = {{1, 0}, {0, 0}};  // [qubit 1][qubit 0]
  for (int repetition = 0; repetition < 2; ++repetition) {
    std::complex<double> next[2][2];
    for (int q1 = 0; q1 < 2; ++q1)
      for (int q0 = 0; q0 < 2; ++q0) {
        std::complex<double> sum = 0;
        for (int p1 = 0; p1 < 2; ++p1)
          for (int p0 = 0; p0 < 2; ++p0) sum += ((p1 & q1) ^ (p0 & q0) ? -0.5 : 0.5) * amplitude[p1][p0];
        next[q1][q0] = sum * std::polar(1.0, 2 * (x0 * q0 + x1 * q1) + (q0 != q1 ? 2 * (pi - x0) * (pi - x1) : 0));
      }
    std::copy(&next[0][0], &next[0][0] + 4, &amplitude[0][0]);
  }
  const test::Vector state = state_of(zz_feature_map(2, 2), {x0, x1});
  const std::complex<double> phase = state(0) / amplitude[0][0];
  EXPECT_NEAR(std::abs(phase), 1, test::kPrinted);
  for (int q1 = 0; q1 < 2; ++q1)
    for (int q0 = 0; q0 < 2; ++q0)
      EXPECT_NEAR(std::abs(state(2 * q0 + q1) - phase * amplitude[q1][q0]), 0, test::kPrinted);
}

TEST(Encoding, DenseAnglePutsTwoFeaturesOnAWire) {
  const std::vector<double> x{0.3, -0.7, 1.1};
  const Encoding encoding = dense_angle_encoding(3, 2);
  ASSERT_EQ(encoding.wires, 2u);
  const test::Vector state = state_of(encoding, x);
  for (int p = 0; p < 4; ++p) {
    const int first = p >> 1, second = p & 1;
    const std::complex<double> on_first = (first ? std::sin(0.3) : std::cos(0.3)) * std::polar(1.0, first ? -0.7 : 0.7);
    EXPECT_NEAR(std::abs(state(p) - on_first * (second ? std::sin(1.1) : std::cos(1.1))), 0, test::kExact);
  }
}

// From the uniform superposition basis state p gets the phase -(sum of x_i s_i + sum of x_i x_j s_i s_j) / 2 with the
// signs s = 1 of bits 0 and -1 of bits 1, over the coupled pairs; the second repetition starts with another H.
TEST(Encoding, IqpGivesThePhasesOfItsFormula) {
  const std::vector<double> x{0.4, 1.3, -0.6};
  for (const Entanglement entanglement : {Entanglement::linear, Entanglement::full, Entanglement::ring}) {
    std::vector<std::complex<double>> expected(8);
    expected[0] = 1;
    for (int repetition = 0; repetition < 2; ++repetition) {
      std::vector<std::complex<double>> next(8);
      for (unsigned p = 0; p < 8; ++p) {
        const auto sign = [&](std::size_t i) { return p >> (2 - i) & 1 ? -1.0 : 1.0; };
        double phase = 0;
        for (std::size_t i = 0; i < 3; ++i) {
          phase -= x[i] * sign(i) / 2;
          for (std::size_t j = i + 1; j < 3; ++j)
            if (j == i + 1 || entanglement != Entanglement::linear) phase -= x[i] * x[j] * sign(i) * sign(j) / 2;
        }
        for (unsigned q = 0; q < 8; ++q)
          next[p] += (std::popcount(p & q) % 2 ? -1.0 : 1.0) / std::sqrt(8.0) * expected[q] * std::polar(1.0, phase);
      }
      expected = next;
    }
    const test::Vector state = state_of(iqp_encoding(3, 2, entanglement), x);
    for (int p = 0; p < 8; ++p)
      EXPECT_NEAR(std::abs(state(p) / state(0) - expected[static_cast<std::size_t>(p)] / expected[0]), 0, test::kExact);
  }
}

// The pair of the first wire and the last takes their slot in either order.
TEST(Encoding, TheRingOfAZzFeatureMapIsAllPairsOfThreeWires) {
  const std::vector<double> x{0.4, 1.3, -0.6};
  const test::Vector ring = state_of(zz_feature_map(3, 2, Entanglement::ring), x);
  const test::Vector full = state_of(zz_feature_map(3, 2, Entanglement::full), x);
  EXPECT_NEAR((ring - full).norm(), 0, test::kExact);
}

TEST(Encoding, AmplitudesAreTheFeaturesDividedByTheirNorm) {
  const Encoding encoding = amplitude_encoding(3);
  ASSERT_EQ(encoding.wires, 2u);
  EXPECT_EQ(slots_of(encoding, {2, -1, 2}), (std::vector<double>{2.0 / 3, -1.0 / 3, 2.0 / 3, 0}));
  EXPECT_EQ(slots_of(encoding, {0, 0, 0}), (std::vector<double>{1, 0, 0, 0}));
  EXPECT_EQ(amplitude_encoding(1).wires, 1u);
  EXPECT_EQ(amplitude_encoding(4).wires, 2u);
  EXPECT_EQ(amplitude_encoding(5).wires, 3u);
}

TEST(Compose, PutsAmplitudesOnAllWiresAndOnce) {
  const Encoding encoding = amplitude_encoding(4);
  EXPECT_EQ(compose(2, encoding, ry_chain(2, 2)).preparation(), sim::Preparation::amplitudes);
  EXPECT_NO_THROW(compose(2, encoding, ry_chain(2, 1), trial::EncodingRepeat::every));
  EXPECT_THROW(compose(2, encoding, ry_chain(2, 2), trial::EncodingRepeat::every), Error);
  EXPECT_THROW(compose(3, encoding, ry_chain(3, 1)), Error);
}

TEST(Encoding, RzStartsWithAHadamard) {
  const test::Vector state = state_of(rz_encoding(1, 2), {0.3});
  EXPECT_NEAR(std::abs(state(1) / state(0) - std::polar(1.0, 0.6)), 0, test::kExact);
}

// An encoding of four features, then an ansatz, as a layer.
std::unique_ptr<nn::Layer<double>> layer_of(const Encoding& encoding) {
  const std::size_t wires = encoding.wires;
  auto circuit = std::make_unique<CircuitLayer<double>>(compose(wires, encoding, real_amplitudes(wires, 1)),
                                                        test::all_z(wires), "circuit");
  initialise_angles<double>(trial::Init::uniform_2pi, RandomStream(3, "circuit"), circuit->weights().value);
  auto layers = std::make_unique<nn::Sequential<double>>(nn::Shape{1, encoding.features});
  layers->add(std::make_unique<SlotLayer<double>>(encoding));
  layers->add(std::move(circuit));
  return layers;
}

TEST(Encoding, EveryRowAgreesWithTheReferenceAndItsDerivatives) {
  for (const EncodingInfo& info : encodings()) {
    SCOPED_TRACE(info.name);
    const Encoding encoding = info.make(4, {.scale = 1.5});
    EXPECT_EQ(encoding.features, 4u);
    EXPECT_EQ(encoding.wires, info.features_per_wire == 0 ? 2 : 4 / info.features_per_wire);
    const auto layer = layer_of(encoding);
    const auto input = test::random_tensor<double>({3, 4}, 5, 0, 1);
    test::check_gradients(*layer, input, nn::InputGradient::wanted);

    const nn::Tensor<double>& output = layer->forward(input);
    const auto& weights = layer->parameters().front()->value;
    for (std::size_t b = 0; b < 3; ++b) {
      const auto features = input.item(b);
      const auto expected = test::expectations(
          compose(encoding.wires, encoding, real_amplitudes(encoding.wires, 1)), test::all_z(encoding.wires),
          slots_of(encoding, {features.begin(), features.end()}), {weights.begin(), weights.end()});
      for (std::size_t o = 0; o < expected.size(); ++o) EXPECT_NEAR(output.item(b)[o], expected[o], test::kExact);
    }
  }
}

// Each feature has an influence; by small changes where the row says that it has a derivative, else only across the
// threshold.
TEST(Encoding, EveryRowHasTheDerivativeThatItSays) {
  for (const EncodingInfo& info : encodings()) {
    SCOPED_TRACE(info.name);
    const Encoding encoding = info.make(2, {});
    for (const std::size_t f : {0, 1}) {
      const auto influence = [&](double by) {
        std::vector<double> features{0.4, 0.3};
        const test::Vector before = state_of(encoding, features);
        features[f] += by;
        return (state_of(encoding, features) - before).norm();
      };
      EXPECT_EQ(influence(0.01) > 1e-3, info.derivative == HasDerivative::yes) << "feature " << f;
      EXPECT_GT(influence(0.3), 0.1) << "feature " << f;
    }
  }
  EXPECT_THROW(encoding_named("z"), Error);
}

bool reads(const EncodingInfo& info, std::string_view option) {
  return std::ranges::find(info.reads, option) != info.reads.end();
}

// An option that a row reads makes a difference, and one that it does not read makes none.
TEST(Encoding, EveryRowReadsTheOptionsThatItSays) {
  const std::vector<double> x{0.4, 0.3, 0.9, 0.7};
  for (const EncodingInfo& info : encodings()) {
    SCOPED_TRACE(info.name);
    const test::Vector before = state_of(info.make(4, {}), x);
    const auto changed = [&](const EncodingOptions& options) {
      return (state_of(info.make(4, options), x) - before).norm() > 1e-3;
    };
    EXPECT_EQ(changed({.scale = 1}), reads(info, "scale"));
    EXPECT_EQ(changed({.threshold = 0.8}), reads(info, "threshold"));
    EXPECT_EQ(changed({.repetitions = 1}), reads(info, "repetitions"));
    EXPECT_EQ(changed({.entanglement = Entanglement::linear}), reads(info, "entanglement"));
  }
}

// What the axis takes encodes two features on two wires, and trains what comes before it. Its names mean what they
// meant in earlier results.
TEST(Encoding, FeatureMapsHaveAWireAFeatureAndADerivative) {
  std::string names;
  for (const EncodingInfo& info : feature_maps()) {
    EXPECT_EQ(info.make(2, {}).wires, 2u);
    EXPECT_EQ(info.derivative, HasDerivative::yes);
    names += std::string(info.name) + " ";
  }
  EXPECT_EQ(names, "zz rx ry rz iqp ");
  const std::vector<double> x{0.4, 1.3};
  const double pi = std::numbers::pi;
  const auto same = [&](std::string_view name, const Encoding& as) {
    EXPECT_NEAR((state_of(encoding_named(name).make(2, {}), x) - state_of(as, x)).norm(), 0, test::kExact);
  };
  same("zz", zz_feature_map(2, 2));
  same("rx", angle_encoding(2, sim::gate("rx"), pi));
  same("ry", angle_encoding(2, sim::gate("ry"), pi));
}

// The gates with their wires: "ry0 cx01".
std::string text_of(const sim::Circuit& circuit) {
  std::string text;
  for (const sim::Operation& operation : circuit.operations()) {
    text += (text.empty() ? "" : " ") + std::string(sim::info(std::get<sim::Gate>(operation.what).id).name);
    for (const Wire wire : operation.wires) text += std::to_string(wire.value);
  }
  return text;
}

TEST(Compose, EncodesOnceOrBeforeEveryLayer) {
  const Encoding rx = angle_encoding(2, sim::gate("rx"));
  EXPECT_EQ(text_of(compose(2, rx, ry_chain(2, 2))), "rx0 rx1 ry0 ry1 cx01 ry0 ry1 cx01");
  EXPECT_EQ(text_of(compose(2, rx, ry_chain(2, 2), trial::EncodingRepeat::every)),
            "rx0 rx1 ry0 ry1 cx01 rx0 rx1 ry0 ry1 cx01");
  EXPECT_EQ(text_of(compose(2, rx, real_amplitudes(2, 2), trial::EncodingRepeat::every)),
            "rx0 rx1 ry0 ry1 cx01 ry0 ry1 rx0 rx1 cx01 ry0 ry1");
  EXPECT_EQ(text_of(compose(2, rx, {}, trial::EncodingRepeat::every)), "rx0 rx1");
  EXPECT_EQ(text_of(compose(3, rx, ry_chain(3, 1))), "rx0 rx1 ry0 ry1 ry2 cx01 cx12");
  EXPECT_THROW(compose(2, rx, ry_chain(3, 1)), Error);
  EXPECT_THROW(compose(2, angle_encoding(3, sim::gate("rx")), ry_chain(2, 1)), Error);
}

TEST(Compose, GivesTheQuanvolutionOfThePaper) {
  for (const trial::EncodingRepeat repeat : {trial::EncodingRepeat::once, trial::EncodingRepeat::every}) {
    const sim::Circuit composed = compose(4, angle_encoding(4, sim::gate("ry")), rx_chain(4, 3), repeat);
    const sim::Circuit paper = quanvolution_circuit(4, 3, repeat);
    ASSERT_EQ(text_of(composed), text_of(paper));
    EXPECT_EQ(composed.weights(), paper.weights());
    for (std::size_t i = 0; i < paper.operations().size(); ++i)
      EXPECT_EQ(std::get<sim::Gate>(composed.operations()[i].what), std::get<sim::Gate>(paper.operations()[i].what));
  }
}

TEST(Encoding, LinearZzFeatureMapLeavesOutDistantPairs) {
  EXPECT_EQ(zz_feature_map(4, 2, Entanglement::full).operations.size(), 2u * (8 + 3 * 6));
  EXPECT_EQ(zz_feature_map(4, 2, Entanglement::linear).operations.size(), 2u * (8 + 3 * 3));
}

}  // namespace
}  // namespace quanvas::hybrid
