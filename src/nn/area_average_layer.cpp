#include "nn/area_average_layer.hpp"

#include "base/error.hpp"

namespace quanvas::nn {
namespace {

std::size_t maps(const Shape& shape) { return shape[0] * shape[1]; }
Size map_size(const Shape& shape) { return {.height = shape[2], .width = shape[3]}; }

// Map m of a tensor [batch, channels, height, width].
template <class Values>
Values map(Values values, const Shape& shape, std::size_t m) {
  const std::size_t area = map_size(shape).area();
  return values.subspan(m * area, area);
}

}  // namespace

template <class Real>
AreaAverage<Real>::AreaAverage(std::size_t height, std::size_t width) : size_{height, width} {
  require(size_.area() > 0, "area averaging to {}x{} pixels; use sides of at least 1", height, width);
}

template <class Real>
Shape AreaAverage<Real>::output_shape(const Shape& input) const {
  require(input.rank() == 4 && map_size(input).area() > 0,
          "area averaging is given {}; it takes [batch, channels, height, width]", input.text());
  return {input[0], input[1], size_.height, size_.width};
}

template <class Real>
const Tensor<Real>& AreaAverage<Real>::forward(const Tensor<Real>& input) {
  output_.resize(output_shape(input.shape()));
  for (std::size_t m = 0; m < maps(input.shape()); ++m)
    area_average<Real>(map(input.values(), input.shape(), m), map_size(input.shape()),
                       map(output_.values(), output_.shape(), m), size_);
  return output_;
}

template <class Real>
const Tensor<Real>& AreaAverage<Real>::backward(const Tensor<Real>& input, const Tensor<Real>& upstream,
                                                InputGradient wanted) {
  if (wanted == InputGradient::unwanted) return input_gradient_;
  input_gradient_.resize(input.shape());
  for (std::size_t m = 0; m < maps(input.shape()); ++m)
    area_average_transposed<Real>(map(upstream.values(), upstream.shape(), m), size_,
                                  map(input_gradient_.values(), input.shape(), m), map_size(input.shape()));
  return input_gradient_;
}

template class AreaAverage<float>;
template class AreaAverage<double>;

}  // namespace quanvas::nn
