// Sampling: the samples' distribution, how estimates converge and what their standard errors are worth. All seeds are
// fixed.
#include "sim/shots.hpp"

#include <cmath>
#include <limits>
#include <numeric>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "sim/gradients.hpp"
#include "support/batch_memory.hpp"
#include "support/dense_simulator.hpp"
#include "support/error_of.hpp"
#include "support/random_circuit.hpp"
#include "support/tolerances.hpp"

namespace quanvas::sim {
namespace {

const std::vector<double> kInputs{0.4, -1.1, 2.5};
const std::vector<double> kWeights{0.3, 1.9, -0.8, 2.2};

double chi_square(const std::vector<double>& probabilities, const std::vector<std::uint64_t>& counts,
                  std::size_t shots) {
  double sum = 0;
  for (std::size_t p = 0; p < counts.size(); ++p) {
    const double expected = probabilities[p] * static_cast<double>(shots);
    sum += (static_cast<double>(counts[p]) - expected) * (static_cast<double>(counts[p]) - expected) / expected;
  }
  return sum;
}

// RX, RY and RZ of generic angles, entangled.
Circuit generic_circuit(std::size_t wires) {
  Circuit circuit(wires, 0, 0);
  for (std::uint32_t w = 0; w < wires; ++w) {
    circuit.add(gate("rx"), {Wire(w)}, {Angle::constant(0.9 + 0.35 * w)});
    circuit.add(gate("rz"), {Wire(w)}, {Angle::constant(0.5 - 0.2 * w)});
  }
  for (std::uint32_t w = 0; w + 1 < wires; ++w) circuit.add(gate("cx"), {Wire(w), Wire(w + 1)});
  for (std::uint32_t w = 0; w < wires; ++w) circuit.add(gate("ry"), {Wire(w)}, {Angle::constant(1.1 + 0.2 * w)});
  return circuit;
}

TEST(Shots, ProbabilitiesAreThoseOfTheDenseReference) {
  for (std::uint32_t seed = 0; seed < 10; ++seed) {
    RandomStream stream(seed, "probabilities");
    const Circuit circuit = test::random_circuit(stream, {.wires = 3, .operations = 20, .channels = seed % 2 == 0});
    const test::Vector state = circuit.noisy() ? test::Vector() : test::final_state(circuit, kInputs, kWeights);
    const test::Matrix rho =
        circuit.noisy() ? test::final_density(circuit, kInputs, kWeights) : test::Matrix(state * state.adjoint());
    const std::vector<double> values = probabilities(circuit, kInputs, kWeights);
    ASSERT_EQ(values.size(), 8u);
    for (std::size_t p = 0; p < 8; ++p) {
      const auto i = static_cast<Eigen::Index>(p);
      EXPECT_NEAR(values[p], rho(i, i).real(), test::kExact);
      EXPECT_GE(values[p], 0);
    }
  }
}

// Critical values of chi square at 1e-4: 29.878 for 7 degrees of freedom (8 states), 44.263 for 15 (16 states).
TEST(Shots, SamplesFollowTheDistribution) {
  for (std::uint64_t seed = 0; seed < 5; ++seed)
    for (const std::size_t wires : {3u, 4u}) {
      const std::vector<double> exact = probabilities(generic_circuit(wires), {}, {});
      ASSERT_GT(*std::ranges::min_element(exact), 1e-3);
      const std::vector<std::uint64_t> counts = sample_counts(exact, 50000, RandomStream(seed, "samples"));
      EXPECT_LT(chi_square(exact, counts, 50000), wires == 3 ? 29.878 : 44.263);
      EXPECT_EQ(std::reduce(counts.begin(), counts.end()), 50000u);
    }
}

TEST(Shots, AWrongDistributionIsSeen) {
  std::vector<double> exact = probabilities(generic_circuit(3), {}, {});
  const std::vector<std::uint64_t> counts = sample_counts(exact, 50000, RandomStream(1, "samples"));
  std::swap(*std::ranges::max_element(exact), *std::ranges::min_element(exact));
  EXPECT_GT(chi_square(exact, counts, 50000), 29.878);
}

TEST(Shots, ImpossibleStatesAreNeverDrawn) {
  const std::vector<double> probabilities{0, 0.3, 0, 0, 0.7, 0};
  const std::vector<std::uint64_t> counts = sample_counts(probabilities, 100000, RandomStream(2, "samples"));
  for (const std::size_t p : {0u, 2u, 3u, 5u}) EXPECT_EQ(counts[p], 0u);
  EXPECT_EQ(counts[1] + counts[4], 100000u);
  EXPECT_NEAR(static_cast<double>(counts[1]), 30000, 5 * std::sqrt(100000 * 0.3 * 0.7));
}

TEST(Shots, ProbabilitiesMayMissOneByRounding) {
  const std::vector<double> low{0.5 - 1e-9, 0.5 - 1e-9, 0};
  const std::vector<std::uint64_t> counts = sample_counts(low, 1000, RandomStream(3, "samples"));
  EXPECT_EQ(counts[0] + counts[1], 1000u);
  EXPECT_EQ(sample_counts(low, 0, RandomStream(3, "samples")), std::vector<std::uint64_t>(3));
}

TEST(Shots, TheSameSeedGivesTheSameSamples) {
  const Circuit circuit = generic_circuit(3);
  const std::vector<Observable> observables{z(Wire(0)), parse_observable("X0 Y1 - 0.5 Z2", 3)};
  const auto values = [&](std::uint64_t seed, std::uint32_t replicate) {
    return estimate(circuit, observables, {}, {}, {.shots = 1000, .seed = seed, .replicate = replicate}).values;
  };
  EXPECT_EQ(values(1, 0), values(1, 0));
  EXPECT_NE(values(1, 0), values(1, 1));
  EXPECT_NE(values(1, 0), values(2, 0));
}

constexpr const char* kSum = "0.7 Z0 Z1 - 1.3 X2 + 0.4 Y0 X1 + 0.2";

// The root of the mean squared error should fall with the root of the shots: by a slope of -1/2 in logarithms. 150
// replicates know each root to 6 %, so the slope over two decades to 0.018; the band is five times that.
TEST(Shots, ErrorsFallWithTheRootOfTheShots) {
  const Circuit circuit = generic_circuit(3);
  const std::vector<Observable> observables{parse_observable(kSum, 3)};
  const double exact = expectations(circuit, observables, {}, {})[0];
  const auto root_mean_square = [&](std::size_t shots) {
    double sum = 0;
    for (std::uint32_t replicate = 0; replicate < 150; ++replicate) {
      const double value =
          estimate(circuit, observables, {}, {}, {.shots = shots, .seed = 5, .replicate = replicate}).values[0];
      sum += (value - exact) * (value - exact) / 150;
    }
    return std::sqrt(sum);
  };
  const double slope = std::log10(root_mean_square(10000) / root_mean_square(100)) / 2;
  EXPECT_GT(slope, -0.59);
  EXPECT_LT(slope, -0.41);
}

// 68.3 % within one and 95.4 % within two standard errors, four binomial standard deviations of 200 replicates around.
TEST(Shots, StandardErrorsAreCalibrated) {
  const Circuit circuit = generic_circuit(3);
  const std::vector<Observable> observables{parse_observable(kSum, 3), parse_observable("Z0", 3),
                                            parse_observable("X0 X1 + Z0 Z1", 3)};
  const std::vector<double> exact = expectations(circuit, observables, {}, {});
  std::vector<int> within_one(3);
  std::vector<int> within_two(3);
  std::vector<double> sum(3);
  for (std::uint32_t replicate = 0; replicate < 200; ++replicate) {
    const Estimate result = estimate(circuit, observables, {}, {}, {.shots = 1000, .seed = 7, .replicate = replicate});
    for (std::size_t o = 0; o < 3; ++o) {
      const double sigmas = (result.values[o] - exact[o]) / result.standard_errors[o];
      within_one[o] += std::abs(sigmas) < 1;
      within_two[o] += std::abs(sigmas) < 2;
      sum[o] += sigmas;
    }
  }
  for (std::size_t o = 0; o < 3; ++o) {
    EXPECT_NEAR(within_one[o] / 200.0, 0.683, 4 * std::sqrt(0.683 * 0.317 / 200));
    EXPECT_NEAR(within_two[o] / 200.0, 0.954, 4 * std::sqrt(0.954 * 0.046 / 200));
    EXPECT_LT(std::abs(sum[o]) / 200, 4 / std::sqrt(200.0));
  }
}

TEST(Shots, CertainResultsHaveNoError) {
  Circuit circuit(2, 0, 0);
  circuit.add(gate("h"), {Wire(0)});
  circuit.add(gate("cx"), {Wire(0), Wire(1)});
  std::vector<Observable> observables;
  for (const char* text : {"Z0 Z1", "X0 X1", "Y0 Y1", "2.5", "Z0"}) observables.push_back(parse_observable(text, 2));
  const Estimate result = estimate(circuit, observables, {}, {}, {.shots = 500});
  const double expected[] = {1, 1, -1, 2.5};
  for (std::size_t o = 0; o < 4; ++o) {
    EXPECT_NEAR(result.values[o], expected[o], test::kExact);
    EXPECT_NEAR(result.standard_errors[o], 0, 1e-7);
  }
  EXPECT_GT(result.standard_errors[4], 0.04);
}

TEST(Shots, TermsOfOneBasisShareTheirShots) {
  const Circuit circuit = generic_circuit(2);
  const std::vector<Observable> observables{parse_observable("Z0", 2), parse_observable("Z1", 2),
                                            parse_observable("Z0 + Z1", 2)};
  const Estimate result = estimate(circuit, observables, {}, {}, {.shots = 100, .seed = 3});
  EXPECT_NEAR(result.values[0] + result.values[1], result.values[2], test::kExact);
}

// Diagonal terms are estimated from what is counted, whatever else is asked for first.
TEST(Shots, TheComputationalBasisIsSampledOnce) {
  const std::vector<Observable> observables{parse_observable("X0", 2), parse_observable("Z1", 2),
                                            parse_observable("Z0 Z1 + 0.5 Y1", 2)};
  const auto [estimate, samples] = sample(generic_circuit(2), observables, {}, {}, {.shots = 100, .seed = 3});
  ASSERT_EQ(samples.size(), 2u);
  EXPECT_EQ(samples[0].bases, "ZZ");
  EXPECT_EQ(samples[0].observables, (std::vector<std::size_t>{1, 2}));
  EXPECT_EQ(samples[1].bases, "XY");
  EXPECT_EQ(samples[1].observables, (std::vector<std::size_t>{0, 2}));
  double z1 = 0;
  for (const Count& count : samples[0].counts)
    z1 += (count.state & 1 ? -0.01 : 0.01) * static_cast<double>(count.times);
  EXPECT_NEAR(estimate.values[1], z1, test::kExact);
  // Without diagonal terms it is sampled all the same, for what is counted.
  EXPECT_EQ(sample(generic_circuit(2), {observables[0]}, {}, {}, {.shots = 9}).samples.size(), 2u);
}

TEST(Shots, OneShotIsAnEigenvalue) {
  const Estimate result = estimate(generic_circuit(2), {z(Wire(0))}, {}, {}, {.shots = 1, .seed = 3});
  EXPECT_EQ(std::abs(result.values[0]), 1);
}

class RandomEstimates : public testing::TestWithParam<std::uint32_t> {};
INSTANTIATE_TEST_SUITE_P(Seeds, RandomEstimates, testing::Range(0u, 20u));

TEST_P(RandomEstimates, AgreeWithTheDenseReference) {
  RandomStream stream(GetParam(), "estimates");
  const Circuit circuit = test::random_circuit(stream, {.wires = 3, .operations = 15});
  std::vector<Observable> observables;
  for (int o = 0; o < 3; ++o) observables.push_back(test::random_observable(stream, 3));
  const Estimate result = estimate(circuit, observables, kInputs, kWeights, {.shots = 20000, .seed = GetParam()});
  const std::vector<double> expected = test::expectations(circuit, observables, kInputs, kWeights);
  for (std::size_t o = 0; o < 3; ++o) EXPECT_NEAR(result.values[o], expected[o], 5 * result.standard_errors[o] + 1e-6);
}

// Read as 1 with p01 where the wire's result is 0, as 0 with p10 where it is 1, whatever the basis: so for one wire
// <read> = (1 - p01 - p10) <P> + p10 - p01, and for both the product of two such factors.
TEST(Shots, ReadoutErrorsComeAfterTheRotationIntoTheBasis) {
  constexpr double k01 = 0.08;
  constexpr double k10 = 0.21;
  Circuit circuit = generic_circuit(2);
  const Circuit clean = circuit;
  for (std::uint32_t w = 0; w < 2; ++w) circuit.add(make_noise_channel("readout_error", {k01, k10}), {Wire(w)});
  for (const char letter : {'X', 'Y', 'Z'}) {
    const std::string l(1, letter);
    std::vector<Observable> observables;
    for (const std::string& text : {l + "0", l + "1", l + "0 " + l + "1"})
      observables.push_back(parse_observable(text, 2));
    const std::vector<double> exact = test::expectations(clean, observables, {}, {});
    const Estimate result = estimate(circuit, observables, {}, {}, {.shots = 200000, .seed = 11});
    const double shrink = 1 - k01 - k10;
    const double shift = k10 - k01;
    const double expected[] = {shrink * exact[0] + shift, shrink * exact[1] + shift,
                               shrink * shrink * exact[2] + shrink * shift * (exact[0] + exact[1]) + shift * shift};
    for (std::size_t o = 0; o < 3; ++o)
      EXPECT_NEAR(result.values[o], expected[o], 5 * result.standard_errors[o]) << letter;
  }
}

// A readout error of a wire that has gates no more belongs to the measurement too, whatever the other wires still do.
TEST(Shots, ReadoutErrorsMayStandBeforeGatesOfOtherWires) {
  Circuit circuit(2, 0, 0);
  circuit.add(gate("h"), {Wire(0)});
  circuit.add(make_noise_channel("readout_error", {0.1, 0.1}), {Wire(0)});
  circuit.add(gate("x"), {Wire(1)});
  const Estimate result = estimate(circuit, {parse_observable("X0", 2)}, {}, {}, {.shots = 100000});
  EXPECT_NEAR(result.values[0], 0.8, 5 * result.standard_errors[0]);
}

TEST(Shots, RefuseWhatIsNoDistribution) {
  const auto error = [](std::vector<double> probabilities) {
    return test::error_of([&] { sample_counts(probabilities, 10, RandomStream(1, "shots")); });
  };
  EXPECT_THAT(error({}), testing::HasSubstr("sum up to 0"));
  EXPECT_THAT(error({0, 0}), testing::HasSubstr("sum up to 0"));
  EXPECT_THAT(error({1, std::numeric_limits<double>::quiet_NaN()}),
              testing::HasSubstr("probability nan of basis state 1"));
  EXPECT_THAT(error({1.5, -0.5}), testing::HasSubstr("probability -0.5 of basis state 1"));
  EXPECT_THAT(error({1, std::numeric_limits<double>::infinity()}), testing::HasSubstr("sum up to inf"));
  EXPECT_EQ(error({1.0000001, -1e-9}), "no error");
  RandomStream stream(1, "shots");
  std::vector<std::uint64_t> counts(1);
  EXPECT_THAT(test::error_of([&] {
                sample_counts(std::vector{0.5, 0.5}, 10, stream, counts);
              }),
              testing::HasSubstr("counts of 1 basis states for probabilities of 2"));
}

TEST(Shots, OfAnglesThatAreNotNumbersAreRefused) {
  const Circuit circuit = test::circuit_of(Method::batch);
  EXPECT_TRUE(std::isnan(probabilities(circuit, {0.1, std::numeric_limits<double>::quiet_NaN()}, {0.3})[0]));
  EXPECT_THAT(test::error_of([&] {
                estimate(circuit, {z(Wire(0))}, {0.1, std::numeric_limits<double>::quiet_NaN()}, {0.3}, {});
              }),
              testing::HasSubstr("nan"));
}

}  // namespace
}  // namespace quanvas::sim
