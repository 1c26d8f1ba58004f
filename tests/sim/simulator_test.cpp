// The simulator over batches: against printed reference values and closed forms, its gradients against the
// parameter-shift rule, batches against their parts, and any number of threads against one. Random circuits are in
// random_circuits_test.cpp, what is refused in spans_test.cpp.
#include "sim/simulator.hpp"

#include <cmath>
#include <numbers>

#include <gtest/gtest.h>

#include "base/error.hpp"
#include "hybrid/ansatz.hpp"
#include "support/circuit_case.hpp"
#include "support/circuit_checks.hpp"
#include "support/random_circuit.hpp"
#include "support/run_circuit.hpp"
#include "support/thread_scope.hpp"
#include "support/tolerances.hpp"

namespace quanvas::sim {
namespace {

using test::all_z;
using test::Case;
using test::expect_finite_differences;
using test::expect_reference_values;
using test::random_numbers;
using test::run;

// The reference values of the quanvolution circuit at x = (0.1, 0.5, 0.9, 0.3), theta[l][i] = 0.1 (4 l + i) + 0.05,
// four repetitions; computed independently, printed with ten to twelve decimals.
TEST(Simulator, QuanvolutionReferenceValues) {
  const std::vector<std::vector<double>> x{{0.1, 0.5, 0.9, 0.3}};
  std::vector<double> theta;
  for (int i = 0; i < 16; ++i) theta.push_back(0.1 * i + 0.05);
  const std::vector<std::vector<double>> ones{{1, 1, 1, 1}};

  const auto every = test::run_circuit<double>(hybrid::quanvolution_circuit(4, 4, trial::EncodingRepeat::every),
                                               all_z(4), x, theta, ones);
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

  const auto once = test::run_circuit<double>(hybrid::quanvolution_circuit(4, 4, trial::EncodingRepeat::once), all_z(4),
                                              x, theta, ones);
  const double expectations_once[] = {-0.014315229708, 0.054649492007, -0.090526622026, -0.188582509764};
  for (std::size_t i = 0; i < 4; ++i) EXPECT_NEAR(once.expectations[0][i], expectations_once[i], test::kExact);
}

// One repetition: Z_i is the product over k <= i of cos(x_k) cos(theta_k).
TEST(Simulator, DepthOneClosedForm) {
  RandomStream stream(7, "closed form");
  const std::vector<double> x = random_numbers(stream, 4);
  const std::vector<double> theta = random_numbers(stream, 4);
  for (const Method method : {Method::automatic, Method::batch}) {
    const auto run = test::run_circuit<double>(hybrid::quanvolution_circuit(4, 1, trial::EncodingRepeat::every),
                                               all_z(4), {x}, theta, {{1, 1, 1, 1}}, method);
    double product = 1;
    for (std::size_t i = 0; i < 4; ++i) {
      product *= std::cos(x[i]) * std::cos(theta[i]);
      EXPECT_NEAR(run.expectations[0][i], product, test::kExact);
    }
  }
}

TEST(Simulator, LargeBatchesGiveTheGradientOfTheirParts) {
  RandomStream stream(5, "large");
  Case c{.circuit = Circuit(9, 3, 4),
         .observables = all_z(9),
         .weights = random_numbers(stream, 4),
         .inputs = {},
         .upstream = {}};
  c.circuit = test::random_circuit(stream, {.wires = 9, .operations = 30, .unitaries = false});
  for (int b = 0; b < 300; ++b) {
    c.inputs.push_back(random_numbers(stream, 3));
    c.upstream.push_back(random_numbers(stream, 9));
  }
  const auto whole = run<double>(c);
  std::vector<double> sum(4, 0.0);
  for (std::size_t b = 0; b < c.inputs.size(); ++b) {
    Case one = c;
    one.inputs = {c.inputs[b]};
    one.upstream = {c.upstream[b]};
    const auto part = run<double>(one);
    for (std::size_t w = 0; w < 4; ++w) sum[w] += part.weight_gradient[w];
    for (std::size_t s = 0; s < 3; ++s)
      EXPECT_NEAR(whole.input_gradient[b][s], part.input_gradient[0][s], 100 * test::kExact);
  }
  for (std::size_t w = 0; w < 4; ++w) EXPECT_NEAR(whole.weight_gradient[w], sum[w], 1e4 * test::kExact);
}

// Angles near pi make tangents infinite.
TEST(Simulator, AnglesNearMultiplesOfPi) {
  const double pi = std::numbers::pi;
  Case c{.circuit = hybrid::quanvolution_circuit(3, 3, trial::EncodingRepeat::every),
         .observables = all_z(3),
         .weights = {},
         .inputs = {{pi, -pi, 3 * pi}, {pi + 1e-9, 0, 0.1}, {0.1, 0.2, 0.3}},
         .upstream = {{1, 2, 3}, {1, 1, 1}, {0, 1, 0}}};
  c.weights = {pi, 0, -pi, pi / 2, pi, 1, 2, 3, pi};
  expect_reference_values(c);
  expect_finite_differences(c);
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
    EXPECT_NEAR(run.weight_gradient[w], (shifted(std::numbers::pi / 2) - shifted(-std::numbers::pi / 2)) / 2,
                10 * test::kExact);
  }
}

template <class Real>
test::CircuitRun large_batch(std::size_t threads) {
  RandomStream stream(11, "threads");
  const Circuit circuit = hybrid::quanvolution_circuit(4, 2, trial::EncodingRepeat::every);
  std::vector<std::vector<double>> inputs;
  std::vector<std::vector<double>> upstream;
  for (int b = 0; b < 5001; ++b) {
    inputs.push_back(random_numbers(stream, 4));
    upstream.push_back(random_numbers(stream, 4));
  }
  const std::vector<double> weights = random_numbers(stream, 8);
  const test::ThreadScope scope(threads);
  return test::run_circuit<Real>(circuit, all_z(4), inputs, weights, upstream);
}

TEST(Simulator, NumberOfThreadsDoesNotChangeABit) {
  for (const std::size_t threads : {2u, 3u, 7u}) {
    EXPECT_EQ(large_batch<float>(1).weight_gradient, large_batch<float>(threads).weight_gradient);
    EXPECT_EQ(large_batch<double>(1).weight_gradient, large_batch<double>(threads).weight_gradient);
    EXPECT_EQ(large_batch<double>(1).expectations, large_batch<double>(threads).expectations);
    EXPECT_EQ(large_batch<double>(1).input_gradient, large_batch<double>(threads).input_gradient);
  }
}

TEST(Simulator, RefusesObservablesThatAreNone) {
  const Circuit circuit(2, 0, 0);
  const auto with = [&](std::vector<std::pair<Wire, char>> factors) {
    return Simulator<double>(circuit, {Observable{.terms = {{.coefficient = 1, .factors = std::move(factors)}}}});
  };
  EXPECT_THROW(with({{Wire(2), 'Z'}}), Error);
  EXPECT_THROW(with({{Wire(0), 'x'}}), Error);
  EXPECT_THROW(with({{Wire(0), 'X'}, {Wire(0), 'Y'}}), Error);
}

}  // namespace
}  // namespace quanvas::sim
