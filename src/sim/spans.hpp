// What the simulators' functions require of the memory that they are given; checked in every build, once per call.
// `what` names the function and the span, as in "Simulator::forward: inputs".
#pragma once

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <string_view>
#include <type_traits>
#include <vector>

#include "base/aligned.hpp"
#include "sim/circuit/circuit.hpp"
#include "sim/engine/lane.hpp"

namespace quanvas::sim {

namespace detail {

[[noreturn]] void fail_size(std::string_view what, std::size_t given, std::size_t rows, std::size_t columns);
[[noreturn]] void fail_alignment(std::string_view what, const void* address);
template <class Real>
[[noreturn]] void fail_padding(std::string_view what, std::span<const Real> rows, std::size_t count, std::size_t stride,
                               bool zero);

}  // namespace detail

// The first `count` numbers. Throws Error where the span has fewer.
template <class T>
std::span<T> leading(std::string_view what, std::span<T> given, std::size_t count) {
  if (given.size() < count) detail::fail_size(what, given.size(), count, 1);
  return given.first(count);
}

// The same for a batch: `rows` rows of `stride` numbers. Throws Error also where they are not aligned to kAlignment
// bytes.
template <class T>
std::span<T> leading_rows(std::string_view what, std::span<T> given, std::size_t rows, std::size_t stride) {
  if (given.size() < rows * stride) detail::fail_size(what, given.size(), rows, stride);
  if (rows * stride > 0 && reinterpret_cast<std::uintptr_t>(given.data()) % kAlignment != 0)
    detail::fail_alignment(what, given.data());
  return given.first(rows * stride);
}

// Columns past the last circuit are computed like the others, and weight gradients are sums over all. Throws Error for
// one that holds what is not a number, or (`zero`) anything else than zero.
enum class Padding { finite, zero };
template <class Real>
void require_padding(std::string_view what, std::span<const Real> rows, std::size_t count, std::size_t stride,
                     Padding padding) {
  if (count == stride) return;
  using Bits = std::conditional_t<sizeof(Real) == 4, std::uint32_t, std::uint64_t>;
  constexpr Bits kInfinity = std::bit_cast<Bits>(std::numeric_limits<Real>::infinity());
  constexpr std::size_t kLane = kWidth<typename NativeLane<Real>::type>;
  Bits largest = 0;  // without the sign, numbers are ordered as their bits
  for (std::size_t end = stride; end <= rows.size(); end += stride)
    for (std::size_t i = 0; i < kLane; ++i) {
      const Bits size = std::bit_cast<Bits>(rows[end - kLane + i]) & ~(Bits{1} << (8 * sizeof(Bits) - 1));
      largest = std::max(largest, stride - kLane + i < count ? Bits{0} : size);
    }
  if (padding == Padding::finite ? largest >= kInfinity : largest > 0)
    detail::fail_padding(what, rows, count, stride, padding == Padding::zero);
}

// Throws Error where these are not as many as one circuit takes.
void require_numbers(const Circuit& circuit, const std::vector<double>& inputs, const std::vector<double>& weights);

}  // namespace quanvas::sim
