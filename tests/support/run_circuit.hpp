// Runs the simulator on batches given circuit by circuit, for tests.
#pragma once

#include <vector>

#include "nn/tensor.hpp"
#include "sim/simulator.hpp"

namespace quanvas::test {

struct CircuitRun {
  std::vector<std::vector<double>> expectations;    // [circuit][observable]
  std::vector<double> weight_gradient;              // [weight], summed over circuits
  std::vector<std::vector<double>> input_gradient;  // [circuit][input]
};

// The vector-Jacobian product is taken with `upstream` [circuit][observable].
template <class Real>
CircuitRun run_circuit(const sim::Circuit& circuit, const std::vector<sim::Observable>& observables,
                       const std::vector<std::vector<double>>& inputs, const std::vector<double>& weights,
                       const std::vector<std::vector<double>>& upstream, sim::Method method = sim::Method::automatic) {
  sim::Simulator<Real> simulator(circuit, observables, method);
  const std::size_t count = inputs.size();
  const std::size_t stride = sim::Simulator<Real>::stride(count);
  const auto slots = [&](const std::vector<std::vector<double>>& rows, std::size_t size) {
    nn::AlignedVector<Real> values(size * stride);
    for (std::size_t b = 0; b < rows.size(); ++b)
      for (std::size_t s = 0; s < size; ++s) values[s * stride + b] = static_cast<Real>(rows[b][s]);
    return values;
  };
  const auto rows = [&](const nn::AlignedVector<Real>& values, std::size_t size) {
    std::vector<std::vector<double>> result(count, std::vector<double>(size));
    for (std::size_t b = 0; b < count; ++b)
      for (std::size_t s = 0; s < size; ++s) result[b][s] = static_cast<double>(values[s * stride + b]);
    return result;
  };
  const auto in = slots(inputs, circuit.inputs());
  const auto up = slots(upstream, observables.size());
  const nn::AlignedVector<Real> w(weights.begin(), weights.end());
  nn::AlignedVector<Real> out(observables.size() * stride);
  nn::AlignedVector<Real> weight_gradient(circuit.weights());
  nn::AlignedVector<Real> input_gradient(circuit.inputs() * stride);
  simulator.forward(count, in, w, out);
  CircuitRun run{.expectations = rows(out, observables.size()), .weight_gradient = {}, .input_gradient = {}};
  simulator.backward(up, weight_gradient, input_gradient);
  run.weight_gradient.assign(weight_gradient.begin(), weight_gradient.end());
  run.input_gradient = rows(input_gradient, circuit.inputs());
  return run;
}

}  // namespace quanvas::test
