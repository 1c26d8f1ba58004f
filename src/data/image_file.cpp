#include "data/image_file.hpp"

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <memory>
#include <string_view>
#include <system_error>

#include "base/error.hpp"
#include "data/jpeg.hpp"
#include "data/png.hpp"

namespace quanvas::data {
namespace {

namespace fs = std::filesystem;

using Bytes = std::span<const std::uint8_t>;

void require_size(std::size_t bytes) {
  require(bytes <= kMostImageBytes, "larger than {} bytes, which no image of a data set is", kMostImageBytes);
}

struct Format {
  std::string_view name;
  std::string_view signature;  // its first bytes
  Image (*decode)(Bytes, Colour, std::size_t most_pixels);
};

constexpr Format kFormats[] = {{"PNG", "\x89PNG\r\n\x1a\n", decode_png}, {"JPEG", "\xff\xd8\xff", decode_jpeg}};

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

Image decode_image(Bytes bytes, Colour colour, std::size_t most_pixels) {
  require_size(bytes.size());
  const std::string_view text(reinterpret_cast<const char*>(bytes.data()), bytes.size());
  for (const Format& format : kFormats)
    if (text.starts_with(format.signature)) return format.decode(bytes, colour, most_pixels);
  fail("neither PNG nor JPEG, by its first bytes");
}

}  // namespace quanvas::data
