#include "data/png.hpp"

#include <algorithm>
#include <array>
#include <csetjmp>
#include <cstdio>
#include <cstring>
#include <string_view>
#include <utility>

#include <png.h>

#include "base/error.hpp"

namespace quanvas::data {
namespace {

using Bytes = std::span<const std::uint8_t>;

// One decoding. libpng reports by functions that must not return after an error; they jump out of step(), below which
// nothing has a destructor.
struct Decoding {
  png_structp png = nullptr;
  png_infop info = nullptr;
  Bytes left;
  std::jmp_buf out{};
  std::array<char, 160> message{};

  explicit Decoding(Bytes bytes);
  Decoding(const Decoding&) = delete;
  Decoding& operator=(const Decoding&) = delete;
  ~Decoding() { png_destroy_read_struct(&png, &info, nullptr); }
};

// For errors and warnings alike: no chunk is looked at but those that decide pixels.
[[noreturn]] void leave(png_structp png, png_const_charp message) {
  auto* const decoding = static_cast<Decoding*>(png_get_error_ptr(png));
  std::snprintf(decoding->message.data(), decoding->message.size(), "%s", message);
  std::longjmp(decoding->out, 1);
}

void give(png_structp png, png_bytep to, std::size_t size) {
  auto* const decoding = static_cast<Decoding*>(png_get_io_ptr(png));
  if (size > decoding->left.size()) png_error(png, "it ends too early");
  std::memcpy(to, decoding->left.data(), size);
  decoding->left = decoding->left.subspan(size);
}

Decoding::Decoding(Bytes bytes) : left(bytes) {
  png = png_create_read_struct(PNG_LIBPNG_VER_STRING, this, leave, leave);
  info = png ? png_create_info_struct(png) : nullptr;
  require(info != nullptr, "out of memory");
  png_set_read_fn(png, this, give);
  png_set_crc_action(png, PNG_CRC_ERROR_QUIT, PNG_CRC_ERROR_QUIT);
  png_set_benign_errors(png, 0);
  png_set_keep_unknown_chunks(png, PNG_HANDLE_CHUNK_NEVER, nullptr, -1);
  png_set_user_limits(png, PNG_UINT_31_MAX, PNG_UINT_31_MAX);
}

template <class Calls>
void step(Decoding& decoding, Calls calls) {
  if (setjmp(decoding.out) != 0) fail("damaged: the PNG cannot be read ({})", decoding.message.data());
  calls(decoding.png, decoding.info);
}

std::uint32_t big_endian(Bytes bytes) {
  std::uint32_t value = 0;
  for (const std::uint8_t byte : bytes) value = value << 8 | byte;
  return value;
}

// That all chunks are there up to the last: libpng would call what is cut off anything.
void require_complete(Bytes bytes) {
  std::size_t at = 8;  // after the signature
  for (;;) {
    // A chunk is a length, a type of four letters, so many bytes, and the check sum of type and bytes.
    require(bytes.size() - at >= 12, "truncated: the PNG ends after {} bytes without its last chunk", bytes.size());
    const std::size_t length = big_endian(bytes.subspan(at, 4));
    require(length <= bytes.size() - at - 12, "truncated: a chunk of {} bytes begins at byte {}, and the PNG has {}",
            length, at, bytes.size());
    if (std::memcmp(bytes.data() + at + 4, "IEND", 4) == 0) return;
    at += 12 + length;
  }
}

// The colours of the palette [count, 3]; none where the image has none.
std::vector<std::uint8_t> palette_of(const Decoding& decoding) {
  png_colorp colours = nullptr;
  int count = 0;
  std::vector<std::uint8_t> palette;
  if (png_get_color_type(decoding.png, decoding.info) != PNG_COLOR_TYPE_PALETTE) return palette;
  png_get_PLTE(decoding.png, decoding.info, &colours, &count);
  for (int i = 0; i < count; ++i) palette.insert(palette.end(), {colours[i].red, colours[i].green, colours[i].blue});
  return palette;
}

// Takes pixels [height * width, channels] of 8 bits apart: indices of the palette, or 1 to 4 channels, the even ones'
// last being opacity.
void read_pixels(std::span<const png_byte> pixels, std::size_t channels, std::span<const std::uint8_t> palette,
                 Image& image) {
  const std::size_t plane = image.height * image.width;
  for (std::size_t p = 0; p < plane; ++p) {
    const png_byte* pixel = pixels.data() + p * channels;
    if (!palette.empty()) {
      require(*pixel < palette.size() / 3, "damaged: a pixel has colour {} of a palette of {}", *pixel,
              palette.size() / 3);
      pixel = palette.data() + 3 * *pixel;
    }
    for (std::size_t c = 0; c < image.channels; ++c) image.pixels[c * plane + p] = pixel[c];
  }
}

}  // namespace

Image decode_png(Bytes bytes, Colour colour, std::size_t most_pixels) {
  require_complete(bytes);
  Decoding decoding(bytes);
  step(decoding, [](png_structp png, png_infop info) { png_read_info(png, info); });
  Image image{.height = png_get_image_height(decoding.png, decoding.info),
              .width = png_get_image_width(decoding.png, decoding.info)};
  require_pixels(image.height, image.width, most_pixels);
  const std::vector<std::uint8_t> palette = palette_of(decoding);
  step(decoding, [&](png_structp png, png_infop info) {
    png_set_strip_16(png);
    if (palette.empty()) png_set_expand_gray_1_2_4_to_8(png);
    else png_set_packing(png);
    png_set_interlace_handling(png);
    png_read_update_info(png, info);
  });
  const std::size_t channels = png_get_channels(decoding.png, decoding.info);
  const std::size_t row = png_get_rowbytes(decoding.png, decoding.info);
  std::vector<png_byte> pixels(image.height * row);
  std::vector<png_bytep> rows;
  for (std::size_t y = 0; y < image.height; ++y) rows.push_back(pixels.data() + y * row);
  step(decoding, [&](png_structp png, png_infop) {
    png_read_image(png, rows.data());
    png_read_end(png, nullptr);
  });
  image.channels = palette.empty() && channels < 3 ? 1 : 3;
  image.pixels.resize(image.channels * image.height * image.width);
  read_pixels(pixels, channels, palette, image);
  return in_colour(std::move(image), colour);
}

}  // namespace quanvas::data
