// Small IDX files, made by the test that reads them.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace quanvas::test {

inline std::string idx_bytes(std::uint32_t magic, const std::vector<std::uint32_t>& sizes, const std::string& values) {
  std::string bytes;
  const auto word = [&](std::uint32_t value) {
    for (const int shift : {24, 16, 8, 0}) bytes.push_back(static_cast<char>(value >> shift & 0xff));
  };
  word(magic);
  for (const std::uint32_t size : sizes) word(size);
  return bytes + values;
}

inline std::string idx_images(std::uint32_t count, std::uint32_t height, std::uint32_t width) {
  std::string pixels;
  for (std::uint32_t i = 0; i < count * height * width; ++i) pixels.push_back(static_cast<char>(i % 251));
  return idx_bytes(0x803, {count, height, width}, pixels);
}

inline std::string idx_labels(const std::string& labels) {
  return idx_bytes(0x801, {static_cast<std::uint32_t>(labels.size())}, labels);
}

}  // namespace quanvas::test
