// Runs layers under a residual wiring, or a stretch of them: a block may be cut in two where the layers before the cut
// never change, so that these are computed once (model/network.hpp).
//
// For example (tests/hybrid/examples_test.cpp runs it):
//     hybrid::Layers<float> layers;
//     for (int k = 1; k <= 2; ++k)
//       layers.push_back(std::make_unique<hybrid::Quanv2d<float>>(hybrid::Quanv2dOptions{}, whole));
//     const hybrid::Wiring wiring = hybrid::parse_wiring("O1+O2", 2);
//     auto shapes = hybrid::activation_shapes(wiring, images.shape(), layers);
//     hybrid::ResidualBlock<float> block({.wiring = wiring, .last = 2}, std::move(layers), std::move(shapes));
//     const nn::Tensor<float>& features = block.forward(images);  // [8, 1, 28, 28] -> [8, 1, 14, 14]
#pragma once

#include <functional>
#include <memory>
#include <vector>

#include "hybrid/residual.hpp"
#include "nn/layer.hpp"
#include "trial/choices.hpp"

namespace quanvas::hybrid {

struct ResidualOptions {
  Wiring wiring;
  std::size_t first = 1;  // the layers this block runs, counted from 1, both ends included
  std::size_t last = 1;
  trial::Pad pad = trial::Pad::top_left;
  trial::Gradient gradient = trial::Gradient::detached;  // of a layer's output by its input, `detached` zero
};

template <class Real>
using Layers = std::vector<std::unique_ptr<nn::Layer<Real>>>;

// The shape of O_k for an input of layer k (from 1) of this shape. Throws Error where the layer cannot take it.
using LayerShape = std::function<nn::Shape(std::size_t k, const nn::Shape& input)>;

// The shapes of the activations A_0 .. A_n of a wiring; A_0 is `image`. Throws Error where what is added does not fit.
std::vector<nn::Shape> activation_shapes(const Wiring& wiring, const nn::Shape& image, const LayerShape& output_of);

// Those of made layers. Throws Error as they do, with the layer.
template <class Real>
std::vector<nn::Shape> activation_shapes(const Wiring& wiring, const nn::Shape& image, const Layers<Real>& layers);

// input: A_{first-1}, preceded by A_{first-2} where layer `first` adds that, the two as one flat vector per item.
// output: A_last, likewise preceded by A_{last-1} where layer last+1 adds that.
template <class Real>
class ResidualBlock final : public nn::Layer<Real> {
 public:
  // `layers` are layers first .. last; `shapes` those of A_0 .. A_last or more. Throws Error for other numbers of them.
  ResidualBlock(const ResidualOptions& options, Layers<Real> layers, std::vector<nn::Shape> shapes);

  void begin(const nn::Pass& pass) override;
  nn::Shape output_shape(const nn::Shape& input) const override;
  const nn::Tensor<Real>& forward(const nn::Tensor<Real>& input) override;

  // Layers that receive no gradient get the gradient zero. Not of a block before a cut.
  const nn::Tensor<Real>& backward(const nn::Tensor<Real>& input, const nn::Tensor<Real>& upstream,
                                   nn::InputGradient wanted) override;
  std::vector<nn::Parameter<Real>*> parameters() override;
  std::vector<nn::AlignedVector<Real>*> statistics() override;

 private:
  bool carries_two(std::size_t k) const;  // whether layer k needs A_{k-2} beside its input
  nn::Shape state_shape(std::size_t k) const;
  void unpack(const nn::Tensor<Real>& state);
  static void pack(const nn::Tensor<Real>& skipped, const nn::Tensor<Real>& last, nn::Tensor<Real>& state);
  void backward_through(std::size_t k, nn::InputGradient wanted);
  nn::Tensor<Real>& gradient_of(std::size_t k);

  ResidualOptions options_;
  Layers<Real> layers_;
  std::vector<nn::Shape> shapes_;
  // By activation index k, where this block has A_k.
  std::vector<const nn::Tensor<Real>*> activations_;
  std::vector<nn::Tensor<Real>> own_;  // those that are sums or were unpacked
  std::vector<nn::Tensor<Real>> gradients_;
  std::vector<bool> has_gradient_;
  nn::Tensor<Real> packed_;
  nn::Tensor<Real> output_gradient_;  // of a layer's output O_k
  nn::Tensor<Real> input_gradient_;   // where it is packed
};

}  // namespace quanvas::hybrid
