// A grey image as a value, and the scaling of it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace quanvas::data {

struct GreyImage {
  std::size_t height = 0;
  std::size_t width = 0;
  std::vector<std::uint8_t> pixels;  // [height, width]
};

// Throws Error where the sizes are 0 or the image has more pixels than that.
void require_pixels(std::size_t height, std::size_t width, std::size_t most_pixels);

// The luma weights of ITU-R BT.601 in 256ths, rounded down.
constexpr std::uint8_t luminance(unsigned red, unsigned green, unsigned blue) {
  return static_cast<std::uint8_t>((77 * red + 150 * green + 29 * blue) >> 8);
}

// Area means: each pixel of the result is the mean over its share of the image, pixels that lie in it in part counting
// in part; rounded to the nearest, halves up.
GreyImage scale(const GreyImage& image, std::size_t height, std::size_t width);

}  // namespace quanvas::data
