// Max pooling: the largest entry of every window of a map. Windows do not overlap; what does not fill one is dropped.
#pragma once

#include "nn/layer.hpp"

namespace quanvas::nn {

// input [batch, channels, height, width] -> output [batch, channels, (height - size) / stride + 1, (width - size) /
// stride + 1], rounded down. The
// gradient goes to the first largest entry of a window. An entry that is not a number counts as the largest.
template <class Real>
class MaxPool2d final : public Layer<Real> {
 public:
  // Throws Error for a size or stride of 0.
  MaxPool2d(std::size_t size, std::size_t stride);
  explicit MaxPool2d(std::size_t size) : MaxPool2d(size, size) {}

  Shape output_shape(const Shape& input) const override;
  const Tensor<Real>& forward(const Tensor<Real>& input) override;
  const Tensor<Real>& backward(const Tensor<Real>& input, const Tensor<Real>& upstream, InputGradient wanted) override;

 private:
  template <class Size, class Stride>
  void pool(const Tensor<Real>& input, Size size, Stride stride);

  std::size_t size_;
  std::size_t stride_;
  std::vector<std::uint32_t> chosen_;  // of each output, the index of its entry in the input's map
  Tensor<Real> output_;
  Tensor<Real> input_gradient_;
};

}  // namespace quanvas::nn
