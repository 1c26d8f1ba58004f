// Resampling of an image by area averaging: a pixel of the result is the mean of the image over the rectangle it
// covers, with fractional overlaps, for smaller and larger results alike. The layer is in nn/area_average_layer.hpp.
#pragma once

#include <cstddef>
#include <span>

namespace quanvas::nn {

struct Size {
  std::size_t height = 0;
  std::size_t width = 0;

  std::size_t area() const { return height * width; }
  friend bool operator==(const Size&, const Size&) = default;
};

// image [from.height, from.width] -> result [to.height, to.width], sizes of at least 1. Sums are divided at the end, so
// that means of integers are exact.
template <class Real>
void area_average(std::span<const Real> image, Size from, std::span<Real> result, Size to);

// The transpose of that map: for the gradient of the result, sets that of the image.
template <class Real>
void area_average_transposed(std::span<const Real> result_gradient, Size to, std::span<Real> image_gradient, Size from);

}  // namespace quanvas::nn
