// Counter-based random numbers (Philox 4x32-10; Salmon et al., SC'11). A stream is named by a seed, a name and a
// replicate number; the same three give the same numbers whoever asks, in whatever order and on whatever thread.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <utility>

namespace quanvas {

class RandomStream {
 public:
  // As a uniform random bit generator of the standard library's distributions.
  using result_type = std::uint32_t;
  static constexpr result_type min() { return 0; }
  static constexpr result_type max() { return ~result_type{0}; }
  result_type operator()() { return bits(); }

  RandomStream(std::uint64_t seed, std::string_view name, std::uint32_t replicate = 0);

  std::uint32_t bits();

  // Uniform on [0, 1), 53 random bits.
  double uniform();

  // Uniform on [low, high).
  double uniform(double low, double high) { return low + (high - low) * uniform(); }

  // Standard normal (Box-Muller; the second value of a pair is not kept, so the position depends on the count alone).
  double normal();

  // Uniform on {0, ..., count - 1}, without bias. count >= 1.
  std::uint64_t below(std::uint64_t count);

  // Fisher-Yates shuffle.
  template <class T>
  void shuffle(std::span<T> items) {
    for (std::size_t left = items.size(); left > 1; --left) std::swap(items[left - 1], items[below(left)]);
  }

 private:
  std::uint64_t seed_;
  std::uint32_t name_;
  std::uint32_t replicate_;
  std::uint64_t block_ = 0;
  std::array<std::uint32_t, 4> words_{};
  unsigned used_ = 4;
};

}  // namespace quanvas
