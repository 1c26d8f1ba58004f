#include "data/image_size.hpp"

#include <optional>

#include "base/error.hpp"
#include "base/text.hpp"

namespace quanvas::data {

ImageSize parse_image_size(std::string_view text) {
  constexpr std::size_t kMost = 1024;
  const std::size_t cross = text.find('x');
  const auto height = parse_unsigned(text.substr(0, cross));
  const auto width = cross == std::string_view::npos ? height : parse_unsigned(text.substr(cross + 1));
  const bool one_zero = height && width && (*height == 0) != (*width == 0);
  require(height && width && !one_zero && *height <= kMost && *width <= kMost,
          "`{}` is no image size: N or HxW pixels, {} a side at most, or 0 for images as they are", text, kMost);
  return {.height = *height, .width = *width};
}

std::string to_text(const ImageSize& size) {
  return size.height == size.width ? fmt::format("{}", size.height) : fmt::format("{}x{}", size.height, size.width);
}

}  // namespace quanvas::data
