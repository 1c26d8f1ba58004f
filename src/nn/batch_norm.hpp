// Batch normalisation (Ioffe & Szegedy, arXiv 1502.03167), as PyTorch's BatchNorm1d and BatchNorm2d: each channel, or
// feature, is brought to mean 0 and variance 1, then scaled and shifted by weights. In training mean and variance are
// those of the batch; else the running ones, which each training batch moves by a tenth of the way.
#pragma once

#include "nn/layer.hpp"

namespace quanvas::nn {

// input [batch, channels, ...] -> output of the same shape.
template <class Real>
class BatchNorm final : public Layer<Real> {
 public:
  explicit BatchNorm(std::size_t channels);

  void begin(const Pass& pass) override { training_ = pass.purpose == Purpose::training; }
  Shape output_shape(const Shape& input) const override;
  const Tensor<Real>& forward(const Tensor<Real>& input) override;
  const Tensor<Real>& backward(const Tensor<Real>& input, const Tensor<Real>& upstream, InputGradient wanted) override;
  std::vector<Parameter<Real>*> parameters() override { return {&weight_, &bias_}; }
  std::vector<AlignedVector<Real>*> statistics() override { return {&running_mean_, &running_variance_}; }

 private:
  // Calls `use` with each value's index of a channel.
  template <class Use>
  void for_each(const Shape& shape, std::size_t channel, Use&& use) const;
  void measure(const Tensor<Real>& input, std::size_t channel);

  std::size_t channels_;
  Parameter<Real> weight_;
  Parameter<Real> bias_;
  AlignedVector<Real> running_mean_;
  AlignedVector<Real> running_variance_;
  bool training_ = false;
  AlignedVector<Real> mean_;       // of the last forward
  AlignedVector<Real> deviation_;  // of the last forward: sqrt(variance + epsilon)
  Tensor<Real> output_;
  Tensor<Real> input_gradient_;
};

}  // namespace quanvas::nn
