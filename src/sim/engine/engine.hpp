// What runs a circuit over a batch. There are three: sim/engine/batch_engine (lanes over circuits),
// sim/engine/block_engine (lanes over the amplitudes of one large state) and sim/engine/product_engine (states that
// stay products of single wires).
#pragma once

#include <complex>
#include <cstddef>
#include <span>

namespace quanvas::sim {

// As in sim/simulator.hpp, where the functions are described and what they are given is checked. Spans are as long as
// is needed, or empty where they may be; there is at least one circuit.
template <class Real>
class Engine {
 public:
  virtual ~Engine() = default;
  virtual void forward(std::size_t count, std::span<const Real> inputs, std::span<const Real> weights,
                       std::span<Real> expectations) = 0;
  virtual void backward(std::span<const Real> upstream, std::span<Real> weight_gradient,
                        std::span<Real> input_gradient) = 0;
  virtual void probabilities(std::span<Real> out) = 0;
  virtual std::complex<Real> amplitude(std::size_t basis_state) const = 0;
  virtual double flops(bool backward, bool inputs) const = 0;
};

// The distance between slots for a batch of `count` circuits: count rounded up to whole lanes.
template <class Real>
std::size_t stride_of(std::size_t count);

}  // namespace quanvas::sim
