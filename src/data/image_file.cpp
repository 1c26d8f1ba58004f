#include "data/image_file.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <memory>
#include <string_view>
#include <system_error>

#include <stb/stb_image.h>
#include <zlib.h>

#include "base/error.hpp"
#include "nn/area_average.hpp"

namespace quanvas::data {
namespace {

namespace fs = std::filesystem;

using Bytes = std::span<const std::uint8_t>;

constexpr std::array<std::uint8_t, 8> kPngSignature{0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};
constexpr std::array<std::uint8_t, 3> kJpegSignature{0xff, 0xd8, 0xff};

void require_size(std::size_t bytes) {
  require(bytes <= kMostImageBytes, "larger than {} bytes, which no image of a data set is", kMostImageBytes);
}

bool starts_with(Bytes bytes, Bytes signature) {
  return bytes.size() >= signature.size() && std::ranges::equal(bytes.first(signature.size()), signature);
}

std::uint32_t big_endian(Bytes bytes) {
  std::uint32_t value = 0;
  for (const std::uint8_t byte : bytes) value = value << 8 | byte;
  return value;
}

// Counts what the packed pixels of a PNG unpack to, without keeping it: stb_image unpacks all, however little it needs.
class Unpacking {
 public:
  explicit Unpacking(std::size_t most) : most_(most) { require(inflateInit(&stream_) == Z_OK, "out of memory"); }
  Unpacking(const Unpacking&) = delete;
  Unpacking& operator=(const Unpacking&) = delete;
  ~Unpacking() { inflateEnd(&stream_); }

  void add(Bytes packed) {
    stream_.next_in = const_cast<Bytef*>(packed.data());
    stream_.avail_in = static_cast<unsigned>(packed.size());
    while (stream_.avail_in > 0 && code_ == Z_OK) {
      stream_.next_out = discarded_.data();
      stream_.avail_out = static_cast<unsigned>(discarded_.size());
      code_ = inflate(&stream_, Z_NO_FLUSH);
      require(stream_.total_out <= most_, "damaged: the PNG unpacks to more than its {} bytes of pixels", most_);
    }
    require(code_ == Z_OK || code_ == Z_STREAM_END, "damaged: the PNG's pixels cannot be unpacked");
  }

