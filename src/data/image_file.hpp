// One PNG or JPEG file as an image. Trusts nothing the file says before it is checked.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <span>
#include <vector>

#include "data/image.hpp"

namespace quanvas::data {

inline constexpr std::size_t kMostImageBytes = std::size_t{1} << 26;  // of a file
inline constexpr std::size_t kMostImagePixels = std::size_t{1} << 26;

// The whole file. Throws Error, which does not name the file, for what is no file, cannot be read, is empty or larger
// than kMostImageBytes.
std::vector<std::uint8_t> read_image_bytes(const std::filesystem::path& path);

// The image in the bytes of a PNG or JPEG file, told by their signature (data/png.hpp, data/jpeg.hpp), in grey or in
// colours: colours become their luminance, grey becomes equal channels; how opaque they are and how a viewer would
// rotate them (EXIF) is ignored. Throws Error with the reason for bytes that are neither, truncated, damaged, or hold
// more than `most_pixels`. The same bytes always give the same image.
Image decode_image(std::span<const std::uint8_t> bytes, Colour colour = Colour::grey,
                   std::size_t most_pixels = kMostImagePixels);

}  // namespace quanvas::data
