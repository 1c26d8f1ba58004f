#include "data/image.hpp"

#include <algorithm>

#include "base/error.hpp"
#include "nn/area_average.hpp"

namespace quanvas::data {

void require_pixels(std::size_t height, std::size_t width, std::size_t most_pixels) {
  require(width > 0 && height > 0, "damaged: a size of {}x{} cannot be", height, width);
  require(height <= most_pixels / width, "{}x{} pixels, more than {}", height, width, most_pixels);
}

GreyImage scale(const GreyImage& image, std::size_t height, std::size_t width) {
  if (image.height == height && image.width == width) return image;
  const std::vector<double> pixels(image.pixels.begin(), image.pixels.end());
  std::vector<double> means(height * width);
  nn::area_average<double>(pixels, {.height = image.height, .width = image.width}, means,
                           {.height = height, .width = width});
  GreyImage result{.height = height, .width = width, .pixels = std::vector<std::uint8_t>(height * width)};
  std::ranges::transform(means, result.pixels.begin(),
                         [](double mean) { return static_cast<std::uint8_t>(mean + 0.5); });
  return result;
}

}  // namespace quanvas::data
