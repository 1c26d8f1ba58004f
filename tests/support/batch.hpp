// A batch of random numbers for a simulator, run with spans as layers do it.
#pragma once

#include "base/random.hpp"
#include "nn/tensor.hpp"
#include "sim/simulator.hpp"

namespace quanvas::test {

template <class Real>
struct Batch {
  Batch(const sim::Simulator<Real>& simulator, std::size_t circuits, std::uint64_t seed)
      : count(circuits),
        stride(sim::Simulator<Real>::stride(circuits)),
        inputs(simulator.inputs() * stride),
        weights(simulator.weights()),
        upstream(simulator.observables() * stride),
        expectations(upstream.size()),
        weight_gradient(weights.size()),
        input_gradient(inputs.size()) {
    RandomStream stream(seed, "batch");
    for (Real& weight : weights) weight = static_cast<Real>(stream.uniform(-3, 3));
    for (auto* numbers : {&inputs, &upstream})
      for (std::size_t s = 0; s < numbers->size(); s += stride)
        for (std::size_t b = 0; b < count; ++b) (*numbers)[s + b] = static_cast<Real>(stream.uniform(-3, 3));
  }

  void forward(sim::Simulator<Real>& simulator) { simulator.forward(count, inputs, weights, expectations); }
  void backward(sim::Simulator<Real>& simulator) { simulator.backward(upstream, weight_gradient, input_gradient); }

  std::size_t count;
  std::size_t stride;
  nn::AlignedVector<Real> inputs;
  nn::AlignedVector<Real> weights;
  nn::AlignedVector<Real> upstream;
  nn::AlignedVector<Real> expectations;
  nn::AlignedVector<Real> weight_gradient;
  nn::AlignedVector<Real> input_gradient;
};

}  // namespace quanvas::test
