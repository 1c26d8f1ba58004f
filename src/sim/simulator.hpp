// Runs one circuit over a batch: spans of numbers in, spans of numbers out. The only face of sim/ that other folders see,
// and the one place with threads. Expectation values are exact; gradients come from the adjoint method.
#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <vector>

#include "sim/circuit.hpp"

namespace quanvas::sim {

// Numbers of a batch, slot by slot: value s of circuit b stands at [s * stride + b]. So the numbers that circuits side by
// side need together lie together. Strides come from Simulator::stride.
template <class Real>
class Simulator {
 public:
  // Throws Error for an observable outside the circuit.
  Simulator(const Circuit& circuit, const std::vector<ZString>& observables);
  Simulator(Simulator&&) noexcept;
  Simulator& operator=(Simulator&&) noexcept;
  ~Simulator();

  std::size_t inputs() const;
  std::size_t weights() const;
  std::size_t observables() const;

  // The distance between slots for a batch of `count` circuits: count rounded up to whole lanes.
  static std::size_t stride(std::size_t count);

  // expectations[o, b] = <observable o> of circuit b. inputs [inputs, stride], weights [weights], expectations
  // [observables, stride], aligned to 64 bytes. The final states are kept for backward().
  void forward(std::size_t count, std::span<const Real> inputs, std::span<const Real> weights, std::span<Real> expectations);

  // The vector-Jacobian product of the last forward(), whose final states it uses up: for upstream [observables, stride] adds
  // sum over b, o of upstream[o, b] d expectations[o, b] / d weights[w] to weight_gradient [weights], and writes
  // sum over o of upstream[o, b] d expectations[o, b] / d inputs[s, b] to input_gradient [inputs, stride].
  // An empty span is not computed.
  void backward(std::span<const Real> upstream, std::span<Real> weight_gradient, std::span<Real> input_gradient);

 private:
  class Program;
  std::unique_ptr<Program> program_;
};

}  // namespace quanvas::sim
