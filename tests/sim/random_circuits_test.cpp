// The simulator on random circuits of every kind: expectation values, probabilities and gradients against the dense
// reference.
#include <gtest/gtest.h>

#include "sim/simulator.hpp"
#include "support/circuit_case.hpp"
#include "support/circuit_checks.hpp"
#include "support/dense_simulator.hpp"
#include "support/random_circuit.hpp"

namespace quanvas::sim {
namespace {

using test::Case;
using test::expect_finite_differences;
using test::expect_reference_values;
using test::random_case;
using test::random_numbers;
using test::run;

class RandomCircuits : public testing::TestWithParam<std::uint32_t> {};
INSTANTIATE_TEST_SUITE_P(Seeds, RandomCircuits, testing::Range(0u, 60u));

// One circuit more than a lane, so that a second, ragged group is covered.
TEST_P(RandomCircuits, StateVectorAgreesWithTheDenseReference) {
  const auto preparation = GetParam() % 3 == 0 ? Preparation::amplitudes : Preparation::zero;
  expect_reference_values(random_case(GetParam(), {.wires = 6, .operations = 30, .preparation = preparation},
                                      Simulator<float>::stride(1) + 1));
}

TEST_P(RandomCircuits, DensityMatrixAgreesWithTheDenseReference) {
  expect_reference_values(random_case(GetParam(), {.wires = 4, .operations = 20, .channels = true}, 2));
}

TEST_P(RandomCircuits, StateVectorGradientsAgreeWithFiniteDifferences) {
  const auto preparation = GetParam() % 3 == 0 ? Preparation::amplitudes : Preparation::zero;
  expect_finite_differences(random_case(GetParam(), {.wires = 4, .operations = 16, .preparation = preparation}, 2));
}

TEST_P(RandomCircuits, DensityMatrixGradientsAgreeWithFiniteDifferences) {
  expect_finite_differences(random_case(GetParam(), {.wires = 3, .operations = 14, .channels = true}, 2));
}

TEST_P(RandomCircuits, RealStatesAreStoredAsSuch) {
  // RY, CX, CZ, H alone keep a state real.
  RandomStream stream(GetParam(), "real");
  Case c{.circuit = Circuit(4, 3, 4),
         .observables = {test::random_observable(stream, 4), z(Wire(2))},
         .weights = random_numbers(stream, 4),
         .inputs = {random_numbers(stream, 3)},
         .upstream = {{0.7, -1.3}}};
  for (int i = 0; i < 20; ++i) {
    switch (stream.below(4)) {
      case 0:
        c.circuit.add(gate("ry"), test::random_wires(stream, 1, 4),
                      {Angle::weight(Slot(static_cast<std::uint32_t>(stream.below(4))))});
        break;
      case 1:
        c.circuit.add(gate("ry"), test::random_wires(stream, 1, 4),
                      {Angle::input(Slot(static_cast<std::uint32_t>(stream.below(3))))});
        break;
      case 2: c.circuit.add(GetParam() % 2 ? gate("cz") : gate("cx"), test::random_wires(stream, 2, 4)); break;
      default: c.circuit.add(gate("h"), test::random_wires(stream, 1, 4));
    }
  }
  expect_reference_values(c);
  expect_finite_differences(c);
}

// Rotations of single wires, then Clifford gates: products of Bloch vectors.
TEST_P(RandomCircuits, ProductStatesAgreeWithTheDenseReference) {
  RandomStream stream(GetParam(), "product");
  Case c{.circuit = Circuit(4, 3, 4),
         .observables = {test::random_observable(stream, 4), test::random_observable(stream, 4)},
         .weights = random_numbers(stream, 4),
         .inputs = {},
         .upstream = {}};
  for (int b = 0; b < 19; ++b)
    c.inputs.push_back(random_numbers(stream, 3)), c.upstream.push_back(random_numbers(stream, 2));
  const GateId rotations[] = {gate("rx"), gate("ry"), gate("rz"), gate("h"), gate("p")};
  const GateId cliffords[] = {gate("cx"), gate("cz"), gate("swap"), gate("cy")};
  for (int i = 0; i < 15; ++i) {
    const GateId id = rotations[stream.below(5)];
    const auto slot = static_cast<std::uint32_t>(stream.below(3));
    std::vector<Angle> angles;
    if (info(id).angles)
      angles.push_back(stream.below(2) ? Angle::weight(Slot(slot), 1.5) : Angle::input(Slot(slot), -0.5));
    c.circuit.add(id, test::random_wires(stream, 1, 4), angles);
  }
  for (int i = 0; i < 6; ++i) c.circuit.add(cliffords[stream.below(4)], test::random_wires(stream, 2, 4));
  expect_reference_values(c, Method::product);
  expect_finite_differences(c, Method::product);
  expect_reference_values(c, Method::batch);
}

// Channels of probability 0 change nothing, but make the simulator work on the density matrix.
TEST_P(RandomCircuits, DensityMatrixWithoutNoiseIsTheStateVector) {
  Case c = random_case(GetParam(), {.wires = 5, .operations = 25}, 3);
  const auto pure = run<double>(c);
  c.circuit.add(make_noise_channel("bit_flip", {0}), {Wire(0)});
  const auto mixed = run<double>(c);
  for (std::size_t b = 0; b < c.inputs.size(); ++b) {
    for (std::size_t o = 0; o < c.observables.size(); ++o)
      EXPECT_NEAR(pure.expectations[b][o], mixed.expectations[b][o], test::kExact);
    for (std::size_t s = 0; s < 3; ++s)
      EXPECT_NEAR(pure.input_gradient[b][s], mixed.input_gradient[b][s], 100 * test::kExact);
  }
  for (std::size_t w = 0; w < c.weights.size(); ++w)
    EXPECT_NEAR(pure.weight_gradient[w], mixed.weight_gradient[w], 100 * test::kExact);
}

TEST_P(RandomCircuits, ProbabilitiesAgreeWithTheDenseReference) {
  for (const bool noisy : {false, true}) {
    const Case c = random_case(GetParam(), {.wires = 4, .operations = 20, .channels = noisy}, 2);
    Simulator<double> simulator(c.circuit);
    const std::size_t stride = simulator.stride(2);
    const std::size_t states = std::size_t{1} << c.circuit.wires();
    nn::AlignedVector<double> inputs(3 * stride);
    for (std::size_t b = 0; b < 2; ++b)
      for (std::size_t s = 0; s < 3; ++s) inputs[s * stride + b] = c.inputs[b][s];
    const nn::AlignedVector<double> weights(c.weights.begin(), c.weights.end());
    nn::AlignedVector<double> probabilities(states * stride);
    simulator.forward(2, inputs, weights, {});
    simulator.probabilities(probabilities);
    for (std::size_t b = 0; b < 2; ++b) {
      const test::Matrix rho = noisy ? test::final_density(c.circuit, c.inputs[b], c.weights)
                                     : test::Matrix(test::final_state(c.circuit, c.inputs[b], c.weights) *
                                                    test::final_state(c.circuit, c.inputs[b], c.weights).adjoint());
      double total = 0;
      for (std::size_t p = 0; p < states; ++p) {
        const auto i = static_cast<Eigen::Index>(p);
        EXPECT_NEAR(probabilities[p * stride + b], rho(i, i).real(), test::kExact);
        EXPECT_GE(probabilities[p * stride + b], -test::kExact);
        total += probabilities[p * stride + b];
      }
      EXPECT_NEAR(total, 1, test::kExact);
    }
  }
}

}  // namespace
}  // namespace quanvas::sim
