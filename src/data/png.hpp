// Decoder of PNG files, by libpng.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "data/image.hpp"

namespace quanvas::data {

// The image in the bytes of a PNG file; of 16 bits the upper 8, and how opaque pixels are is ignored, as are gamma
// and colour profiles. Throws Error with the reason, without a name, for bytes that are truncated, damaged (check sums,
// pixels that cannot be unpacked or are too many, colours beyond the palette) or of more than `most_pixels`.
Image decode_png(std::span<const std::uint8_t> bytes, Colour colour, std::size_t most_pixels);

}  // namespace quanvas::data
