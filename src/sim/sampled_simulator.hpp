// Expectation values as a device estimates them, from a finite number of shots, and their gradients by shifted angles,
// each of which is estimated from as many shots of its own. The counterpart of sim/simulator over a batch, in the same
// layout.
//
// For example (tests/sim/examples_test.cpp runs it):
//     sim::SampledSimulator<float> sampled(circuit, {sim::z(Wire(0))}, 1024);
//     RandomStream stream(7, "shots");
//     sampled.forward(100, inputs, weights, values, stream);  // the spans of the example in sim/simulator.hpp
//     sampled.backward(upstream, gradient, {}, stream);
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "base/aligned.hpp"
#include "base/random.hpp"
#include "sim/simulator.hpp"

namespace quanvas::sim {

// The observables are diagonal: all are measured by the same shots in the computational basis. Samples are drawn from
// the exact probabilities, from the stream that a call is given, circuit after circuit: the number of threads does not
// matter.
template <class Real>
class SampledSimulator {
 public:
  // Throws Error for no shots, for an observable with another factor than Z or outside the circuit, and for a circuit
  // whose inputs are amplitudes, which have no shift rule.
  SampledSimulator(const Circuit& circuit, const std::vector<Observable>& observables, std::size_t shots);

  std::size_t inputs() const { return inputs_; }
  std::size_t weights() const { return weights_; }
  std::size_t observables() const { return observables_; }

  // As Simulator::forward, but columns of inputs past the last circuit are not read, and those of expectations become
  // zero.
  void forward(std::size_t count, std::span<const Real> inputs, std::span<const Real> weights,
               std::span<Real> expectations, RandomStream& stream);

  // As Simulator::backward, for the numbers of the last forward(); again and again if wanted, each time from new shots.
  // An angle that appears in several gates is shifted in one after the other. Throws Error without a forward() before
  // it.
  void backward(std::span<const Real> upstream, std::span<Real> weight_gradient, std::span<Real> input_gradient,
                RandomStream& stream);

 private:
  // An angle of one gate: slot k of the circuit in which every angle is an input of its own.
  struct GateAngle {
    Angle angle;
    std::span<const ShiftTerm> terms;
  };
  // One angle shifted in all circuits of the batch.
  struct Shifted {
    std::size_t angle;  // among gate_angles_
    double shift;
    double factor;  // of the expectation value in the derivative by the weight or input
  };

  void list_shifts(bool weights, bool inputs);
  void run(std::size_t count, std::span<const Real> angles, std::span<Real> expectations, RandomStream& stream);

  std::size_t inputs_;
  std::size_t weights_;
  std::size_t observables_;
  std::size_t shots_;
  std::vector<GateAngle> gate_angles_;
  Simulator<Real> simulator_;
  std::size_t states_;
  std::vector<double> outcomes_;  // [observable, basis state]
  std::vector<Shifted> shifts_;
  std::optional<std::size_t> count_;  // circuits of the last forward()
  AlignedArray<Real> angles_;         // [gate angle, stride] of the last forward
  AlignedArray<Real> shifted_;        // the same for a batch of shifted circuits
  AlignedArray<Real> estimates_;      // [observable, stride] of that batch
  AlignedArray<Real> probabilities_;  // [basis state, stride]
  std::vector<double> distribution_;  // [basis state] of one circuit
  std::vector<std::uint64_t> counts_;
};

}  // namespace quanvas::sim
