// A file's bytes, for readers that check every one of them.
#pragma once

#include <cstdint>
#include <filesystem>
#include <span>
#include <string_view>
#include <vector>

namespace quanvas::data {

using Bytes = std::span<const std::uint8_t>;

inline constexpr std::size_t kMostFileBytes = std::size_t{1} << 33;

// The whole file. Throws Error that names it for what is no file, cannot be read, or is larger than kMostFileBytes.
std::vector<std::uint8_t> read_file(const std::filesystem::path& path);

// Its first bytes, `most` at most; none where it is no file or cannot be read.
std::vector<std::uint8_t> read_front(const std::filesystem::path& path, std::size_t most);

// The little-endian number of `size` bytes at `at`, which is within them.
std::uint64_t little_endian(Bytes bytes, std::size_t at, std::size_t size);

inline std::string_view text_of(Bytes bytes) { return {reinterpret_cast<const char*>(bytes.data()), bytes.size()}; }

}  // namespace quanvas::data
