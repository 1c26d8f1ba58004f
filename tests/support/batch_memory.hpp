// A circuit that every method runs, and memory for a batch of it with room beyond what is needed.
#pragma once

#include <algorithm>

#include "base/aligned.hpp"
#include "sim/simulator.hpp"

namespace quanvas::test {

// Two inputs, a weight, unentangled up to a CNOT, on enough wires for every method.
inline sim::Circuit circuit_of(sim::Method method) {
  const std::size_t wires = method == sim::Method::blocks ? 11 : 2;
  sim::Circuit circuit(wires, 2, 1);
  circuit.add(sim::gate("ry"), {Wire(0)}, {sim::Angle::input(Slot(0))});
  circuit.add(sim::gate("rx"), {Wire(1)}, {sim::Angle::input(Slot(1))});
  circuit.add(sim::gate("rx"), {Wire(1)}, {sim::Angle::weight(Slot(0))});
  circuit.add(sim::gate("cx"), {Wire(0), Wire(1)});
  return circuit;
}

// Memory for a simulator of two inputs, a weight and two observables: aligned, and with room beyond what is needed.
struct BatchMemory {
  static constexpr std::size_t kBeyond = 8;

  explicit BatchMemory(std::size_t circuits)
      : count(circuits),
        stride(sim::Simulator<double>::stride(circuits)),
        inputs(2 * stride + kBeyond),
        weights(1 + kBeyond),
        expectations(2 * stride + kBeyond),
        upstream(2 * stride + kBeyond),
        weight_gradient(1 + kBeyond),
        input_gradient(2 * stride + kBeyond) {
    for (auto* array : {&inputs, &expectations, &upstream, &input_gradient})
      std::fill_n(array->data(), 2 * stride + kBeyond, 0.0);
    for (auto* array : {&weights, &weight_gradient}) std::fill_n(array->data(), 1 + kBeyond, 0.0);
    for (std::size_t b = 0; b < count; ++b) upstream.data()[b] = 1;
    weights.data()[0] = 0.7;
  }

  std::size_t rows() const { return 2 * stride; }
  void forward(sim::Simulator<double>& simulator) {
    simulator.forward(count, {inputs.data(), rows()}, {weights.data(), 1}, {expectations.data(), rows()});
  }
  void backward(sim::Simulator<double>& simulator) {
    simulator.backward({upstream.data(), rows()}, {weight_gradient.data(), 1}, {input_gradient.data(), rows()});
  }

  std::size_t count;
  std::size_t stride;
  sim::AlignedArray<double> inputs, weights, expectations, upstream, weight_gradient, input_gradient;
};

}  // namespace quanvas::test
