// Small PNG and JPEG files, made by the test that reads them.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <vector>

#include <stb/stb_image_write.h>

#include <jpeglib.h>

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

enum class AdobeMarker { with, without };
enum class Coding { huffman, progressive, arithmetic };

// 16x16 pixels of the four stored values (CMYK), or of the first (grey) where the others are not given.
inline std::string jpeg_of_one_colour(const std::vector<std::uint8_t>& colour, AdobeMarker marker,
                                      Coding coding = Coding::huffman) {
  jpeg_compress_struct info;
  jpeg_error_mgr errors;
  info.err = jpeg_std_error(&errors);
  jpeg_create_compress(&info);
  unsigned char* bytes = nullptr;
  unsigned long size = 0;
  jpeg_mem_dest(&info, &bytes, &size);
  info.image_width = info.image_height = 16;
  info.input_components = static_cast<int>(colour.size());
  info.in_color_space = colour.size() == 4 ? JCS_CMYK : JCS_GRAYSCALE;
  jpeg_set_defaults(&info);
  info.write_Adobe_marker = marker == AdobeMarker::with ? TRUE : FALSE;
  info.arith_code = coding == Coding::arithmetic ? TRUE : FALSE;
  if (coding == Coding::progressive) jpeg_simple_progression(&info);
  jpeg_start_compress(&info, TRUE);
  std::vector<std::uint8_t> row;
  for (int x = 0; x < 16; ++x) row.insert(row.end(), colour.begin(), colour.end());
  JSAMPROW at = row.data();
  for (int y = 0; y < 16; ++y) jpeg_write_scanlines(&info, &at, 1);
  jpeg_finish_compress(&info);
  jpeg_destroy_compress(&info);
  std::string text(reinterpret_cast<char*>(bytes), size);
  std::free(bytes);
  return text;
}

}  // namespace quanvas::test
