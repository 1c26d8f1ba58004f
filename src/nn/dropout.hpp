// The dropout layer: in training each feature, or each channel of a map, is left out with a probability p, and the rest
// scaled by 1/(1 - p), so that the mean is kept; in every other pass it is the identity. As PyTorch's Dropout and
// Dropout2d.
#pragma once

#include <optional>

#include "base/random.hpp"
#include "nn/layer.hpp"

namespace quanvas::nn {

// What is left out as one: a value, or the values of an item's channel, of an input [batch, channels, ...].
enum class Dropped { values, channels };

template <class Real>
class Dropout final : public Layer<Real> {
 public:
  // `name` tells the random numbers of one layer from those of another. Throws Error unless 0 <= probability < 1.
  Dropout(double probability, std::uint64_t seed, Dropped dropped = Dropped::values, std::string name = "dropout");

  // What is left out in an epoch of training follows from the seed, the epoch, and the order of the items alone.
  void begin(const Pass& pass) override;

  Shape output_shape(const Shape& input) const override { return input; }
  const Tensor<Real>& forward(const Tensor<Real>& input) override;
  const Tensor<Real>& backward(const Tensor<Real>& input, const Tensor<Real>& upstream, InputGradient wanted) override;

 private:
  double probability_;
  std::uint64_t seed_;
  Dropped dropped_;
  std::string name_;
  std::optional<RandomStream> stream_;  // none where the layer is the identity
  AlignedVector<Real> factors_;         // of the features, from forward for backward: 0 or 1/(1 - p)
  Tensor<Real> output_;
  Tensor<Real> input_gradient_;
};

}  // namespace quanvas::nn
