// Expectation values and gradients from shots: their means and variances against the exact ones, and what a seed fixes.
#include "sim/sampled_simulator.hpp"

#include <cmath>
#include <limits>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "nn/tensor.hpp"
#include "sim/circuit/noise_model.hpp"
#include "support/batch_memory.hpp"
#include "support/count_allocations.hpp"
#include "support/dense_simulator.hpp"
#include "support/error_of.hpp"
#include "support/run_circuit.hpp"

namespace quanvas::sim {
namespace {

using testing::HasSubstr;

// Weights and inputs, one of them twice and scaled, under gates with two and with four shifts.
Circuit mixed_circuit() {
  Circuit circuit(3, 2, 3);
  circuit.add(gate("ry"), {Wire(0)}, {Angle::input(Slot(0), 1.5)});
  circuit.add(gate("h"), {Wire(1)});
  circuit.add(gate("p"), {Wire(1)}, {Angle::input(Slot(1))});
  circuit.add(gate("crx"), {Wire(0), Wire(1)}, {Angle::weight(Slot(0))});
  circuit.add(gate("u3"), {Wire(2)}, {Angle::weight(Slot(1), -0.5), Angle::constant(0.3), Angle::weight(Slot(2))});
  circuit.add(gate("cx"), {Wire(1), Wire(2)});
  circuit.add(gate("rx"), {Wire(1)}, {Angle::weight(Slot(1))});
  circuit.add(gate("rz"), {Wire(2)}, {Angle::input(Slot(0))});
  circuit.add(gate("ry"), {Wire(2)}, {Angle::weight(Slot(2))});
  return circuit;
}

const std::vector<Observable> kObservables{z({Wire(0), Wire(2)}), z(Wire(1)),
                                           parse_observable("0.5 Z1 - 2 Z1 Z2 + 0.25", 3)};
const std::vector<double> kWeights{0.7, -1.2, 2.1};

struct SampledRun {
  std::vector<std::vector<double>> expectations;  // [circuit][observable]
  std::vector<double> weight_gradient;
  std::vector<std::vector<double>> input_gradient;  // [circuit][input]
};

// As test::run_circuit, with shots.
SampledRun run_with_shots(const Circuit& circuit, const std::vector<std::vector<double>>& inputs,
                          const std::vector<std::vector<double>>& upstream, std::size_t shots, std::uint64_t seed) {
  SampledSimulator<double> simulator(circuit, kObservables, shots);
  const std::size_t count = inputs.size();
  const std::size_t stride = Simulator<double>::stride(count);
  nn::AlignedVector<double> in(2 * stride), up(3 * stride), out(3 * stride), by_weight(3), by_input(2 * stride);
  const nn::AlignedVector<double> weights(kWeights.begin(), kWeights.end());
  for (std::size_t b = 0; b < count; ++b) {
    for (std::size_t s = 0; s < 2; ++s) in[s * stride + b] = inputs[b][s];
    for (std::size_t o = 0; o < 3; ++o) up[o * stride + b] = upstream[b][o];
  }
  RandomStream stream(seed, "shots");
  simulator.forward(count, in, weights, out, stream);
  simulator.backward(up, by_weight, by_input, stream);
  SampledRun run{.expectations = {}, .weight_gradient = {by_weight.begin(), by_weight.end()}, .input_gradient = {}};
  for (std::size_t b = 0; b < count; ++b) {
    run.expectations.push_back({out[b], out[stride + b], out[2 * stride + b]});
    run.input_gradient.push_back({by_input[b], by_input[stride + b]});
  }
  return run;
}

std::vector<std::vector<double>> random_rows(std::size_t count, std::size_t size, std::uint64_t seed) {
  RandomStream stream(seed, "rows");
  std::vector<std::vector<double>> rows(count, std::vector<double>(size));
  for (auto& row : rows)
    for (double& value : row) value = stream.uniform(-1, 1);
  return rows;
}

// Five standard errors of a value whose single shots are at most 3 from their mean.
double bound(std::size_t shots) { return 5 * 3 / std::sqrt(static_cast<double>(shots)); }

class Noisy : public testing::TestWithParam<std::string> {};

TEST_P(Noisy, ManyShotsGiveTheExactValuesAndGradients) {
  constexpr std::size_t kShots = 4'000'000;
  const Circuit circuit = with_noise(mixed_circuit(), parse_noise(GetParam()));
  const auto inputs = random_rows(5, 2, 1);
  const auto upstream = random_rows(5, 3, 2);
  const SampledRun run = run_with_shots(circuit, inputs, upstream, kShots, 3);
  const test::CircuitRun exact = test::run_circuit<double>(circuit, kObservables, inputs, kWeights, upstream);
  for (std::size_t b = 0; b < 5; ++b) {
    const std::vector<double> dense = test::expectations(circuit, kObservables, inputs[b], kWeights);
    for (std::size_t o = 0; o < 3; ++o) EXPECT_NEAR(run.expectations[b][o], dense[o], bound(kShots));
    for (std::size_t s = 0; s < 2; ++s)
      EXPECT_NEAR(run.input_gradient[b][s], exact.input_gradient[b][s], 4 * bound(kShots));
  }
  for (std::size_t w = 0; w < 3; ++w) EXPECT_NEAR(run.weight_gradient[w], exact.weight_gradient[w], 10 * bound(kShots));
}

INSTANTIATE_TEST_SUITE_P(SampledSimulator, Noisy,
                         testing::Values("", "depolarizing(0.02), depolarizing2(0.03)",
                                         "amplitude_damping(0.1), readout_error(0.02, 0.05)"));

// One shot of Z0 Z2 is 1 or -1, so that an estimate from n shots varies by (1 - E^2) / n. With 1000 estimates the ratio
// of the variances has a standard deviation of about sqrt(2 / 1000).
TEST(SampledSimulator, EstimatesVaryAsTheirShotsSay) {
  constexpr std::size_t kEstimates = 1000;
  constexpr std::size_t kShots = 128;
  const std::vector<std::vector<double>> inputs(kEstimates, {0.4, -0.9});
  const std::vector<std::vector<double>> nothing(kEstimates, {0, 0, 0});
  const SampledRun run = run_with_shots(mixed_circuit(), inputs, nothing, kShots, 7);
  const double exact = test::expectations(mixed_circuit(), kObservables, inputs[0], kWeights)[0];
  double square = 0;
  for (const auto& values : run.expectations) square += (values[0] - exact) * (values[0] - exact);
  EXPECT_NEAR(square / kEstimates * kShots / (1 - exact * exact), 1, 5 * std::sqrt(2.0 / kEstimates));
}

TEST(SampledSimulator, ASeedFixesTheSamples) {
  const auto inputs = random_rows(300, 2, 1);  // more shifted circuits than are run together
  const auto upstream = random_rows(300, 3, 2);
  const SampledRun once = run_with_shots(mixed_circuit(), inputs, upstream, 100, 5);
  const SampledRun again = run_with_shots(mixed_circuit(), inputs, upstream, 100, 5);
  const SampledRun other = run_with_shots(mixed_circuit(), inputs, upstream, 100, 6);
  EXPECT_EQ(once.expectations, again.expectations);
  EXPECT_EQ(once.weight_gradient, again.weight_gradient);
  EXPECT_EQ(once.input_gradient, again.input_gradient);
  EXPECT_NE(once.expectations, other.expectations);
  EXPECT_NE(once.weight_gradient, other.weight_gradient);
}

// More shifted circuits than are run together: each row's gradient is its own, whatever part it stands in.
TEST(SampledSimulator, LargeBatchesAreDividedWithoutATrace) {
  constexpr std::size_t kShots = 100'000;
  const auto inputs = random_rows(300, 2, 8);
  const auto upstream = random_rows(300, 3, 9);
  const SampledRun run = run_with_shots(mixed_circuit(), inputs, upstream, kShots, 10);
  const test::CircuitRun exact = test::run_circuit<double>(mixed_circuit(), kObservables, inputs, kWeights, upstream);
  for (std::size_t b = 0; b < inputs.size(); ++b)
    for (std::size_t s = 0; s < 2; ++s)
      EXPECT_NEAR(run.input_gradient[b][s], exact.input_gradient[b][s], 4 * bound(kShots));
}

TEST(SampledSimulator, WhatIsNotANumberStaysVisible) {
  const double nan = std::numeric_limits<double>::quiet_NaN();
  const SampledRun run = run_with_shots(mixed_circuit(), {{0.1, 0.2}, {nan, 0.2}}, {{1, 0, 0}, {1, 0, 0}}, 100, 1);
  EXPECT_TRUE(std::isfinite(run.expectations[0][0]));
  EXPECT_TRUE(std::isnan(run.expectations[1][0]));
  EXPECT_TRUE(std::isnan(run.weight_gradient[0]));
}

TEST(SampledSimulator, AStepAllocatesNothingAfterTheFirst) {
  SampledSimulator<float> simulator(mixed_circuit(), kObservables, 1024);
  const std::size_t stride = Simulator<float>::stride(3);
  nn::AlignedVector<float> in(2 * stride), up(3 * stride, 1.0f), out(3 * stride), by_weight(3), by_input(2 * stride);
  const nn::AlignedVector<float> weights(kWeights.begin(), kWeights.end());
  RandomStream stream(1, "shots");
  const auto step = [&] {
    simulator.forward(3, in, weights, out, stream);
    simulator.backward(up, by_weight, by_input, stream);
  };
  step();
  const std::size_t before = test::allocations();
  for (int i = 0; i < 10; ++i) step();
  EXPECT_EQ(test::allocations(), before);
}

TEST(SampledSimulator, RefusesWhatHasNoShiftsOrIsNotMeasuredTogether) {
  const auto error = [](const Circuit& circuit, const std::vector<Observable>& observables, std::size_t shots) {
    return test::error_of([&] { SampledSimulator<double>(circuit, observables, shots); });
  };
  EXPECT_THAT(error(mixed_circuit(), kObservables, 0), HasSubstr("at least one shot"));
  EXPECT_THAT(error(mixed_circuit(), {parse_observable("X0", 3)}, 10), HasSubstr("only products of Z"));
  EXPECT_THAT(error(Circuit(2, 4, 0, Preparation::amplitudes), {z(Wire(0))}, 10), HasSubstr("amplitudes"));
}

// 100 shots of three circuits, with the spans that are given.
struct Sampled {
  test::BatchMemory m{3};
  SampledSimulator<double> simulator{test::circuit_of(Method::batch), {z(Wire(0)), z(Wire(1))}, 100};
  RandomStream stream{1, "shots"};

