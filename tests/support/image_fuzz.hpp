// What must hold for all bytes that should be a PNG or JPEG file: they are refused with an Error, or they are an image
// of as many pixels as its sizes say, within the limit, that can be scaled.
#pragma once

#include <cstdint>
#include <span>
#include <stdexcept>
#include <string_view>

#include "base/error.hpp"
#include "data/image_file.hpp"

namespace quanvas::test {

inline void check_image(std::string_view bytes) {
  constexpr std::size_t kMost = 1 << 14;  // few, so that a header that promises many costs no time
  try {
    const data::GreyImage image =
        data::decode_grey({reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size()}, kMost);
    if (image.pixels.empty() || image.pixels.size() > kMost || image.pixels.size() != image.height * image.width)
      throw std::logic_error("the pixels do not fit the sizes");
    if (data::scale(image, 28, 28).pixels.size() != 784) throw std::logic_error("the scaled image has another size");
  } catch (const Error& error) {
    if (std::string_view(error.what()).empty()) throw std::logic_error("an error without a reason");
  }
}

}  // namespace quanvas::test
