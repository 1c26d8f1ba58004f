// What must hold for all bytes that should be a PNG or JPEG file: they are refused with an Error, or they are an image
// of as many pixels as its sizes say, within the limit, that can be scaled, and the same whatever new memory holds.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <stdexcept>
#include <string_view>

#include <malloc.h>

#include "base/error.hpp"
#include "data/image_file.hpp"

namespace quanvas::test {

// The image, decoded while glibc fills new memory with this byte's complement. Under the address sanitizer, whose
// memory this is not, run twice, with ASAN_OPTIONS=max_malloc_fill_size=1000000:malloc_fill_byte=N.
inline data::Image decode_with_fill(std::string_view bytes, std::size_t most_pixels, int fill) {
  mallopt(M_PERTURB, fill);
  const auto unfilled = [](void*) { mallopt(M_PERTURB, 0); };
  const std::unique_ptr<int, decltype(unfilled)> until_the_end(&fill, unfilled);
  return data::decode_image({reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size()}, data::Colour::grey,
                            most_pixels);
}

inline void check_image(std::string_view bytes) {
  constexpr std::size_t kMost = 1 << 14;  // few, so that a header that promises many costs no time
  try {
    const data::Image image = decode_with_fill(bytes, kMost, 0x5a);
    if (image.pixels != decode_with_fill(bytes, kMost, 0xc3).pixels) throw std::logic_error("undefined pixels");
    if (image.pixels.empty() || image.pixels.size() > kMost || image.pixels.size() != image.height * image.width)
      throw std::logic_error("the pixels do not fit the sizes");
    if (data::scale(image, 28, 28).pixels.size() != 784) throw std::logic_error("the scaled image has another size");
  } catch (const Error& error) {
    if (std::string_view(error.what()).empty()) throw std::logic_error("an error without a reason");
  }
}

}  // namespace quanvas::test
