#include "base/checksum.hpp"

#include <memory>
#include <new>

#include <fmt/format.h>
#include <xxhash.h>

namespace quanvas {
namespace {

std::string text_of(const XXH128_hash_t& hash) { return fmt::format("{:016x}{:016x}", hash.high64, hash.low64); }

}  // namespace

std::string checksum(std::span<const std::byte> bytes) { return text_of(XXH3_128bits(bytes.data(), bytes.size())); }

std::string joint_checksum(std::initializer_list<std::span<const std::byte>> blocks) {
  const std::unique_ptr<XXH3_state_t, XXH_errorcode (*)(XXH3_state_t*)> state(XXH3_createState(), XXH3_freeState);
  if (!state) throw std::bad_alloc();
  XXH3_128bits_reset(state.get());
  for (const std::span<const std::byte> block : blocks) XXH3_128bits_update(state.get(), block.data(), block.size());
  return text_of(XXH3_128bits_digest(state.get()));
}

}  // namespace quanvas
