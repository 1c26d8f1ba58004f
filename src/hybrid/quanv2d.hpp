// The quanvolutional layer: every patch of every channel goes through one circuit with shared weights, whose
// expectation values become the output's channels.
#pragma once

#include "hybrid/patches.hpp"
#include "hybrid/quantum_node.hpp"
#include "nn/layer.hpp"
#include "trial/choices.hpp"

namespace quanvas::hybrid {

struct Quanv2dOptions {
  PatchGrid grid{};
  trial::Channel channel = trial::Channel::mean;
  // Whether the layer can pass gradients to its input, through the expectation values. Where it cannot (`detached`),
  // its input gradient is zero.
  nn::InputGradient through = nn::InputGradient::unwanted;
};

// input [batch, channels, height, width] -> output [batch, channels * m, rows, columns]: m is the number of wires with
// Channel::all (the children of a channel lie together), else 1; rows and columns are those of the patch grid.
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
  std::size_t maps_per_channel() const;
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
