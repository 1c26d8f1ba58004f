// Average pooling: the mean of each window of a map.
#pragma once

#include "nn/layer.hpp"

namespace quanvas::nn {

// input [batch, channels, height, width] -> output [batch, channels, (height - size) / stride + 1, (width - size) /
// stride + 1], rounded down.
template <class Real>
class AveragePool2d final : public Layer<Real> {
 public:
  // Throws Error for a size or stride of 0.
  AveragePool2d(std::size_t size, std::size_t stride);

  Shape output_shape(const Shape& input) const override;
  const Tensor<Real>& forward(const Tensor<Real>& input) override;
  const Tensor<Real>& backward(const Tensor<Real>& input, const Tensor<Real>& upstream, InputGradient wanted) override;

 private:
  // Calls `use` with the index of each output and of the first entry of its window in the input.
  template <class Use>
  void for_each_window(const Shape& input, Use&& use) const;

  std::size_t size_;
  std::size_t stride_;
  Tensor<Real> output_;
  Tensor<Real> input_gradient_;
};

}  // namespace quanvas::nn
