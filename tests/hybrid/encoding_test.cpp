// Encodings against their formulas.
#include "hybrid/encoding.hpp"

#include <cmath>
#include <complex>
#include <numbers>

#include <gtest/gtest.h>

#include "base/error.hpp"
#include "hybrid/slot_layer.hpp"
#include "support/dense_simulator.hpp"
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

test::Vector state_of(const Encoding& encoding, std::size_t wires, const std::vector<double>& features) {
  return test::final_state(compose(wires, encoding, {}), slots_of(encoding, features), {});
}

TEST(Encoding, AngleTurnsEachWire) {
  const test::Vector state = state_of(angle_encoding(2, sim::gate("ry"), 2), 2, {0.3, -0.7});
  const double expected[] = {std::cos(0.3) * std::cos(-0.7), std::cos(0.3) * std::sin(-0.7),
                             std::sin(0.3) * std::cos(-0.7), std::sin(0.3) * std::sin(-0.7)};
  for (int p = 0; p < 4; ++p) EXPECT_NEAR(std::abs(state(p) - expected[p]), 0, test::kExact);
  EXPECT_THROW(angle_encoding(2, sim::gate("h")), Error);
}

TEST(Encoding, BasisIsTheStateOfTheBits) {
  const test::Vector state = state_of(basis_encoding(3), 3, {0.9, 0.1, 0.51});
  EXPECT_NEAR(std::abs(state(0b101)), 1, test::kExact);
}

// One repetition from the uniform superposition: basis state p gets the phase 2 sum of x_i p_i, plus 2 (pi - x_i)(pi -
// x_j) for each pair of different bits.
TEST(Encoding, ZzFeatureMapGivesThePhasesOfItsFormula) {
  const std::vector<double> x{0.4, 1.3, -0.6};
  const test::Vector state = state_of(zz_feature_map(3, 1), 3, x);
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
  const test::Vector state = state_of(zz_feature_map(2, 2), 2, {x0, x1});
  const std::complex<double> phase = state(0) / amplitude[0][0];
  EXPECT_NEAR(std::abs(phase), 1, test::kPrinted);
  for (int q1 = 0; q1 < 2; ++q1)
    for (int q0 = 0; q0 < 2; ++q0)
      EXPECT_NEAR(std::abs(state(2 * q0 + q1) - phase * amplitude[q1][q0]), 0, test::kPrinted);
}

// The features of a trial's encoding have a derivative: a training passes gradients through it.
TEST(Encoding, EveryRowEncodesTwoFeaturesWithADerivative) {
  for (const EncodingInfo& info : encodings()) {
    SCOPED_TRACE(info.name);
    const Encoding encoding = info.make(2);
    EXPECT_EQ(encoding.features, 2u);
    for (const std::size_t f : {0, 1}) {
      std::vector<double> features{0.4, 0.7};
      const test::Vector before = state_of(encoding, 2, features);
      features[f] += 0.01;
      EXPECT_GT((state_of(encoding, 2, features) - before).norm(), 1e-3) << "feature " << f;
    }
    EXPECT_NE(encoding.rule, SlotRule::threshold);
  }
  EXPECT_EQ(encoding_named("zz").make(2).operations.size(), zz_feature_map(2, 2).operations.size());
  EXPECT_THROW(encoding_named("z"), Error);
}

TEST(Encoding, LinearZzFeatureMapLeavesOutDistantPairs) {
  EXPECT_EQ(zz_feature_map(4, 2, Entanglement::full).operations.size(), 2u * (8 + 3 * 6));
  EXPECT_EQ(zz_feature_map(4, 2, Entanglement::linear).operations.size(), 2u * (8 + 3 * 3));
}

}  // namespace
}  // namespace quanvas::hybrid
