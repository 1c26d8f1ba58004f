// The dropout layer: in training each feature is left out with a probability p, and the rest scaled by 1/(1 - p), so
// that the mean is kept; in every other pass it is the identity.
#pragma once

#include <optional>

#include "base/random.hpp"
#include "nn/layer.hpp"

namespace quanvas::nn {

template <class Real>
class Dropout final : public Layer<Real> {
 public:
  // Throws Error unless 0 <= probability < 1.
  Dropout(double probability, std::uint64_t seed);

  // What is left out in an epoch of training follows from the seed, the epoch, and the order of the items alone.
  void begin(const Pass& pass) override;

  Shape output_shape(const Shape& input) const override { return input; }
  const Tensor<Real>& forward(const Tensor<Real>& input) override;
  const Tensor<Real>& backward(const Tensor<Real>& input, const Tensor<Real>& upstream, InputGradient wanted) override;

 private:
  double probability_;
  std::uint64_t seed_;
  std::optional<RandomStream> stream_;  // none where the layer is the identity
  AlignedVector<Real> factors_;         // of the features, from forward for backward: 0 or 1/(1 - p)
  Tensor<Real> output_;
  Tensor<Real> input_gradient_;
};

}  // namespace quanvas::nn