  std::string forward(std::span<const double> in, std::span<const double> w, std::span<double> out) {
    return test::error_of([&] { simulator.forward(3, in, w, out, stream); });
  }
  std::string backward(std::span<const double> up, std::span<double> w, std::span<double> in) {
    return test::error_of([&] { simulator.backward(up, w, in, stream); });
  }
};

TEST(SampledSimulator, NamesTheSpanThatIsWrong) {
  Sampled s;
  const std::size_t rows = s.m.rows();
  const std::span<const double> in(s.m.inputs.data(), rows + 8), w(s.m.weights.data(), 1);
  const std::span<const double> up(s.m.upstream.data(), rows + 8);
  const std::span<double> out(s.m.expectations.data(), rows + 8), by_w(s.m.weight_gradient.data(), 1);
  const std::span<double> by_in(s.m.input_gradient.data(), rows + 8);
  EXPECT_THAT(s.backward(up, by_w, by_in), HasSubstr("needs a forward()"));
  EXPECT_THAT(s.forward(in.first(rows - 1), w, out), HasSubstr("SampledSimulator::forward: inputs holds"));
  EXPECT_THAT(s.forward(in, {}, out), HasSubstr("SampledSimulator::forward: weights holds 0"));
  EXPECT_THAT(s.forward(in, w, out.first(rows - 1)), HasSubstr("SampledSimulator::forward: expectations holds"));
  EXPECT_THAT(s.forward(in.subspan(1), w, out), HasSubstr("not a multiple of 64"));
  EXPECT_THAT(s.backward(up, by_w, by_in), HasSubstr("needs a forward()"));
  EXPECT_EQ(s.forward(in, w, out), "no error");
  EXPECT_THAT(s.backward(up.first(1), by_w, by_in), HasSubstr("SampledSimulator::backward: upstream holds 1 numbers"));
  EXPECT_THAT(s.backward(up, by_w, by_in.first(1)), HasSubstr("SampledSimulator::backward: input_gradient holds 1"));
  EXPECT_EQ(s.backward(up, by_w, by_in), "no error");
  EXPECT_EQ(s.backward(up, by_w, {}), "no error");
}

TEST(SampledSimulator, RunsABatchOfNoCircuitsAndIgnoresColumnsPastTheLast) {
  Sampled s;
  double gradient[] = {5};
  s.simulator.forward(0, {}, std::vector{0.7}, {}, s.stream);
  s.simulator.backward({}, gradient, {}, s.stream);
  EXPECT_EQ(gradient[0], 5);
  if (s.m.stride == 3) return;
  s.m.inputs.data()[3] = std::numeric_limits<double>::quiet_NaN();
  EXPECT_EQ(s.forward({s.m.inputs.data(), s.m.rows()}, {s.m.weights.data(), 1}, {s.m.expectations.data(), s.m.rows()}),
            "no error");
  EXPECT_EQ(s.m.expectations.data()[3], 0);
}

TEST(SampledSimulator, RefusesObservablesOutsideTheCircuit) {
  EXPECT_THAT(test::error_of([] { SampledSimulator<double>(test::circuit_of(Method::batch), {z(Wire(2))}, 10); }),
              HasSubstr("an observable on wire 2 of a circuit of 2 wires"));
}

}  // namespace
}  // namespace quanvas::sim
