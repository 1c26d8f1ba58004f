// Runs one circuit over a batch: spans of numbers in, spans of numbers out. The face of sim/ that other folders see.
// How a circuit is run (lanes over circuits or over amplitudes, states or density matrices, which basis) is chosen
// here.
//
// For example (tests/sim/examples_test.cpp runs it):
//     sim::Simulator<float> simulator(circuit, {sim::z(Wire(0))});  // of two inputs and one weight
//     const std::size_t stride = simulator.stride(100);
//     nn::AlignedVector<float> inputs(2 * stride), weights(1), values(stride), upstream(stride), gradient(1);
//     for (std::size_t b = 0; b < 100; ++b) inputs[0 * stride + b] = 0.01f * static_cast<float>(b), upstream[b] = 1;
//     simulator.forward(100, inputs, weights, values);
//     simulator.backward(upstream, gradient, {});  // the sum of d values[b] / d weights[0]
#pragma once

#include <complex>
#include <cstddef>
#include <memory>
#include <span>
#include <string_view>
#include <vector>

#include "sim/circuit/circuit.hpp"
#include "sim/circuit/observable.hpp"

namespace quanvas::sim {

template <class Real>
class Engine;

// Which way of running a circuit; the tests hold them against each other.
enum class Method {
  automatic,
  batch,    // lanes over circuits
  blocks,   // lanes over the amplitudes of one circuit after another
  product,  // Bloch vectors; for circuits whose wires stay unentangled up to Clifford gates
};

// Numbers of a batch, slot by slot: value s of circuit b is at [s * stride + b]. So the numbers that circuits side
// by side need together lie together. Strides come from Simulator::stride; spans [.., stride] begin at multiples of 64
// bytes (base/aligned.hpp, nn/tensor.hpp). A span may be longer than is needed; what is beyond stays as it is. Columns
// past the last circuit hold finite numbers, best zeros. A batch of no circuits is one, and numbers of a circuit need
// not be finite: what follows from them is not, for that circuit (and for gradients by weights, which all share).
// Functions throw Error for spans that are not so and leave the simulator as after no forward().
//
// Expectation values are exact; gradients come from the adjoint method. Readout errors that come last on a wire act on
// what is measured there, in whatever basis (sim/circuit/readout.hpp).
template <class Real>
class Simulator {
 public:
  // Throws Error for an observable outside the circuit or with a wire twice in a product, and for a method that cannot
  // run the circuit; forward() and backward() do for states that do not fit into memory.
  Simulator(const Circuit& circuit, const std::vector<Observable>& observables, Method method = Method::automatic);
  // Without observables: for probabilities(), which Method::product does not have. Throws Error as the other.
  explicit Simulator(const Circuit& circuit, Method method = Method::automatic);
  Simulator(Simulator&&) noexcept;
  Simulator& operator=(Simulator&&) noexcept;
  ~Simulator();

  std::size_t inputs() const { return inputs_; }
  std::size_t weights() const { return weights_; }
  std::size_t observables() const { return observables_; }

  // The distance between slots for a batch of `count` circuits: count rounded up to whole lanes.
  static std::size_t stride(std::size_t count);

  // expectations[o, b] = <observable o> of circuit b. inputs [inputs, stride], weights [weights], expectations
  // [observables, stride]. The states are kept for backward().
  void forward(std::size_t count, std::span<const Real> inputs, std::span<const Real> weights,
               std::span<Real> expectations);

  // The vector-Jacobian product of the last forward(), whose states it uses up: for upstream [observables, stride] adds
  // sum over b, o of upstream[o, b] d expectations[o, b] / d weights[w] to weight_gradient [weights], and writes
  // sum over o of upstream[o, b] d expectations[o, b] / d inputs[s, b] to input_gradient [inputs, stride].
  // An empty span is not computed. Columns of upstream past the last circuit must be zero. Throws Error without a
  // forward() before it, a second time after the same one, and where the simulator is for probabilities().
  void backward(std::span<const Real> upstream, std::span<Real> weight_gradient, std::span<Real> input_gradient);

  // out[p, b] = the probability to measure basis state p in circuit b of the last forward(); out [2^wires, stride].
  // Throws Error of a simulator with observables, and without a forward() before it.
  void probabilities(std::span<Real> out);

  // Amplitude p of the first circuit of the last forward(), up to a global phase. Only of a simulator without
  // observables and of a circuit without noise.
  std::complex<Real> amplitude(std::size_t basis_state) const;

  // Floating-point operations per circuit of forward(), and of backward() without and with the gradient by the inputs.
  // Those of observables, rotations and steps as they are carried out, not those of sines and cosines.
  double forward_flops() const;
  double backward_flops(bool inputs) const;

 private:
  // What is asked of the states.
  enum class Purpose { expectations, probabilities };

  void choose_engine(const Circuit& circuit, const std::vector<Observable>& observables, Method method);
  void require_forward(std::string_view function) const;

  Purpose purpose_;
  std::size_t inputs_;
  std::size_t weights_;
  std::size_t observables_;
  std::size_t states_ = 0;     // basis states
  std::size_t count_ = 0;      // circuits of the last forward()
  bool holds_states_ = false;  // of the last forward(), not used up
  std::unique_ptr<Engine<Real>> engine_;
};

}  // namespace quanvas::sim