 private:
  z_stream stream_{};
  int code_ = Z_OK;
  std::size_t most_;
  std::array<Bytef, 1 << 14> discarded_;
};

// stb_image looks at neither check sums nor what follows the pixels.
void check_png(Bytes bytes, std::size_t most_unpacked) {
  Unpacking unpacking(most_unpacked);
  std::size_t at = kPngSignature.size();
  for (;;) {
    // A chunk is a length, a type of four letters, so many bytes, and the check sum of type and bytes.
    require(bytes.size() - at >= 12, "truncated: the PNG ends after {} bytes without its last chunk", bytes.size());
    const std::size_t length = big_endian(bytes.subspan(at, 4));
    require(length <= bytes.size() - at - 12, "truncated: a chunk of {} bytes begins at byte {}, and the PNG has {}",
            length, at, bytes.size());
    const Bytes summed = bytes.subspan(at + 4, 4 + length);
    require(
        crc32(0, summed.data(), static_cast<unsigned>(summed.size())) == big_endian(bytes.subspan(at + 8 + length, 4)),
        "damaged: the check sum of the PNG's chunk at byte {} is wrong", at);
    if (std::memcmp(summed.data(), "IDAT", 4) == 0) unpacking.add(summed.subspan(4));
    if (std::memcmp(summed.data(), "IEND", 4) == 0) return;
    at += 12 + length;
  }
}

// Four channels of 16 bits, and a byte before each row of each of an interlaced image's seven passes.
std::size_t most_png_bytes(const GreyImage& image) { return 8 * image.height * image.width + 7 * image.height; }

// stb_image takes what a truncated JPEG lacks for zeros.
void check_jpeg(Bytes bytes) {
  // 0xff before one of these bytes is part of the pixels, a restart among them, or fills the gap before a marker.
  const auto is_marker = [](std::uint8_t byte) { return byte > 0x01 && byte != 0xff && (byte < 0xd0 || byte > 0xd7); };
  constexpr std::uint8_t kEnd = 0xd9;
  std::size_t at = 2;
  for (;;) {
    while (at + 1 < bytes.size() && !(bytes[at] == 0xff && is_marker(bytes[at + 1]))) ++at;
    require(at + 1 < bytes.size(), "truncated: the JPEG's {} bytes hold no end marker", bytes.size());
    if (bytes[at + 1] == kEnd) return;
    require(bytes.size() - at >= 4, "truncated: the JPEG's {} bytes hold no end marker", bytes.size());
    at += 2 + big_endian(bytes.subspan(at + 2, 2));
  }
}

std::string_view decoder_reason() {
  const char* const reason = stbi_failure_reason();
  return reason ? reason : "no reason given";
}

}  // namespace

std::vector<std::uint8_t> read_image_bytes(const fs::path& path) {
  std::error_code code;
  const fs::file_status status = fs::status(path, code);
  require(fs::exists(status), "cannot be read: {}", code ? code.message() : "no such file");
  require(fs::is_regular_file(status), "not a file but {}",
          fs::is_directory(status) ? "a folder" : "a device, pipe or socket");
  const std::unique_ptr<std::FILE, int (*)(std::FILE*)> file(std::fopen(path.c_str(), "rb"), std::fclose);
  require(file != nullptr, "cannot be opened: {}", std::strerror(errno));
  std::vector<std::uint8_t> bytes;
  constexpr std::size_t kChunk = std::size_t{1} << 16;
  for (;;) {
    const std::size_t size = bytes.size();
    bytes.resize(size + kChunk);
    const std::size_t got = std::fread(bytes.data() + size, 1, kChunk, file.get());
    bytes.resize(size + got);
    require_size(bytes.size());
    if (got < kChunk) break;
  }
  require(!std::ferror(file.get()), "cannot be read: {}", std::strerror(errno));
  require(!bytes.empty(), "empty");
  return bytes;
}

GreyImage decode_grey(Bytes bytes, std::size_t most_pixels) {
  require_size(bytes.size());
  const bool png = starts_with(bytes, kPngSignature);
  require(png || starts_with(bytes, kJpegSignature), "neither PNG nor JPEG, by its first bytes");
  const auto length = static_cast<int>(bytes.size());
  int width = 0;
  int height = 0;
  int channels = 0;
  require(stbi_info_from_memory(bytes.data(), length, &width, &height, &channels) != 0,
          "truncated or damaged: its header cannot be read");
  require(width > 0 && height > 0, "damaged: a size of {}x{} cannot be", height, width);
  GreyImage image{.height = static_cast<std::size_t>(height), .width = static_cast<std::size_t>(width)};
  require(image.height <= most_pixels / image.width, "{}x{} pixels, more than {}", height, width, most_pixels);
  if (png) check_png(bytes, most_png_bytes(image));
  else check_jpeg(bytes);
  const std::unique_ptr<stbi_uc, void (*)(void*)> pixels(
      stbi_load_from_memory(bytes.data(), length, &width, &height, &channels, STBI_grey), stbi_image_free);
  require(pixels != nullptr, "damaged: its pixels cannot be read ({})", decoder_reason());
  image.pixels.assign(pixels.get(), pixels.get() + image.height * image.width);
  return image;
}

GreyImage scale(const GreyImage& image, std::size_t height, std::size_t width) {
  if (image.height == height && image.width == width) return image;
  const std::vector<double> pixels(image.pixels.begin(), image.pixels.end());
  std::vector<double> means(height * width);
  nn::area_average<double>(pixels, {.height = image.height, .width = image.width}, means,
                           {.height = height, .width = width});
  GreyImage result{.height = height, .width = width, .pixels = std::vector<std::uint8_t>(height * width)};
  std::ranges::transform(means, result.pixels.begin(),
                         [](double mean) { return static_cast<std::uint8_t>(mean + 0.5); });
  return result;
}

}  // namespace quanvas::data
