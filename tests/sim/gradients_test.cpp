// Jacobians by the adjoint method, by shifted angles and by finite differences, against each other.
#include "sim/gradients.hpp"

#include <cmath>
#include <limits>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "sim/shots.hpp"
#include "support/batch_memory.hpp"
#include "support/error_of.hpp"
#include "support/random_circuit.hpp"
#include "support/tolerances.hpp"

namespace quanvas::sim {
namespace {

// Shifts amplify the rounding of values by the number of times that a parameter occurs.
constexpr double kShift = 100 * test::kExact;
constexpr double kStep = 20 * test::kDifference;

std::vector<double> random_numbers(RandomStream& stream, std::size_t count) {
  std::vector<double> numbers(count);
  for (double& number : numbers) number = stream.uniform(-3, 3);
  return numbers;
}

void expect_near(const Jacobian& a, const Jacobian& b, double tolerance) {
  ASSERT_EQ(a.weights.size(), b.weights.size());
  ASSERT_EQ(a.inputs.size(), b.inputs.size());
  for (std::size_t o = 0; o < a.weights.size(); ++o) {
    ASSERT_EQ(a.weights[o].size(), b.weights[o].size());
    ASSERT_EQ(a.inputs[o].size(), b.inputs[o].size());
    for (std::size_t w = 0; w < a.weights[o].size(); ++w)
      EXPECT_NEAR(a.weights[o][w], b.weights[o][w], tolerance) << "weight " << w;
    for (std::size_t s = 0; s < a.inputs[o].size(); ++s)
      EXPECT_NEAR(a.inputs[o][s], b.inputs[o][s], tolerance) << "input " << s;
  }
}

void expect_agreement(std::uint32_t seed, const test::RandomCircuitOptions& options) {
  RandomStream stream(seed, "jacobians");
  const Circuit circuit = test::random_circuit(stream, options);
  std::vector<Observable> observables{z(Wire(0))};
  for (int o = 0; o < 2; ++o) observables.push_back(test::random_observable(stream, options.wires));
  const std::vector<double> inputs = random_numbers(stream, circuit.inputs());
  const std::vector<double> weights = random_numbers(stream, circuit.weights());
  const Jacobian adjoint = adjoint_jacobian(circuit, observables, inputs, weights);
  expect_near(adjoint, parameter_shift(circuit, observables, inputs, weights), kShift);
  expect_near(adjoint, finite_differences(circuit, observables, inputs, weights), kStep);
}

class Jacobians : public testing::TestWithParam<std::uint32_t> {};
INSTANTIATE_TEST_SUITE_P(Seeds, Jacobians, testing::Range(0u, 30u));

TEST_P(Jacobians, OfPureCircuitsAgree) { expect_agreement(GetParam(), {.wires = 4, .operations = 20}); }

TEST_P(Jacobians, OfNoisyCircuitsAgree) {
  if (GetParam() < 20) expect_agreement(GetParam(), {.wires = 3, .operations = 16, .channels = true});
}

class ShiftRules : public testing::TestWithParam<std::size_t> {};
INSTANTIATE_TEST_SUITE_P(Gates, ShiftRules, testing::Range(std::size_t{0}, kGates.size()),
                         [](const auto& name) { return std::string(kGates[name.param].name); });

// The gate alone has parameters, between random unitaries.
TEST_P(ShiftRules, AreExactForEachAngle) {
  const auto id = static_cast<GateId>(GetParam());
  if (info(id).angles == 0) return;
  RandomStream stream(GetParam(), "shift rules");
  Circuit circuit(3, 0, info(id).angles);
  const auto surround = [&] {
    for (std::uint32_t w = 0; w < 3; ++w) {
      circuit.add(test::random_unitary(stream, 2), {Wire(w)});
      circuit.add(test::random_unitary(stream, 4), {Wire(w), Wire((w + 1) % 3)});
    }
  };
  surround();
  std::vector<Angle> angles;
  for (std::uint32_t i = 0; i < info(id).angles; ++i) angles.push_back(Angle::weight(Slot(i)));
  circuit.add(id, test::random_wires(stream, info(id).wires, 3), angles);
  surround();
  const std::vector<Observable> observables{z(Wire(0)), parse_observable("X1 Y2", 3)};
  for (int point = 0; point < 3; ++point) {
    const std::vector<double> weights = random_numbers(stream, info(id).angles);
    const Jacobian differences = finite_differences(circuit, observables, {}, weights);
    expect_near(parameter_shift(circuit, observables, {}, weights), differences, test::kDifference);
    EXPECT_GT(std::abs(differences.weights[0][0]), 1e-4);
  }
}

// Two terms would be wrong for a generator with three eigenvalues.
TEST(ShiftRule, ControlledRotationsHaveFourTerms) {
  for (const GateInfo& gate : kGates)
    EXPECT_EQ(gate.shift == ShiftRule::four_terms, gate.name == "crx" || gate.name == "cry" || gate.name == "crz")
        << gate.name;
}

TEST(Jacobian, SumsOverTheUsesOfAParameterWithTheirScales) {
  Circuit circuit(1, 1, 1);
  circuit.add(gate("rx"), {Wire(0)}, {Angle::weight(Slot(0), 2)});
  circuit.add(gate("rx"), {Wire(0)}, {Angle::weight(Slot(0), -0.5)});
  circuit.add(gate("rx"), {Wire(0)}, {Angle::input(Slot(0), 3)});
  circuit.add(gate("rx"), {Wire(0)},
              {Angle{.source = Angle::Source::input, .slot = Slot(0), .scale = 0.25, .offset = 0.7}});
  const double weight = 0.6;
  const double input = -0.4;
  const double angle = 1.5 * weight + 3.25 * input + 0.7;
  const std::vector<Observable> observables{z(Wire(0))};
  const Jacobian adjoint = adjoint_jacobian(circuit, observables, {input}, {weight});
  for (const Jacobian& way : {adjoint, parameter_shift(circuit, observables, {input}, {weight})}) {
    EXPECT_NEAR(way.weights[0][0], -1.5 * std::sin(angle), kShift);
    EXPECT_NEAR(way.inputs[0][0], -3.25 * std::sin(angle), kShift);
  }
  EXPECT_NEAR(expectations(circuit, observables, {input}, {weight})[0], std::cos(angle), test::kExact);
}

TEST(Jacobian, OfUnusedParametersIsZero) {
  Circuit circuit(2, 2, 2);
  circuit.add(gate("ry"), {Wire(0)}, {Angle::weight(Slot(1))});
  circuit.add(gate("ry"), {Wire(1)}, {Angle::input(Slot(1))});
  const std::vector<Observable> observables{z(Wire(0)), parse_observable("3", 2)};
  const std::vector<double> inputs{0.1, 0.2};
  const std::vector<double> weights{0.3, 0.4};
  const Jacobian adjoint = adjoint_jacobian(circuit, observables, inputs, weights);
  for (const Jacobian& jacobian : {adjoint, parameter_shift(circuit, observables, inputs, weights),
                                   finite_differences(circuit, observables, inputs, weights)}) {
    EXPECT_EQ(jacobian.weights[0][0], 0);
    EXPECT_NEAR(jacobian.weights[0][1], -std::sin(0.4), test::kDifference);
    EXPECT_EQ(jacobian.inputs[0], std::vector<double>(2));
    EXPECT_EQ(jacobian.weights[1], std::vector<double>(2));
  }
}

// The circuit is linear in its amplitudes, so the value is a quadratic form a^T O a and its derivative 2 O a.
TEST(Jacobian, OfAmplitudesIsLeftOutByTheShiftRule) {
  Circuit circuit(2, 4, 1, Preparation::amplitudes);
  circuit.add(gate("ry"), {Wire(1)}, {Angle::weight(Slot(0))});
  const std::vector<Observable> observables{z(Wire(0))};
  const std::vector<double> amplitudes{0.1, 0.7, 0.5, 0.5};
  const Jacobian adjoint = adjoint_jacobian(circuit, observables, amplitudes, {0.3});
  const Jacobian shifted = parameter_shift(circuit, observables, amplitudes, {0.3});
  for (std::size_t s = 0; s < 4; ++s) {
    EXPECT_NEAR(adjoint.inputs[0][s], (s < 2 ? 2 : -2) * amplitudes[s], test::kExact);
    EXPECT_EQ(shifted.inputs[0][s], 0);
  }
  EXPECT_NEAR(adjoint.weights[0][0], shifted.weights[0][0], kShift);
}

// The executor numbers the signs of terms with 16 bits, so that term 32768 takes the upstream gradient of term 0.
TEST(Jacobian, OfVeryManyTerms) {
  Circuit circuit(2, 0, 2);
  circuit.add(gate("ry"), {Wire(0)}, {Angle::weight(Slot(0))});
  circuit.add(gate("cx"), {Wire(0), Wire(1)});
  circuit.add(gate("ry"), {Wire(0)}, {Angle::weight(Slot(1))});
  const Observable observable = parse_observable("Z0 Z1", 2);
  Observable padded;
  padded.terms.assign(32768, {.coefficient = 0, .factors = observable.terms[0].factors});
  padded.terms.push_back(observable.terms[0]);
  const std::vector<double> weights{0.3, 0.7};
  expect_near(adjoint_jacobian(circuit, {padded}, {}, weights), adjoint_jacobian(circuit, {observable}, {}, weights),
              kShift);
}

struct Spread {
  double mean;
  double deviation;  // of a single estimate
};

Spread spread_of_shots(const Circuit& circuit, const std::vector<Observable>& observables,
                       const std::vector<double>& weights, std::size_t shots, std::size_t weight) {
  constexpr std::uint64_t kReplicates = 60;
  double sum = 0;
  double squares = 0;
  for (std::uint64_t seed = 0; seed < kReplicates; ++seed) {
    const double value = parameter_shift(circuit, observables, {}, weights, shots, seed).weights[0][weight];
    sum += value;
    squares += value * value;
  }
  const double mean = sum / kReplicates;
  return {.mean = mean,
          .deviation = std::sqrt((squares / kReplicates - mean * mean) * kReplicates / (kReplicates - 1))};
}

// With 64 times the shots errors are an eighth; 60 replicates know each to 9 %.
TEST(ParameterShift, FromShotsConvergesToTheExact) {
  Circuit circuit(2, 0, 3);
  circuit.add(gate("ry"), {Wire(0)}, {Angle::weight(Slot(0))});
  circuit.add(gate("crx"), {Wire(0), Wire(1)}, {Angle::weight(Slot(1))});
  circuit.add(gate("u3"), {Wire(1)}, {Angle::weight(Slot(2)), Angle::weight(Slot(0), 0.5), Angle::constant(0.2)});
  const std::vector<Observable> observables{parse_observable("Z0 + 0.5 X1", 2)};
  const std::vector<double> weights{0.8, 1.9, -0.7};
  const Jacobian exact = adjoint_jacobian(circuit, observables, {}, weights);
  for (std::size_t w = 0; w < 3; ++w) {
    const Spread few = spread_of_shots(circuit, observables, weights, 50, w);
    const Spread many = spread_of_shots(circuit, observables, weights, 3200, w);
    EXPECT_NEAR(few.mean, exact.weights[0][w], 5 * few.deviation / std::sqrt(60.0));
    EXPECT_NEAR(many.mean, exact.weights[0][w], 5 * many.deviation / std::sqrt(60.0));
    EXPECT_NEAR(few.deviation / many.deviation, 8, 8 * 0.5);
  }
}

TEST(ParameterShift, FromShotsIsRepeatable) {
  Circuit circuit(1, 0, 1);
  circuit.add(gate("ry"), {Wire(0)}, {Angle::weight(Slot(0))});
  const auto by_seed = [&](std::uint64_t seed) {
    return parameter_shift(circuit, {z(Wire(0))}, {}, {0.4}, 100, seed).weights[0][0];
  };
  EXPECT_EQ(by_seed(1), by_seed(1));
  EXPECT_NE(by_seed(1), by_seed(2));
}

TEST(Gradients, TakeAsManyNumbersAsTheCircuit) {
  const Circuit circuit = test::circuit_of(Method::batch);
  const std::vector<Observable> observables{z(Wire(0))};
  const std::vector<double> two{0.1, 0.2}, one{0.3};
  const auto each = [&](const std::vector<double>& in, const std::vector<double>& w, const std::string& message) {
    EXPECT_THAT(test::error_of([&] { expectations(circuit, observables, in, w); }), testing::HasSubstr(message));
    EXPECT_THAT(test::error_of([&] { adjoint_jacobian(circuit, observables, in, w); }), testing::HasSubstr(message));
    EXPECT_THAT(test::error_of([&] { parameter_shift(circuit, observables, in, w); }), testing::HasSubstr(message));
    EXPECT_THAT(test::error_of([&] { finite_differences(circuit, observables, in, w); }), testing::HasSubstr(message));
    EXPECT_THAT(test::error_of([&] { probabilities(circuit, in, w); }), testing::HasSubstr(message));
    EXPECT_THAT(test::error_of([&] { estimate(circuit, observables, in, w, {}); }), testing::HasSubstr(message));
  };
  each(one, one, "1 inputs are given to a circuit of 2");
  each({0.1, 0.2, 0.3}, one, "3 inputs are given to a circuit of 2");
  each(two, {}, "0 weights are given to a circuit of 1");
  each(two, two, "2 weights are given to a circuit of 1");
  each(two, one, "no error");
}

TEST(Gradients, RefuseWhatGivesNoDerivative) {
  const Circuit circuit = test::circuit_of(Method::batch);
  for (const double step : {0.0, std::numeric_limits<double>::quiet_NaN(), std::numeric_limits<double>::infinity()})
    EXPECT_THAT(test::error_of([&] {
                  finite_differences(circuit, {z(Wire(0))}, {0.1, 0.2}, {0.3}, step);
                }),
                testing::HasSubstr("finite differences with a step of"));
  const std::vector<Observable> outside{z(Wire(2))};
  EXPECT_THROW(adjoint_jacobian(circuit, outside, {0.1, 0.2}, {0.3}), Error);
  EXPECT_THROW(parameter_shift(circuit, outside, {0.1, 0.2}, {0.3}, 10), Error);
  EXPECT_THROW(estimate(circuit, outside, {0.1, 0.2}, {0.3}, {}), Error);
  EXPECT_THROW(
      estimate(circuit, {Observable{.terms = {{.factors = {{Wire(0), 'X'}, {Wire(0), 'Z'}}}}}}, {0.1, 0.2}, {0.3}, {}),
      Error);
}

}  // namespace
}  // namespace quanvas::sim
