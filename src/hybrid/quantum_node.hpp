// A circuit with its observables, and what runs it: exactly, or as a device would, with noise and a finite number of
// shots. What the layers of this folder that hold a circuit have in common.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/random.hpp"
#include "nn/layer.hpp"
#include "sim/circuit/noise_model.hpp"
#include "sim/sampled_simulator.hpp"
#include "sim/simulator.hpp"
#include "trial/choices.hpp"

namespace quanvas::hybrid {

struct Device {
  sim::NoiseModel noise;
  std::size_t shots = 0;  // for each circuit; 0: exact expectation values
  trial::NoiseIn acts_in = trial::NoiseIn::both;
  std::uint64_t seed = 0;  // of the shots
};

// Without shots gradients come from the adjoint method, with shots from shifted angles. Buffers as in
// sim/simulator.hpp.
template <class Real>
class QuantumNode {
 public:
  // `name` tells the samples of one node from those of another. Throws Error for noise that cannot be simulated and as
  // the simulators do.
  QuantumNode(const sim::Circuit& circuit, const std::vector<sim::Observable>& observables, const Device& device,
              std::string name);

  // Chooses between the ideal circuit and the device, and starts the pass's samples anew.
  void begin(const nn::Pass& pass);

  std::size_t inputs() const { return inputs_; }
  std::size_t observables() const { return observables_; }

  void forward(std::size_t count, std::span<const Real> inputs, std::span<const Real> weights,
               std::span<Real> expectations);
  void backward(std::span<const Real> upstream, std::span<Real> weight_gradient, std::span<Real> input_gradient);

 private:
  Device device_;
  std::string name_;
  std::size_t inputs_;
  std::size_t observables_;
  std::optional<sim::Simulator<Real>> ideal_;           // where passes without the device need it
  std::optional<sim::Simulator<Real>> exact_;           // the device without shots, or
  std::optional<sim::SampledSimulator<Real>> sampled_;  // with them
  bool on_device_ = true;
  RandomStream stream_;
};

}  // namespace quanvas::hybrid
