// The size that images are read at, as the axis image_size gives it.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace quanvas::data {

struct ImageSize {
  std::size_t height = 28;
  std::size_t width = 28;
};

// "N", "HxW", or "0", as they are, of height and width 0. Throws Error for another text and for sizes above 1024.
ImageSize parse_image_size(std::string_view text);

// The one way to write a size: "28", "28x32", "0".
std::string to_text(const ImageSize& size);

}  // namespace quanvas::data
