// The quanvolutional layer: every patch of the maps goes through one circuit with shared weights, whose expectation
// values become the output's channels.
//
// For example (tests/hybrid/examples_test.cpp runs it):
//     hybrid::Quanv2d<float> quanv({.channel = trial::ChannelReduction::all}, whole);  // a circuit of four wires
//     hybrid::initialise_angles<float>(trial::Init::uniform_2pi, RandomStream(7, "init"), quanv.weights().value);
//     const nn::Tensor<float>& maps = quanv.forward(images);  // [8, 1, 28, 28] -> [8, 4, 14, 14]
#pragma once

#include "hybrid/patches.hpp"
#include "hybrid/quantum_node.hpp"
#include "nn/layer.hpp"
#include "trial/choices.hpp"

namespace quanvas::hybrid {

struct Quanv2dOptions {
  PatchGrid grid{};
  PatchChannels channels = PatchChannels::separate;
  trial::ChannelReduction channel = trial::ChannelReduction::mean;  // what the expectation values of a patch become
  // Whether the layer can pass gradients to its input, through the expectation values. Where it cannot (`detached`),
  // its input gradient is zero.
  nn::InputGradient through = nn::InputGradient::unwanted;
};

// How many numbers go into the circuit of a patch and come out of it.
struct PatchCircuitSize {
  std::size_t features;
  std::size_t observables;
};

// What runs on each patch: a circuit whose inputs are an encoding's slots, those of the patch's values, and what is
// measured. The encoding's operations are in the circuit (compose()), or it has other ones.
struct PatchCircuit {
  sim::Circuit circuit;
  Encoding encoding;
  std::vector<sim::Observable> observables;

  PatchCircuit(const sim::Circuit& circuit_, const Encoding& encoding_, std::vector<sim::Observable> observables_)
      : circuit(circuit_), encoding(encoding_), observables(std::move(observables_)) {}

  // The values themselves are the inputs; <Z> of each wire.
  PatchCircuit(const sim::Circuit& circuit_);  // NOLINT: also implicitly

  PatchCircuitSize size() const { return {.features = encoding.features, .observables = observables.size()}; }
};

// How many maps the expectation values of a patch become: one, or one for each.
std::size_t maps_per_patch(trial::ChannelReduction reduction, std::size_t observables);

// The shape of the output. Throws Error where a map is smaller than a patch, and where patches hold other than
// `features` values.
nn::Shape quanvolved(const nn::Shape& input, const Quanv2dOptions& options, const PatchCircuitSize& circuit);

// input [batch, channels, height, width] -> output [batch, channels * m, rows, columns], or [batch, m, rows, columns]
// with PatchChannels::together: m is the number of observables with ChannelReduction::all (the children of a channel
// lie together), else 1; rows and columns are those of the patch grid.
template <class Real>
class Quanv2d final : public nn::Layer<Real> {
 public:
  // Throws Error for a circuit whose encoding does not take the values of a patch, in the order [channel, row, column],
  // or makes other than the circuit's inputs of them.
  Quanv2d(const Quanv2dOptions& options, const PatchCircuit& circuit, std::string name = "quanv",
          const Device& device = {});

  void begin(const nn::Pass& pass) override { node_.begin(pass); }
  nn::Shape output_shape(const nn::Shape& input) const override;
  const nn::Tensor<Real>& forward(const nn::Tensor<Real>& input) override;
  const nn::Tensor<Real>& backward(const nn::Tensor<Real>& input, const nn::Tensor<Real>& upstream,
                                   nn::InputGradient wanted) override;
  std::vector<nn::Parameter<Real>*> parameters() override { return {&weights_}; }

  nn::Parameter<Real>& weights() { return weights_; }  // angles of the circuit, radians

 private:
  Real reduced(std::size_t circuit) const;
  Real share(std::size_t observable) const;

  Quanv2dOptions options_;
  PatchCircuitSize size_;
  QuantumNode<Real> node_;
  nn::Parameter<Real> weights_;
  Patches<Real> patches_;
  std::size_t stride_ = 0;  // of the buffers below, each [slot or observable, stride]
  nn::AlignedVector<Real> slots_;
  nn::AlignedVector<Real> expectations_;
  nn::AlignedVector<Real> upstream_;
  nn::AlignedVector<Real> slot_gradient_;
  nn::Tensor<Real> output_;
  nn::Tensor<Real> input_gradient_;
};

}  // namespace quanvas::hybrid
