#include "data/arrays/whole_file.hpp"

#include <fstream>

#include "base/error.hpp"

namespace quanvas::data {

namespace fs = std::filesystem;

std::vector<std::uint8_t> read_file(const fs::path& path) {
  std::error_code code;
  const fs::file_status status = fs::status(path, code);
  require(fs::exists(status), "{}: cannot be read: {}", path.string(), code ? code.message() : "no such file");
  require(fs::is_regular_file(status), "{}: {}, not a file", path.string(),
          fs::is_directory(status) ? "a folder" : "a device, pipe or socket");
  const std::uintmax_t size = fs::file_size(path, code);
  require(!code && size <= kMostFileBytes, "{}: larger than {} bytes, which is not read", path.string(),
          kMostFileBytes);
  std::ifstream file(path, std::ios::binary);
  if (!file) fail_errno(path.string(), "cannot be opened");
  std::vector<std::uint8_t> bytes(size);
  file.read(reinterpret_cast<char*>(bytes.data()), static_cast<std::streamsize>(size));
  require(static_cast<std::uintmax_t>(file.gcount()) == size, "{}: cannot be read to its end", path.string());
  return bytes;
}

std::vector<std::uint8_t> read_front(const fs::path& path, std::size_t most) {
  std::error_code ignored;
  if (!fs::is_regular_file(path, ignored)) return {};
  std::ifstream file(path, std::ios::binary);
  std::vector<std::uint8_t> bytes(most);
  file.read(reinterpret_cast<char*>(bytes.data()), static_cast<std::streamsize>(most));
  bytes.resize(static_cast<std::size_t>(file.gcount()));
  return bytes;
}

std::uint64_t little_endian(Bytes bytes, std::size_t at, std::size_t size) {
  std::uint64_t value = 0;
  for (std::size_t i = size; i > 0; --i) value = value << 8 | bytes[at + i - 1];
  return value;
}

}  // namespace quanvas::data
