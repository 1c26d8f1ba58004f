// A circuit as a dense layer: each item's numbers are the inputs of one circuit, whose expectation values are the
// outputs.
//
// For example (tests/hybrid/examples_test.cpp runs it):
//     hybrid::CircuitLayer<float> layer(classifier, {sim::z({Wire(0), Wire(1)})}, "classifier");
//     hybrid::initialise_angles<float>(trial::Init::uniform_2pi, RandomStream(7, "init"), layer.weights().value);
//     const nn::Tensor<float>& output = layer.forward(slots);  // [batch, inputs] -> [batch, observables]
//     layer.backward(slots, upstream, nn::InputGradient::unwanted);
#pragma once

#include "hybrid/quantum_node.hpp"
#include "nn/layer.hpp"

namespace quanvas::hybrid {

// input [batch, inputs] -> output [batch, observables].
template <class Real>
class CircuitLayer final : public nn::Layer<Real> {
 public:
  CircuitLayer(const sim::Circuit& circuit, const std::vector<sim::Observable>& observables, std::string name,
               const Device& device = {});

  void begin(const nn::Pass& pass) override { node_.begin(pass); }
  nn::Shape output_shape(const nn::Shape& input) const override;
  const nn::Tensor<Real>& forward(const nn::Tensor<Real>& input) override;
  const nn::Tensor<Real>& backward(const nn::Tensor<Real>& input, const nn::Tensor<Real>& upstream,
                                   nn::InputGradient wanted) override;
  std::vector<nn::Parameter<Real>*> parameters() override { return {&weights_}; }

  nn::Parameter<Real>& weights() { return weights_; }

 private:
  QuantumNode<Real> node_;
  nn::Parameter<Real> weights_;
  std::size_t stride_ = 0;
  nn::AlignedVector<Real> inputs_;  // slot by slot, as the simulator takes them; likewise the next three
  nn::AlignedVector<Real> expectations_;
  nn::AlignedVector<Real> upstream_;
  nn::AlignedVector<Real> slot_gradient_;
  nn::Tensor<Real> output_;
  nn::Tensor<Real> input_gradient_;
};

}  // namespace quanvas::hybrid
