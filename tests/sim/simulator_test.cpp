// The simulator over batches: against printed reference values, against the dense reference on random circuits, and its
// gradients against the parameter-shift rule and finite differences.
#include "sim/simulator.hpp"

#include <cmath>
#include <numbers>

#include <gtest/gtest.h>
#include <omp.h>

#include "hybrid/ansatz.hpp"
#include "support/dense_simulator.hpp"
#include "support/random_circuit.hpp"
#include "support/run_circuit.hpp"
#include "support/tolerances.hpp"

namespace quanvas::sim {
namespace {

constexpr std::size_t kMostWires = 6;

std::vector<ZString> all_z(std::size_t wires) {
  std::vector<ZString> observables;
  for (std::uint32_t w = 0; w < wires; ++w) observables.push_back(z(Wire(w)));
  return observables;
}

std::vector<double> random_numbers(RandomStream& stream, std::size_t count) {
  std::vector<double> numbers(count);
  for (double& number : numbers) number = stream.uniform(-3, 3);
  return numbers;
}

std::vector<double> normalised(std::vector<double> numbers) {
  double square = 0;
  for (const double number : numbers) square += number * number;
  for (double& number : numbers) number /= std::sqrt(square);
  return numbers;
}

// The reference values of the quanvolution circuit at x = (0.1, 0.5, 0.9, 0.3), theta[l][i] = 0.1 (4 l + i) + 0.05, four
// repetitions; computed independently, printed with ten to twelve decimals.
TEST(Simulator, QuanvolutionReferenceValues) {
  const std::vector<std::vector<double>> x{{0.1, 0.5, 0.9, 0.3}};
  std::vector<double> theta;
  for (int i = 0; i < 16; ++i) theta.push_back(0.1 * i + 0.05);
  const std::vector<std::vector<double>> ones{{1, 1, 1, 1}};

  const auto every = test::run_circuit<double>(hybrid::quanvolution_circuit(4, 4, trial::EncodingRepeat::every), all_z(4), x, theta, ones);
  const double expectations[] = {-0.392863402434, 0.062999557370, -0.445890784683, -0.085133995838};
  const double by_input[] = {-0.7999522653, 0.2510100652, -0.0360260183, -0.0980632313};
  const double by_first[] = {-0.3562393659, 0.3813829350, 0.0856797975, -0.2291885374};
  const double by_last[] = {-0.4060083735, -0.1393040968, 0.0255769832, -0.3211303244};
  for (std::size_t i = 0; i < 4; ++i) {
    EXPECT_NEAR(every.expectations[0][i], expectations[i], test::kExact);
    EXPECT_NEAR(every.input_gradient[0][i], by_input[i], test::kPrinted);
    EXPECT_NEAR(every.weight_gradient[i], by_first[i], test::kPrinted);
    EXPECT_NEAR(every.weight_gradient[12 + i], by_last[i], test::kPrinted);
  }

  const auto once = test::run_circuit<double>(hybrid::quanvolution_circuit(4, 4, trial::EncodingRepeat::once), all_z(4), x, theta, ones);
  const double expectations_once[] = {-0.014315229708, 0.054649492007, -0.090526622026, -0.188582509764};
  for (std::size_t i = 0; i < 4; ++i) EXPECT_NEAR(once.expectations[0][i], expectations_once[i], test::kExact);
}

// One repetition: Z_i is the product over k <= i of cos(x_k) cos(theta_k).
TEST(Simulator, DepthOneClosedForm) {
  RandomStream stream(7, "closed form");
  const std::vector<double> x = random_numbers(stream, 4);
  const std::vector<double> theta = random_numbers(stream, 4);
  const auto run = test::run_circuit<double>(hybrid::quanvolution_circuit(4, 1, trial::EncodingRepeat::every), all_z(4), {x}, theta, {{1, 1, 1, 1}});
  double product = 1;
  for (std::size_t i = 0; i < 4; ++i) {
    product *= std::cos(x[i]) * std::cos(theta[i]);
    EXPECT_NEAR(run.expectations[0][i], product, test::kExact);
  }
}

TEST(Simulator, RandomCircuitsAgreeWithTheDenseReference) {
  for (std::uint32_t seed = 0; seed < 60; ++seed) {
    SCOPED_TRACE(seed);
    RandomStream stream(seed, "random circuit");
    const std::size_t wires = 1 + stream.below(kMostWires);
    const auto preparation = seed % 3 == 0 ? Preparation::amplitudes : Preparation::zero;
    const Circuit circuit = test::random_circuit(stream, wires, 30, preparation);
    std::vector<ZString> observables = all_z(wires);
    if (wires > 1) observables.push_back({.wires = {Wire(0), Wire(static_cast<std::uint32_t>(wires - 1))}});
    const std::vector<double> weights = random_numbers(stream, circuit.weights());
    // One more than a lane, so that a second, ragged group is covered.
    std::vector<std::vector<double>> inputs;
    for (std::size_t b = 0; b < Simulator<float>::stride(1) + 1; ++b) {
      inputs.push_back(random_numbers(stream, circuit.inputs()));
      if (preparation == Preparation::amplitudes) inputs.back() = normalised(inputs.back());
    }
    const std::vector<std::vector<double>> upstream(inputs.size(), std::vector<double>(observables.size(), 1.0));
    const auto in_double = test::run_circuit<double>(circuit, observables, inputs, weights, upstream);
    const auto in_float = test::run_circuit<float>(circuit, observables, inputs, weights, upstream);
    for (std::size_t b = 0; b < inputs.size(); ++b) {
      const std::vector<double> expected = test::expectations(circuit, observables, inputs[b], weights);
      for (std::size_t o = 0; o < observables.size(); ++o) {
        EXPECT_NEAR(in_double.expectations[b][o], expected[o], test::kExact);
        EXPECT_NEAR(in_float.expectations[b][o], expected[o], test::kSingle);
      }
    }
  }
}

// The weighted sum of expectation values, from the dense reference.
double loss(const Circuit& circuit, const std::vector<ZString>& observables, const std::vector<std::vector<double>>& inputs,
            const std::vector<double>& weights, const std::vector<std::vector<double>>& upstream) {
  double total = 0;
  for (std::size_t b = 0; b < inputs.size(); ++b) {
    const auto values = test::expectations(circuit, observables, inputs[b], weights);
    for (std::size_t o = 0; o < values.size(); ++o) total += upstream[b][o] * values[o];
  }
  return total;
}

TEST(Simulator, AdjointGradientsAgreeWithFiniteDifferences) {
  constexpr double kStep = 1e-5;
  for (std::uint32_t seed = 0; seed < 20; ++seed) {
    SCOPED_TRACE(seed);
    RandomStream stream(seed, "gradient");
    const std::size_t wires = 1 + stream.below(4);
    const auto preparation = seed % 2 == 0 ? Preparation::zero : Preparation::amplitudes;
    const Circuit circuit = test::random_circuit(stream, wires, 16, preparation);
    const std::vector<ZString> observables = all_z(wires);
    std::vector<double> weights = random_numbers(stream, circuit.weights());
    std::vector<std::vector<double>> inputs;
    std::vector<std::vector<double>> upstream;
    for (int b = 0; b < 3; ++b) {
      inputs.push_back(random_numbers(stream, circuit.inputs()));
      if (preparation == Preparation::amplitudes) inputs.back() = normalised(inputs.back());
      upstream.push_back(random_numbers(stream, wires));
    }
    const auto run = test::run_circuit<double>(circuit, observables, inputs, weights, upstream);
    const auto slope = [&](double& parameter) {
      const double centre = parameter;
      parameter = centre + kStep;
      const double above = loss(circuit, observables, inputs, weights, upstream);
      parameter = centre - kStep;
      const double below = loss(circuit, observables, inputs, weights, upstream);
      parameter = centre;
      return (above - below) / (2 * kStep);
    };
    for (std::size_t w = 0; w < weights.size(); ++w) EXPECT_NEAR(run.weight_gradient[w], slope(weights[w]), test::kDifference);
    for (std::size_t b = 0; b < inputs.size(); ++b)
      for (std::size_t s = 0; s < inputs[b].size(); ++s) EXPECT_NEAR(run.input_gradient[b][s], slope(inputs[b][s]), test::kDifference);
  }
}

// Each angle of the quanvolution circuit's weights occurs once, so the two-term rule is exact:
// dE/dt = (E(t + pi/2) - E(t - pi/2)) / 2.
TEST(Simulator, AdjointGradientsAgreeWithParameterShift) {
  RandomStream stream(3, "shift");
  const Circuit circuit = hybrid::quanvolution_circuit(4, 3, trial::EncodingRepeat::every);
  const std::vector<std::vector<double>> inputs{random_numbers(stream, 4), random_numbers(stream, 4)};
  const std::vector<std::vector<double>> upstream{random_numbers(stream, 4), random_numbers(stream, 4)};
  std::vector<double> weights = random_numbers(stream, 12);
  const auto run = test::run_circuit<double>(circuit, all_z(4), inputs, weights, upstream);
  for (std::size_t w = 0; w < weights.size(); ++w) {
    const auto shifted = [&](double shift) {
      std::vector<double> moved = weights;
      moved[w] += shift;
      const auto values = test::run_circuit<double>(circuit, all_z(4), inputs, moved, upstream).expectations;
      double total = 0;
      for (std::size_t b = 0; b < values.size(); ++b)
        for (std::size_t o = 0; o < 4; ++o) total += upstream[b][o] * values[b][o];
      return total;
    };
    EXPECT_NEAR(run.weight_gradient[w], (shifted(std::numbers::pi / 2) - shifted(-std::numbers::pi / 2)) / 2, 10 * test::kExact);
  }
}

template <class Real>
test::CircuitRun large_batch(int threads) {
  RandomStream stream(11, "threads");
  const Circuit circuit = hybrid::quanvolution_circuit(4, 2, trial::EncodingRepeat::every);
  std::vector<std::vector<double>> inputs;
  std::vector<std::vector<double>> upstream;
  for (int b = 0; b < 5001; ++b) {
    inputs.push_back(random_numbers(stream, 4));
    upstream.push_back(random_numbers(stream, 4));
  }
  const std::vector<double> weights = random_numbers(stream, 8);
  const int before = omp_get_max_threads();
  omp_set_num_threads(threads);
  auto run = test::run_circuit<Real>(circuit, all_z(4), inputs, weights, upstream);
  omp_set_num_threads(before);
  return run;
}

TEST(Simulator, NumberOfThreadsDoesNotChangeABit) {
  for (const int threads : {2, 3, 7}) {
    EXPECT_EQ(large_batch<float>(1).weight_gradient, large_batch<float>(threads).weight_gradient);
    EXPECT_EQ(large_batch<double>(1).weight_gradient, large_batch<double>(threads).weight_gradient);
    EXPECT_EQ(large_batch<double>(1).expectations, large_batch<double>(threads).expectations);
    EXPECT_EQ(large_batch<double>(1).input_gradient, large_batch<double>(threads).input_gradient);
  }
}

}  // namespace
}  // namespace quanvas::sim
