#include "nn/average_pool.hpp"

#include "base/error.hpp"

namespace quanvas::nn {

template <class Real>
AveragePool2d<Real>::AveragePool2d(std::size_t size, std::size_t stride) : size_(size), stride_(stride) {
  require(size >= 1 && stride >= 1, "average pooling over windows of size {} and stride {}; use 1 or more", size,
          stride);
}

template <class Real>
Shape AveragePool2d<Real>::output_shape(const Shape& input) const {
  require(input.rank() == 4 && input[2] >= size_ && input[3] >= size_,
          "average pooling over {0}x{0} windows is given {1}; it takes [batch, channels, height, width] with at least "
          "one window",
          size_, input.text());
  return {input[0], input[1], (input[2] - size_) / stride_ + 1, (input[3] - size_) / stride_ + 1};
}

template <class Real>
template <class Use>
void AveragePool2d<Real>::for_each_window(const Shape& input, Use&& use) const {
  const Shape output = output_shape(input);
  std::size_t o = 0;
  for (std::size_t map = 0; map < input[0] * input[1]; ++map)
    for (std::size_t row = 0; row < output[2]; ++row)
      for (std::size_t column = 0; column < output[3]; ++column, ++o)
        use(o, (map * input[2] + row * stride_) * input[3] + column * stride_);
}

template <class Real>
const Tensor<Real>& AveragePool2d<Real>::forward(const Tensor<Real>& input) {
  output_.resize(output_shape(input.shape()));
  const std::size_t width = input.shape()[3];
  const Real share = Real(1) / static_cast<Real>(size_ * size_);
  for_each_window(input.shape(), [&](std::size_t o, std::size_t first) {
    Real sum = 0;
    for (std::size_t y = 0; y < size_; ++y)
      for (std::size_t x = 0; x < size_; ++x) sum += input.data()[first + y * width + x];
    output_.data()[o] = share * sum;
  });
  return output_;
}

template <class Real>
const Tensor<Real>& AveragePool2d<Real>::backward(const Tensor<Real>& input, const Tensor<Real>& upstream,
                                                  InputGradient wanted) {
  if (wanted == InputGradient::unwanted) return input_gradient_;
  input_gradient_.resize(input.shape());
  input_gradient_.fill(0);
  const std::size_t width = input.shape()[3];
  const Real share = Real(1) / static_cast<Real>(size_ * size_);
  for_each_window(input.shape(), [&](std::size_t o, std::size_t first) {
    const Real u = share * upstream.data()[o];
    for (std::size_t y = 0; y < size_; ++y)
      for (std::size_t x = 0; x < size_; ++x) input_gradient_.data()[first + y * width + x] += u;
  });
  return input_gradient_;
}

template class AveragePool2d<float>;
template class AveragePool2d<double>;

}  // namespace quanvas::nn
