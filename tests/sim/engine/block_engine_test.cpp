// Large states in blocks, against the lanes over circuits and against the dense reference.
#include "sim/engine/block_engine.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/error.hpp"
#include "support/circuit_case.hpp"
#include "support/dense_simulator.hpp"
#include "support/error_of.hpp"
#include "support/thread_scope.hpp"
#include "support/tolerances.hpp"

namespace quanvas::sim {
namespace {

using test::Case;

// The wires of the case are as many as asked for, not up to so many.
Case case_of(std::uint32_t seed, const test::RandomCircuitOptions& options, std::size_t circuits) {
  RandomStream stream(seed, "blocks");
  Case c{
      .circuit = test::random_circuit(stream, options), .observables = {}, .weights = {}, .inputs = {}, .upstream = {}};
  for (std::size_t o = 0; o < 3; ++o) c.observables.push_back(test::random_observable(stream, options.wires));
  c.weights = test::random_numbers(stream, c.circuit.weights());
  for (std::size_t b = 0; b < circuits; ++b) {
    c.inputs.push_back(test::random_numbers(stream, c.circuit.inputs()));
    if (options.preparation == Preparation::amplitudes) c.inputs.back() = test::normalised(c.inputs.back());
    c.upstream.push_back(test::random_numbers(stream, c.observables.size()));
  }
  return c;
}

template <class Real>
void expect_same_as_in_lanes(const Case& c, double tolerance) {
  const auto lanes = test::run<double>(c, Method::batch);
  const auto blocks = test::run<Real>(c, Method::blocks);
  for (std::size_t b = 0; b < c.inputs.size(); ++b) {
    for (std::size_t o = 0; o < c.observables.size(); ++o)
      EXPECT_NEAR(blocks.expectations[b][o], lanes.expectations[b][o], tolerance);
    for (std::size_t s = 0; s < c.inputs[b].size(); ++s)
      EXPECT_NEAR(blocks.input_gradient[b][s], lanes.input_gradient[b][s], 20 * tolerance);
  }
  for (std::size_t w = 0; w < c.weights.size(); ++w)
    EXPECT_NEAR(blocks.weight_gradient[w], lanes.weight_gradient[w], 20 * tolerance);
}

class Blocks : public testing::TestWithParam<std::uint32_t> {};
INSTANTIATE_TEST_SUITE_P(Seeds, Blocks, testing::Range(0u, 12u));

TEST_P(Blocks, StateVectorsAreThoseOfTheDenseReference) {
  const std::size_t wires = BlockEngine<double>::least_wires(false);
  const Case c = case_of(GetParam(), {.wires = wires, .operations = 60}, 1);
  const auto blocks = test::run<double>(c, Method::blocks);
  const std::vector<double> expected = test::expectations(c.circuit, c.observables, c.inputs[0], c.weights);
  for (std::size_t o = 0; o < expected.size(); ++o) EXPECT_NEAR(blocks.expectations[0][o], expected[o], test::kExact);
}

TEST_P(Blocks, StateVectorsAreThoseOfLanesOverCircuits) {
  const auto preparation = GetParam() % 3 == 0 ? Preparation::amplitudes : Preparation::zero;
  const Case c = case_of(GetParam(), {.wires = 10 + GetParam() % 3, .operations = 70, .preparation = preparation}, 2);
  expect_same_as_in_lanes<double>(c, test::kExact);
  expect_same_as_in_lanes<float>(c, test::kSingle);
}

TEST_P(Blocks, DensityMatricesAreThoseOfLanesOverCircuits) {
  const Case c = case_of(GetParam(), {.wires = 6, .operations = 40, .channels = true}, 2);
  expect_same_as_in_lanes<double>(c, test::kExact);
  expect_same_as_in_lanes<float>(c, test::kSingle);
}

// RY, CX, CZ and real unitaries: one plane instead of two.
TEST_P(Blocks, RealStatesAreThoseOfLanesOverCircuits) {
  RandomStream stream(GetParam(), "real blocks");
  Case c = case_of(GetParam(), {.wires = 11, .operations = 0}, 2);
  for (int i = 0; i < 60; ++i) {
    switch (stream.below(3)) {
      case 0:
        c.circuit.add(gate("ry"), test::random_wires(stream, 1, 11),
                      {Angle::weight(Slot(static_cast<std::uint32_t>(stream.below(4))))});
        break;
      case 1:
        c.circuit.add(gate("ry"), test::random_wires(stream, 1, 11),
                      {Angle::input(Slot(static_cast<std::uint32_t>(stream.below(3))))});
        break;
      default: c.circuit.add(gate("cx"), test::random_wires(stream, 2, 11));
    }
  }
  expect_same_as_in_lanes<double>(c, test::kExact);
  expect_same_as_in_lanes<float>(c, test::kSingle);
}

TEST_P(Blocks, ProbabilitiesAreThoseOfLanesOverCircuits) {
  for (const bool noisy : {false, true}) {
    const std::size_t wires = noisy ? 6 : 11;
    const Case c = case_of(GetParam(), {.wires = wires, .operations = 40, .channels = noisy}, 1);
    const auto probabilities_by = [&](Method method) {
      Simulator<double> simulator(c.circuit, method);
      const std::size_t stride = simulator.stride(1);
      nn::AlignedVector<double> inputs(3 * stride), out((std::size_t{1} << wires) * stride);
      for (std::size_t s = 0; s < 3; ++s) inputs[s * stride] = c.inputs[0][s];
      const nn::AlignedVector<double> weights(c.weights.begin(), c.weights.end());
      simulator.forward(1, inputs, weights, {});
      simulator.probabilities(out);
      std::vector<double> values;
      for (std::size_t p = 0; p < std::size_t{1} << wires; ++p) values.push_back(out[p * stride]);
      return values;
    };
    const auto lanes = probabilities_by(Method::batch);
    const auto blocks = probabilities_by(Method::blocks);
    for (std::size_t p = 0; p < lanes.size(); ++p) ASSERT_NEAR(blocks[p], lanes[p], test::kExact);
  }
}

TEST_P(Blocks, CircuitsOfFewWiresGetIdleOnes) {
  const std::size_t wires = 1 + GetParam() % 5;
  for (const auto preparation : {Preparation::zero, Preparation::amplitudes}) {
    const Case c = case_of(GetParam(), {.wires = wires, .operations = 30, .preparation = preparation}, 2);
    expect_same_as_in_lanes<double>(c, test::kExact);
    expect_same_as_in_lanes<float>(c, test::kSingle);
  }
  const Case noisy = case_of(GetParam(), {.wires = 1 + GetParam() % 3, .operations = 30, .channels = true}, 2);
  expect_same_as_in_lanes<double>(noisy, test::kExact);
}

// More gates than a stage takes, so that stages end for that reason alone.
TEST(BlockEngine, LongCircuitsAreCutIntoStages) {
  const Case c = case_of(5, {.wires = 9, .operations = 2500}, 1);
  expect_same_as_in_lanes<double>(c, 10 * test::kExact);
}

// RY by an angle and back, again and again: too many gates to be planned at once, which must not be seen.
TEST(BlockEngine, LongCircuitsOfFewWiresAreRunInStages) {
  constexpr int kTimes = 12'000;
  Circuit circuit(2, 1, 2);
  for (int i = 0; i < kTimes; ++i) {
    circuit.add(gate("ry"), {Wire(0)}, {Angle::input(Slot(0))});
    circuit.add(gate("cx"), {Wire(0), Wire(1)});
    circuit.add(gate("cx"), {Wire(0), Wire(1)});
    circuit.add(gate("ry"), {Wire(0)}, {Angle::input(Slot(0), -1)});
  }
  circuit.add(gate("ry"), {Wire(1)}, {Angle::weight(Slot(1))});
  const auto result = test::run_circuit<double>(circuit, {z(Wire(1))}, {{0.7}}, {9.0, 0.3}, {{1.0}});
  EXPECT_NEAR(result.expectations[0][0], std::cos(0.3), 1e-9);
  EXPECT_NEAR(result.weight_gradient[1], -std::sin(0.3), 1e-9);
  EXPECT_NEAR(result.input_gradient[0][0], 0, 1e-6);
}

TEST(BlockEngine, NumberOfThreadsDoesNotChangeABit) {
  const Case c = case_of(3, {.wires = 15, .operations = 60}, 1);
  const auto with_threads = [&](std::size_t threads) {
    const test::ThreadScope scope(threads);
    return test::run<float>(c, Method::blocks);
  };
  const auto one = with_threads(1);
  const auto three = with_threads(3);
  EXPECT_EQ(one.expectations, three.expectations);
  EXPECT_EQ(one.weight_gradient, three.weight_gradient);
  EXPECT_EQ(one.input_gradient, three.input_gradient);
}

// A GHZ state: half of the shots all 0, half all 1.
TEST(BlockEngine, TwentyFourWires) {
  Circuit circuit(24, 0, 0);
  circuit.add(gate("h"), {Wire(0)});
  for (std::uint32_t w = 0; w < 23; ++w) circuit.add(gate("cx"), {Wire(w), Wire(w + 1)});
  const auto run = test::run_circuit<float>(circuit, {parse_observable("Z0 Z23", 24), parse_observable("Z7", 24)}, {{}},
                                            {}, {{0, 0}}, Method::blocks);
  EXPECT_NEAR(run.expectations[0][0], 1, test::kSingle);
  EXPECT_NEAR(run.expectations[0][1], 0, test::kSingle);
}

TEST(BlockEngine, SaysWhatDoesNotFitIntoMemory) {
  Simulator<double> simulator(Circuit(24, 0, 0), {z(Wire(0))}, Method::blocks);
  const std::size_t count = 1'000'000;
  nn::AlignedVector<double> expectations(simulator.stride(count));
  EXPECT_THAT(test::error_of([&] { simulator.forward(count, {}, {}, expectations); }),
              testing::HasSubstr("1000000 states of 24 wires take"));
}

}  // namespace
}  // namespace quanvas::sim
