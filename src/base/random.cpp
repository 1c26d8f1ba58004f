#include "base/random.hpp"

#include <cmath>
#include <numbers>

#include <Random123/philox.h>

namespace quanvas {
namespace {

// FNV-1a.
std::uint32_t hash_name(std::string_view name) {
  std::uint32_t hash = 2166136261u;
  for (const char c : name) hash = (hash ^ static_cast<unsigned char>(c)) * 16777619u;
  return hash;
}

}  // namespace

RandomStream::RandomStream(std::uint64_t seed, std::string_view name, std::uint32_t replicate)
    : seed_(seed), name_(hash_name(name)), replicate_(replicate) {}

std::uint32_t RandomStream::bits() {
  if (used_ == words_.size()) {
    using Philox = r123::Philox4x32;
    const Philox::ctr_type counter = {
        {static_cast<std::uint32_t>(block_), static_cast<std::uint32_t>(block_ >> 32), name_, replicate_}};
    const Philox::key_type key = {{static_cast<std::uint32_t>(seed_), static_cast<std::uint32_t>(seed_ >> 32)}};
    const Philox::ctr_type block = Philox{}(counter, key);
    words_ = {block[0], block[1], block[2], block[3]};
    ++block_;
    used_ = 0;
  }
  return words_[used_++];
}

double RandomStream::uniform() {
  const std::uint64_t high = bits();
  const std::uint64_t word = (high << 32) | bits();
  return static_cast<double>(word >> 11) * 0x1p-53;
}

double RandomStream::normal() {
  const double radius = std::sqrt(-2.0 * std::log1p(-uniform()));
  return radius * std::cos(2.0 * std::numbers::pi * uniform());
}

std::uint64_t RandomStream::below(std::uint64_t count) {
  // The words at or above the largest multiple of `count` are drawn again.
  const std::uint64_t remainder = (~std::uint64_t{0} % count + 1) % count;
  for (;;) {
    const std::uint64_t high = bits();
    const std::uint64_t word = (high << 32) | bits();
    if (remainder == 0 || word < ~std::uint64_t{0} - remainder + 1) return word % count;
  }
}

}  // namespace quanvas
