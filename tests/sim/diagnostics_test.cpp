// Against closed forms.
#include "sim/diagnostics.hpp"

#include <cmath>
#include <numbers>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/random.hpp"
#include "support/error_of.hpp"
#include "support/tolerances.hpp"

namespace quanvas::sim {
namespace {

Wire wire(std::size_t w) { return Wire(static_cast<std::uint32_t>(w)); }
Angle weight(std::size_t w) { return Angle::weight(Slot(static_cast<std::uint32_t>(w))); }

// RY by a weight of its own on each wire.
Circuit rotations(std::size_t wires) {
  Circuit circuit(wires, 0, wires);
  for (std::size_t w = 0; w < wires; ++w) circuit.add(gate("ry"), {wire(w)}, {weight(w)});
  return circuit;
}

Circuit ghz(std::size_t wires) {
  Circuit circuit(wires, 0, 0);
  circuit.add(gate("h"), {wire(0)});
  for (std::size_t w = 1; w < wires; ++w) circuit.add(gate("cx"), {wire(w - 1), wire(w)});
  return circuit;
}

TEST(MeyerWallach, IsZeroForProductsAndOneForGhz) {
  EXPECT_NEAR(meyer_wallach(State(rotations(3), {}, {0.3, 1.2, -2.1})), 0, test::kExact);
  for (const std::size_t wires : {2u, 3u, 5u}) EXPECT_NEAR(meyer_wallach(State(ghz(wires), {}, {})), 1, test::kExact);
}

// GHZ on three wires of four; each of these has the purity 1/2, the fourth is pure: 2 (1 - (3/2 + 1) / 4).
TEST(MeyerWallach, IsAMeanOverTheWires) {
  Circuit circuit(4, 0, 0);
  circuit.add(gate("h"), {wire(0)});
  for (const std::size_t w : {1u, 2u}) circuit.add(gate("cx"), {wire(0), wire(w)});
  EXPECT_NEAR(meyer_wallach(State(circuit, {}, {})), 0.75, test::kExact);
}

// cos(a/2) |00> + sin(a/2) |11> has the measure sin^2 a.
TEST(MeyerWallach, OfTwoWiresIsTheirTangle) {
  Circuit circuit(2, 0, 1);
  circuit.add(gate("ry"), {wire(0)}, {weight(0)});
  circuit.add(gate("cx"), {wire(0), wire(1)});
  for (const double a : {0.0, 0.4, 1.1, 2.9})
    EXPECT_NEAR(meyer_wallach(State(circuit, {}, {a})), std::pow(std::sin(a), 2), test::kExact);
}

// arXiv 1905.10876, Sec. III.B: all fidelities are 1, the divergence (2^n - 1) log(bins).
TEST(Expressibility, OfAnIdleCircuitIsThePapers) {
  const std::vector<double> ones(100, 1.0);
  for (const std::size_t dimensions : {2u, 4u, 16u, 1024u})
    EXPECT_NEAR(expressibility(ones, dimensions, 75), static_cast<double>(dimensions - 1) * std::log(75),
                1e-9 * static_cast<double>(dimensions));
}

// Haar fidelities by their inverse distribution function, equally spaced: 1 - u^(1 / (N - 1)).
TEST(Expressibility, OfHaarRandomStatesVanishes) {
  for (const std::size_t dimensions : {2u, 4u, 8u}) {
    std::vector<double> fidelities;
    for (int i = 0; i < 100000; ++i)
      fidelities.push_back(1 - std::pow((i + 0.5) / 100000, 1.0 / static_cast<double>(dimensions - 1)));
    EXPECT_NEAR(expressibility(fidelities, dimensions, 75), 0, 1e-3) << dimensions;
  }
}

// H and RZ on one wire: the fidelity F is cos^2 of half a uniform angle, at most f with probability 2/pi asin(sqrt f);
// the divergence from the uniform one is log(4 / pi) between densities, and a little less between histograms.
TEST(Diagnose, OneRotationHasTheArcsineLaw) {
  Circuit circuit(1, 0, 1);
  circuit.add(gate("h"), {wire(0)});
  circuit.add(gate("rz"), {wire(0)}, {weight(0)});
  const Diagnosis found = diagnose(circuit, z(wire(0)), {.samples = 20000});
  const auto at_most = [](double f) { return 2 / std::numbers::pi * std::asin(std::sqrt(f)); };
  double expected = 0;
  for (int bin = 0; bin < 75; ++bin) {
    const double share = at_most((bin + 1) / 75.0) - at_most(bin / 75.0);
    expected += share * std::log(share * 75);
  }
  EXPECT_LT(expected, std::log(4 / std::numbers::pi));
  EXPECT_NEAR(found.expressibility, expected, 0.01);
  EXPECT_NEAR(found.entangling_capability, 0, test::kExact);
  EXPECT_NEAR(found.gradient_variance, 0, test::kExact);
}

// <Z...Z> is the product of the cosines: each derivative has the mean 0 and the variance 2^-n.
TEST(Diagnose, GradientsOfAProductVanishExponentially) {
  for (const std::size_t wires : {1u, 2u, 4u}) {
    std::vector<Wire> all;
    for (std::size_t w = 0; w < wires; ++w) all.push_back(wire(w));
    const Diagnosis found = diagnose(rotations(wires), z(all), {.samples = 4000, .seed = 1});
    const double expected = std::pow(0.5, static_cast<double>(wires));
    EXPECT_EQ(found.variances.size(), wires);
    EXPECT_NEAR(found.gradient_variance, expected, 0.1 * expected) << wires;
    EXPECT_NEAR(found.gradient_mean, 0, 0.05) << wires;
  }
}

// Angles on average entangle by the mean of sin^2, 1/2. Inputs are sampled where there are no weights.
TEST(Diagnose, SamplesInputsWhereThereAreNoWeights) {
  Circuit circuit(2, 1, 0);
  circuit.add(gate("ry"), {wire(0)}, {Angle::input(Slot(0))});
  circuit.add(gate("cx"), {wire(0), wire(1)});
  const Diagnosis found = diagnose(circuit, z(wire(0)), {.samples = 4000});
  EXPECT_NEAR(found.entangling_capability, 0.5, 0.02);
  EXPECT_NEAR(found.gradient_variance, 0.5, 0.05);
}

TEST(Diagnose, RefusesWhatHasNothingToSample) {
  EXPECT_THAT(test::error_of([] { diagnose(ghz(2), z(wire(0))); }), testing::HasSubstr("nothing to sample"));
  EXPECT_THAT(test::error_of([] { diagnose(rotations(1), z(wire(0)), {.samples = 1}); }),
              testing::HasSubstr("at least 2 samples"));
}

}  // namespace
}  // namespace quanvas::sim
