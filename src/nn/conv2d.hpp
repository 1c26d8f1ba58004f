// A convolution layer: every output map is a sum of cross-correlations of the input's channels, plus a bias; stride 1,
// no padding. An image is cut into columns, one for each position of the kernel, and multiplied by the weights.
#pragma once

#include "base/random.hpp"
#include "nn/layer.hpp"

namespace quanvas::nn {

// input [batch, in_channels, height, width] -> output [batch, out_channels, height - kernel + 1, width - kernel + 1].
// The output of an image has the same bits in whatever batch it is.
template <class Real>
class Conv2d final : public Layer<Real> {
 public:
  // Weights [out_channels, in_channels, kernel, kernel] and bias [out_channels] uniform on
  // +-1/sqrt(in_channels * kernel^2), drawn from `stream`.
  Conv2d(std::size_t in_channels, std::size_t out_channels, std::size_t kernel, RandomStream stream);

  Shape output_shape(const Shape& input) const override;
  const Tensor<Real>& forward(const Tensor<Real>& input) override;
  const Tensor<Real>& backward(const Tensor<Real>& input, const Tensor<Real>& upstream, InputGradient wanted) override;
  std::vector<Parameter<Real>*> parameters() override { return {&weight_, &bias_}; }

 private:
  void cut(std::span<const Real> image, const Shape& shape, Real* columns);
  void set_parameter_gradients(const Tensor<Real>& upstream);
  void set_input_gradient(const Shape& input, const Tensor<Real>& upstream);

  std::size_t in_channels_;
  std::size_t out_channels_;
  std::size_t kernel_;
  Parameter<Real> weight_;
  Parameter<Real> bias_;
  std::size_t column_stride_ = 0;  // from image to image in columns_
  AlignedVector<Real> columns_;    // [batch, in_channels * kernel^2, positions], from forward for backward
  AlignedVector<Real> image_;      // an image and a chunk more
  AlignedVector<Real> product_;    // an image's output without bias
  Shape spread_for_;               // the input for which the zeros of the next two were set
  AlignedVector<Real> spread_;     // an image's upstream gradient, its rows as far apart as the input's
  AlignedVector<Real> column_gradient_;
  AlignedVector<Real> image_gradient_;
  Tensor<Real> output_;
  Tensor<Real> input_gradient_;
};

}  // namespace quanvas::nn
