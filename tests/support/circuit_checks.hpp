// Expectation values and gradients of a case against the dense reference.
#pragma once

#include <gtest/gtest.h>

#include "support/circuit_case.hpp"
#include "support/dense_simulator.hpp"
#include "support/tolerances.hpp"

namespace quanvas::test {

inline std::vector<sim::Observable> all_z(std::size_t wires) {
  std::vector<sim::Observable> observables;
  for (std::uint32_t w = 0; w < wires; ++w) observables.push_back(sim::z(Wire(w)));
  return observables;
}

inline void expect_reference_values(const Case& c, sim::Method method = sim::Method::automatic) {
  const auto in_double = run<double>(c, method);
  const auto in_float = run<float>(c, method);
  for (std::size_t b = 0; b < c.inputs.size(); ++b) {
    const std::vector<double> expected = expectations(c.circuit, c.observables, c.inputs[b], c.weights);
    for (std::size_t o = 0; o < c.observables.size(); ++o) {
      EXPECT_NEAR(in_double.expectations[b][o], expected[o], kExact);
      EXPECT_NEAR(in_float.expectations[b][o], expected[o], kSingle);
    }
  }
}

// The weighted sum of expectation values, from the dense reference.
inline double loss(const Case& c) {
  double total = 0;
  for (std::size_t b = 0; b < c.inputs.size(); ++b) {
    const auto values = expectations(c.circuit, c.observables, c.inputs[b], c.weights);
    for (std::size_t o = 0; o < values.size(); ++o) total += c.upstream[b][o] * values[o];
  }
  return total;
}

inline void expect_finite_differences(Case c, sim::Method method = sim::Method::automatic) {
  constexpr double kStep = 1e-5;
  const auto in_double = run<double>(c, method);
  const auto in_float = run<float>(c, method);
  const auto slope = [&](double& parameter) {
    const double centre = parameter;
    parameter = centre + kStep;
    const double above = loss(c);
    parameter = centre - kStep;
    const double below = loss(c);
    parameter = centre;
    return (above - below) / (2 * kStep);
  };
  for (std::size_t w = 0; w < c.weights.size(); ++w) {
    const double expected = slope(c.weights[w]);
    EXPECT_NEAR(in_double.weight_gradient[w], expected, 20 * kDifference);
    EXPECT_NEAR(in_float.weight_gradient[w], expected, kSingleGradient);
  }
  for (std::size_t b = 0; b < c.inputs.size(); ++b)
    for (std::size_t s = 0; s < c.inputs[b].size(); ++s) {
      const double expected = slope(c.inputs[b][s]);
      EXPECT_NEAR(in_double.input_gradient[b][s], expected, 20 * kDifference);
      EXPECT_NEAR(in_float.input_gradient[b][s], expected, kSingleGradient);
    }
}

}  // namespace quanvas::test
