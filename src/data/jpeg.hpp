// Decoder of JPEG files, by libjpeg-turbo: baseline, progressive and arithmetic-coded ones of 8 bits.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "data/image.hpp"

namespace quanvas::data {

// The luminance of the bytes of a JPEG file: of YCbCr its Y as it is stored (accurate integer inverse DCT); of RGB,
// CMYK and YCCK that of their colours. CMYK is inverted where an Adobe marker says so, and not otherwise. Throws Error
// with the reason, without a name, for bytes that are truncated, damaged (whatever libjpeg warns of), of a kind that is
// not read (lossless, 12 bits, height given later) or of more than `most_pixels`. Every pixel comes from the bytes.
GreyImage decode_jpeg(std::span<const std::uint8_t> bytes, std::size_t most_pixels);

}  // namespace quanvas::data
