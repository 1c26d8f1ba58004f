// One PNG or JPEG file as a grey image, and the scaling of it. Trusts nothing the file says before it is checked.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <span>
#include <vector>

namespace quanvas::data {

struct GreyImage {
  std::size_t height = 0;
  std::size_t width = 0;
  std::vector<std::uint8_t> pixels;  // [height, width]
};

inline constexpr std::size_t kMostImageBytes = std::size_t{1} << 26;  // of a file
inline constexpr std::size_t kMostImagePixels = std::size_t{1} << 26;

// The whole file. Throws Error, which does not name the file, for what is no file, cannot be read, is empty or larger
// than kMostImageBytes.
std::vector<std::uint8_t> read_image_bytes(const std::filesystem::path& path);

// The image in the bytes of a PNG or JPEG file, told by their signature; colours become their luminance (stb_image's),
// and how opaque they are is ignored. Throws Error with the reason for bytes that are neither, truncated (PNG without
// its end, JPEG without its end marker), damaged (a PNG's check sums), or hold more than `most_pixels`.
GreyImage decode_grey(std::span<const std::uint8_t> bytes, std::size_t most_pixels = kMostImagePixels);

// Area means: each pixel of the result is the mean over its share of the image, pixels that lie in it in part counting
// in part; rounded to the nearest, halves up.
GreyImage scale(const GreyImage& image, std::size_t height, std::size_t width);

}  // namespace quanvas::data
