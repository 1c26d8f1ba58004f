#include "data/image.hpp"

#include <utility>

#include "base/error.hpp"
#include "nn/area_average.hpp"

namespace quanvas::data {

void require_pixels(std::size_t height, std::size_t width, std::size_t most_pixels) {
  require(width > 0 && height > 0, "damaged: a size of {}x{} cannot be", height, width);
  require(height <= most_pixels / width, "{}x{} pixels, more than {}", height, width, most_pixels);
}

Image in_colour(Image image, Colour colour) {
  if (image.channels == channels_of(colour)) return image;
  const std::size_t plane = image.height * image.width;
  std::vector<std::uint8_t> pixels;
  if (colour == Colour::rgb) {
    for (int c = 0; c < 3; ++c) pixels.insert(pixels.end(), image.pixels.begin(), image.pixels.end());
  } else {
    for (std::size_t p = 0; p < plane; ++p)
      pixels.push_back(luminance(image.pixels[p], image.pixels[plane + p], image.pixels[2 * plane + p]));
  }
  return {.height = image.height, .width = image.width, .pixels = std::move(pixels), .channels = channels_of(colour)};
}

Image scale(const Image& image, std::size_t height, std::size_t width) {
  if (image.height == height && image.width == width) return image;
  Image result{.height = height, .width = width, .pixels = {}, .channels = image.channels};
  const std::size_t plane = image.height * image.width;
  std::vector<double> means(height * width);
  for (std::size_t c = 0; c < image.channels; ++c) {
    const auto first = image.pixels.begin() + static_cast<std::ptrdiff_t>(c * plane);
    const std::vector<double> pixels(first, first + static_cast<std::ptrdiff_t>(plane));
    nn::area_average<double>(pixels, {.height = image.height, .width = image.width}, means,
                             {.height = height, .width = width});
    for (const double mean : means) result.pixels.push_back(static_cast<std::uint8_t>(mean + 0.5));
  }
  return result;
}

}  // namespace quanvas::data
