// Area averaging (nn/area_average.hpp) as a layer: maps of any size become maps of one size.
#pragma once

#include "nn/area_average.hpp"
#include "nn/layer.hpp"

namespace quanvas::nn {

// input [batch, channels, any height, any width] -> output [batch, channels, height, width].
template <class Real>
class AreaAverage final : public Layer<Real> {
 public:
  // Throws Error where a side is 0.
  AreaAverage(std::size_t height, std::size_t width);

  Shape output_shape(const Shape& input) const override;
  const Tensor<Real>& forward(const Tensor<Real>& input) override;
  const Tensor<Real>& backward(const Tensor<Real>& input, const Tensor<Real>& upstream, InputGradient wanted) override;

 private:
  Size size_;
  Tensor<Real> output_;
  Tensor<Real> input_gradient_;
};

}  // namespace quanvas::nn
