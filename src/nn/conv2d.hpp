// A convolution layer: every output map is a sum of cross-correlations of the input's channels, plus a bias. An image
// is cut into columns, one for each position of the kernel, and multiplied by the weights.
#pragma once

#include "base/random.hpp"
#include "nn/layer.hpp"

namespace quanvas::nn {

struct Conv2dOptions {
  std::size_t in_channels = 1;
  std::size_t out_channels = 1;
  std::size_t kernel = 3;
  std::size_t stride = 1;
  std::size_t padding = 0;  // zeros around the image

  // Positions of the kernel along a side of `length`.
  std::size_t positions(std::size_t length) const {
    return length + 2 * padding < kernel ? 0 : (length + 2 * padding - kernel) / stride + 1;
  }
};

// input [batch, in_channels, height, width] -> output [batch, out_channels, positions(height), positions(width)]. The
// output of an image has the same bits in whatever batch it is.
template <class Real>
class Conv2d final : public Layer<Real> {
 public:
  // Weights [out_channels, in_channels, kernel, kernel] and bias [out_channels] uniform on
  // +-1/sqrt(in_channels * kernel^2), drawn from `stream`.
  // Throws Error for a kernel or stride of 0.
  Conv2d(const Conv2dOptions& options, RandomStream stream);

  Shape output_shape(const Shape& input) const override;
  const Tensor<Real>& forward(const Tensor<Real>& input) override;
  const Tensor<Real>& backward(const Tensor<Real>& input, const Tensor<Real>& upstream, InputGradient wanted) override;
  std::vector<Parameter<Real>*> parameters() override { return {&weight_, &bias_}; }

 private:
  void cut(std::span<const Real> image, const Shape& shape, Real* columns);
  void set_parameter_gradients(const Tensor<Real>& upstream);
  void set_input_gradient(const Shape& input, const Tensor<Real>& upstream);

  // An item's upstream gradient [out_channels, rows, columns] into spread_, whose rows are `width` long.
  void spread(const Real* u, std::size_t rows, std::size_t columns, std::size_t width, std::size_t span);

  std::size_t entries() const { return options_.in_channels * options_.kernel * options_.kernel; }  // of a column

  Conv2dOptions options_;
  Parameter<Real> weight_;
  Parameter<Real> bias_;
  std::size_t column_stride_ = 0;  // from image to image in columns_
  AlignedVector<Real> columns_;    // [batch, in_channels * kernel^2, positions], from forward for backward
  Shape cut_for_;                  // the input for which the zeros of the next were set
  AlignedVector<Real> image_;      // an image with its padding, and a chunk more
  AlignedVector<Real> product_;    // an image's output without bias
  Shape spread_for_;               // the input for which the zeros of the next two were set
  AlignedVector<Real> spread_;     // an image's upstream gradient, its rows as far apart as the input's
  AlignedVector<Real> column_gradient_;
  AlignedVector<Real> image_gradient_;
  Tensor<Real> output_;
  Tensor<Real> input_gradient_;
};

}  // namespace quanvas::nn
