// The quanvolutional layer: every patch of every channel goes through one circuit with shared weights, whose
// expectation values become the output's channels.
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
  trial::ChannelReduction channel = trial::ChannelReduction::mean;
  // Whether the layer can pass gradients to its input, through the expectation values. Where it cannot (`detached`),
  // its input gradient is zero.
  nn::InputGradient through = nn::InputGradient::unwanted;
};

// How many maps one channel's patches become: one, or one for each wire.
std::size_t maps_per_patch(trial::ChannelReduction reduction, const PatchGrid& grid);

// The shape of the output. Throws Error where a map is smaller than a patch.
nn::Shape quanvolved(const nn::Shape& input, const Quanv2dOptions& options);

// input [batch, channels, height, width] -> output [batch, channels * m, rows, columns]: m is the number of wires with
// ChannelReduction::all (the children of a channel lie together), else 1; rows and columns are those of the patch grid.
template <class Real>
class Quanv2d final : public nn::Layer<Real> {
 public:
  // `circuit` has an input for each value of a patch, in row-major order, and a wire for each. Throws Error for
  // another.
  Quanv2d(const Quanv2dOptions& options, const sim::Circuit& circuit, std::string name = "quanv",
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
  Real share(std::size_t wire) const;

  Quanv2dOptions options_;
  QuantumNode<Real> node_;
  nn::Parameter<Real> weights_;
  Patches<Real> patches_;
  std::size_t stride_ = 0;  // of the buffers below, each [wire, stride]
  nn::AlignedVector<Real> inputs_;
  nn::AlignedVector<Real> expectations_;
  nn::AlignedVector<Real> upstream_;
  nn::AlignedVector<Real> patch_gradient_;
  nn::Tensor<Real> output_;
  nn::Tensor<Real> input_gradient_;
};

}  // namespace quanvas::hybrid
