#include "nn/max_pool.hpp"

#include <type_traits>

#include "base/error.hpp"

namespace quanvas::nn {

template <class Real>
MaxPool2d<Real>::MaxPool2d(std::size_t size, std::size_t stride) : size_(size), stride_(stride) {
  require(size >= 1 && stride >= 1, "max pooling over windows of size {} and stride {}; use 1 or more", size, stride);
}

template <class Real>
Shape MaxPool2d<Real>::output_shape(const Shape& input) const {
  require(input.rank() == 4 && input[2] >= size_ && input[3] >= size_,
          "max pooling over {0}x{0} windows is given {1}; it takes [batch, channels, height, width] with at least one "
          "window",
          size_, input.text());
  return {input[0], input[1], (input[2] - size_) / stride_ + 1, (input[3] - size_) / stride_ + 1};
}

// Without branches, and with sizes that the compiler may know: windows of a row are then compared side by side.
template <class Real>
template <class Size, class Stride>
void MaxPool2d<Real>::pool(const Tensor<Real>& input, Size size, Stride stride) {
  const std::size_t height = input.shape()[2], width = input.shape()[3], rows = output_.shape()[2],
                    columns = output_.shape()[3];
  const Real* map = input.data();
  Real* largest = output_.data();
  std::uint32_t* chosen = chosen_.data();
  for (std::size_t m = 0; m < input.shape()[0] * input.shape()[1]; ++m, map += height * width)
    for (std::size_t row = 0; row < rows; ++row, largest += columns, chosen += columns) {
      const std::size_t corner = row * stride * width;
      for (std::size_t x = 0; x < columns; ++x) {
        const std::size_t at = corner + x * stride;
        Real best = map[at];
        auto best_at = static_cast<std::uint32_t>(at);
        for (std::size_t y = 0; y < size; ++y)
          for (std::size_t z = 0; z < size; ++z) {
            const Real value = map[at + y * width + z];
            const bool better = (value > best) | (value != value);
            best = better ? value : best;
            best_at = better ? static_cast<std::uint32_t>(at + y * width + z) : best_at;
          }
        largest[x] = best;
        chosen[x] = best_at;
      }
    }
}

template <class Real>
const Tensor<Real>& MaxPool2d<Real>::forward(const Tensor<Real>& input) {
  output_.resize(output_shape(input.shape()));
  chosen_.resize(output_.size());
  constexpr std::integral_constant<std::size_t, 2> kTwo;
  if (size_ == 2 && stride_ == 2) pool(input, kTwo, kTwo);
  else pool(input, size_, stride_);
  return output_;
}

template <class Real>
const Tensor<Real>& MaxPool2d<Real>::backward(const Tensor<Real>& input, const Tensor<Real>& upstream,
                                              InputGradient wanted) {
  if (wanted == InputGradient::unwanted) return input_gradient_;
  input_gradient_.resize(input.shape());
  input_gradient_.fill(0);
  const std::size_t map_size = input.shape()[2] * input.shape()[3], windows = upstream.shape()[2] * upstream.shape()[3];
  Real* map = input_gradient_.data();
  for (std::size_t i = 0; i < upstream.size(); map += map_size)
    for (const std::size_t end = i + windows; i < end; ++i) map[chosen_[i]] += upstream.values()[i];
  return input_gradient_;
}

template class MaxPool2d<float>;
template class MaxPool2d<double>;

}  // namespace quanvas::nn
