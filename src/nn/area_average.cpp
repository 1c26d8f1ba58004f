#include "nn/area_average.hpp"

#include <algorithm>
#include <cassert>

namespace quanvas::nn {
namespace {

// Along an axis, in units of which an image's pixel is `to` long and a result's pixel `from`: calls each(p, length) for
// the pixels p of the image that pixel i of the result overlaps.
template <class Each>
void for_each_overlap(std::size_t from, std::size_t to, std::size_t i, Each&& each) {
  const std::size_t begin = i * from, end = begin + from;
  for (std::size_t p = begin / to; p * to < end; ++p) each(p, std::min(end, (p + 1) * to) - std::max(begin, p * to));
}

// Calls each(r, p, area) for the pixels r of the result and p of the image that overlap.
template <class Each>
void for_each_pair(Size from, Size to, Each&& each) {
  for (std::size_t i = 0; i < to.height; ++i)
    for (std::size_t j = 0; j < to.width; ++j)
      for_each_overlap(from.height, to.height, i, [&](std::size_t y, std::size_t height) {
        for_each_overlap(from.width, to.width, j, [&](std::size_t x, std::size_t width) {
          each(i * to.width + j, y * from.width + x, height * width);
        });
      });
}

}  // namespace

template <class Real>
void area_average(std::span<const Real> image, Size from, std::span<Real> result, Size to) {
  assert(image.size() == from.area() && result.size() == to.area());
  std::ranges::fill(result, Real(0));
  for_each_pair(from, to, [&](std::size_t r, std::size_t p, std::size_t area) {
    result[r] += static_cast<Real>(area) * image[p];
  });
  for (Real& value : result) value /= static_cast<Real>(from.area());
}

template <class Real>
void area_average_transposed(std::span<const Real> result_gradient, Size to, std::span<Real> image_gradient,
                             Size from) {
  assert(image_gradient.size() == from.area() && result_gradient.size() == to.area());
  std::ranges::fill(image_gradient, Real(0));
  for_each_pair(from, to, [&](std::size_t r, std::size_t p, std::size_t area) {
    image_gradient[p] += static_cast<Real>(area) * result_gradient[r];
  });
  for (Real& value : image_gradient) value /= static_cast<Real>(from.area());
}

template void area_average<float>(std::span<const float>, Size, std::span<float>, Size);
template void area_average<double>(std::span<const double>, Size, std::span<double>, Size);
template void area_average_transposed<float>(std::span<const float>, Size, std::span<float>, Size);
template void area_average_transposed<double>(std::span<const double>, Size, std::span<double>, Size);

}  // namespace quanvas::nn
