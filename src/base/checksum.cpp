#include "base/checksum.hpp"

#include <fmt/format.h>
#include <xxhash.h>

namespace quanvas {

std::string checksum(std::span<const std::byte> bytes) {
  const XXH128_hash_t hash = XXH3_128bits(bytes.data(), bytes.size());
  return fmt::format("{:016x}{:016x}", hash.high64, hash.low64);
}

}  // namespace quanvas
