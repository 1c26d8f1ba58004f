// An image as a value, and the scaling of it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "trial/choices.hpp"

namespace quanvas::data {

using trial::Colour;

struct Image {
  std::size_t height = 0;
  std::size_t width = 0;
  std::vector<std::uint8_t> pixels;  // [channels, height, width]
  std::size_t channels = 1;          // 1: grey; 3: red, green, blue
};

// The channels that images of this kind have.
constexpr std::size_t channels_of(Colour colour) { return colour == Colour::rgb ? 3 : 1; }

// Throws Error where the sizes are 0 or the image has more pixels than that.
void require_pixels(std::size_t height, std::size_t width, std::size_t most_pixels);

// The luma weights of ITU-R BT.601 in 256ths, rounded down.
constexpr std::uint8_t luminance(unsigned red, unsigned green, unsigned blue) {
  return static_cast<std::uint8_t>((77 * red + 150 * green + 29 * blue) >> 8);
}

// The image with the channels of `colour`: colours become their luminance, grey becomes three equal channels.
Image in_colour(Image image, Colour colour);

// Area means: each pixel of the result is the mean over its share of the image, pixels that lie in it in part counting
// in part; rounded to the nearest, halves up. Each channel by itself.
Image scale(const Image& image, std::size_t height, std::size_t width);

}  // namespace quanvas::data
