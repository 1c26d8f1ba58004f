// The examples of the headers of sim/, as they are there (tests/style/test_examples.py compares them).
#include <cmath>

#include <gtest/gtest.h>

#include "nn/tensor.hpp"
#include "sim/circuit/noise_model.hpp"
#include "sim/diagnostics.hpp"
#include "sim/gradients.hpp"
#include "sim/sampled_simulator.hpp"
#include "sim/shots.hpp"
#include "sim/simulator.hpp"

namespace quanvas {
namespace {

sim::Circuit two_input_circuit() {
  sim::Circuit circuit(1, 2, 1);
  circuit.add(sim::gate("ry"), {Wire(0)}, {sim::Angle::input(Slot(0))});
  circuit.add(sim::gate("ry"), {Wire(0)}, {sim::Angle::input(Slot(1))});
  circuit.add(sim::gate("ry"), {Wire(0)}, {sim::Angle::weight(Slot(0))});
  return circuit;
}

// <Z0 Z1> is 1 and <X0> is 0 for any weight.
TEST(Examples, OneCircuit) {
  sim::Circuit bell(2, 0, 1);  // two wires, no inputs, one weight
  bell.add(sim::gate("ry"), {Wire(0)}, {sim::Angle::weight(Slot(0))});
  bell.add(sim::gate("cx"), {Wire(0), Wire(1)});
  const sim::Observable energy = sim::parse_observable("0.5 Z0 Z1 - X0", 2);
  const sim::NoiseModel noise = sim::parse_noise("depolarizing(0.01), readout_error(0.01, 0.03)");
  const sim::Circuit noisy = sim::with_noise(bell, noise);
  const std::vector<double> values = sim::expectations(bell, {energy}, {}, {0.3});
  const sim::Jacobian jacobian = sim::adjoint_jacobian(bell, {energy}, {}, {0.3});
  const double slope = jacobian.weights[0][0];  // of observable 0 by weight 0
  const sim::Estimate estimate = sim::estimate(bell, {energy}, {}, {0.3}, {.shots = 1000, .seed = 7});
  const double mean = estimate.values[0], error = estimate.standard_errors[0];
  const sim::Diagnosis known = sim::diagnose(bell, energy, {.samples = 100});
  const double q = known.entangling_capability;  // 0: always a product state, 1: as entangled as GHZ
  EXPECT_NEAR(q, 0.5, 0.15);                     // the mean of sin^2 of the angle
  EXPECT_NEAR(values[0], 0.5, 1e-12);
  EXPECT_NEAR(slope, 0, 1e-12);
  EXPECT_NEAR(mean, 0.5, 6 * error);
  EXPECT_LT(sim::expectations(noisy, {energy}, {}, {0.3})[0], 0.49);
}

// <Z> is the cosine of the sum of the angles.
TEST(Examples, ABatch) {
  const sim::Circuit circuit = two_input_circuit();
  sim::Simulator<float> simulator(circuit, {sim::z(Wire(0))});  // of two inputs and one weight
  const std::size_t stride = simulator.stride(100);
  nn::AlignedVector<float> inputs(2 * stride), weights(1), values(stride), upstream(stride), gradient(1);
  for (std::size_t b = 0; b < 100; ++b) inputs[0 * stride + b] = 0.01f * static_cast<float>(b), upstream[b] = 1;
  simulator.forward(100, inputs, weights, values);
  simulator.backward(upstream, gradient, {});  // the sum of d values[b] / d weights[0]
  float slope = 0;
  for (std::size_t b = 0; b < 100; ++b) {
    EXPECT_NEAR(values[b], std::cos(0.01f * static_cast<float>(b)), 1e-5);
    slope -= std::sin(0.01f * static_cast<float>(b));
  }
  EXPECT_NEAR(gradient[0], slope, 1e-3);

  sim::SampledSimulator<float> sampled(circuit, {sim::z(Wire(0))}, 1024);
  RandomStream stream(7, "shots");
  sampled.forward(100, inputs, weights, values, stream);  // the spans of the example in sim/simulator.hpp
  sampled.backward(upstream, gradient, {}, stream);
  EXPECT_NEAR(values[50], std::cos(0.5f), 6 / std::sqrt(1024.0));
  EXPECT_NEAR(gradient[0], 2 * slope, 6 * std::sqrt(100 / 1024.0));  // added to what was there
}

}  // namespace
}  // namespace quanvas
