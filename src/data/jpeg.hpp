// Decoder of JPEG files, by libjpeg-turbo: baseline, progressive and arithmetic-coded ones of 8 bits.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "data/image.hpp"

namespace quanvas::data {

// The image in the bytes of a JPEG file. In grey, of YCbCr its Y as it is stored (accurate integer inverse DCT); of
// RGB, CMYK and YCCK the luminance of their colours. In rgb, the colours of JFIF. CMYK is inverted where an Adobe
// marker says so, and not otherwise. Throws Error with the reason, without a name, for bytes that are truncated,
// damaged (whatever libjpeg warns of), of a kind that is not read (lossless, 12 bits, height given later) or of more
// than `most_pixels`. Every pixel comes from the bytes.
Image decode_jpeg(std::span<const std::uint8_t> bytes, Colour colour, std::size_t most_pixels);

}  // namespace quanvas::data
