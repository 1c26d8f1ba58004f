// Small PNG and JPEG files, made by the test that reads them.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include <stb/stb_image_write.h>

namespace quanvas::test {

// Pixels [height, width, channels]: 1 grey, 2 grey and alpha, 3 RGB, 4 RGBA.
struct Raster {
  int height = 0;
  int width = 0;
  int channels = 1;
  std::vector<std::uint8_t> values;
};

// Grey values that differ with `seed`.
inline Raster made_raster(int height, int width, unsigned seed = 0, int channels = 1) {
  Raster raster{.height = height, .width = width, .channels = channels};
  for (int i = 0; i < height * width * channels; ++i)
    raster.values.push_back(static_cast<std::uint8_t>((static_cast<unsigned>(i) * 7 + seed * 31) % 251));
  return raster;
}

inline void append(void* bytes, void* data, int size) {
  static_cast<std::string*>(bytes)->append(static_cast<const char*>(data), static_cast<std::size_t>(size));
}

inline std::string png(const Raster& raster) {
  std::string bytes;
  stbi_write_png_to_func(append, &bytes, raster.width, raster.height, raster.channels, raster.values.data(),
                         raster.width * raster.channels);
  return bytes;
}

inline std::string jpeg(const Raster& raster, int quality = 95) {
  std::string bytes;
  stbi_write_jpg_to_func(append, &bytes, raster.width, raster.height, raster.channels, raster.values.data(), quality);
  return bytes;
}

}  // namespace quanvas::test
