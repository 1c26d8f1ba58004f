// The kernels that rotate pairs, on registers of lanes. A register is [entry] lanes, each W circuits wide, so no kernel
// shuffles; a kernel works in place on several registers in a row. Which pairs rotate is in sim/plan/plan.hpp; here is
// only how. The other steps' kernels are in sim/engine/kernels.hpp.
#pragma once

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <span>
#include <utility>

#include "sim/engine/lane.hpp"
#include "sim/plan/plan.hpp"

namespace quanvas::sim {

// How a pair is rotated by phi: by the formula, or by three shears, a -= t b, b += s a, a -= t b, with t = tan(phi / 2)
// and s = sin(phi): three multiply-adds in place, which keep the norm. For |phi| > pi/2 shears are given the rotation
// by phi - pi, which is the same up to the sign of the whole register; so they suit state vectors alone.
enum class Form { whole, shears };

// Registers in a row.
template <class L>
struct Registers {
  L* first;
  std::size_t count;
  std::size_t entries;  // of each
};

// The factors of one rotation of the pairs of register g: sine[g * stride], and cosine or (shears) tangent likewise.
template <class L>
struct LaneRotation {
  const L* sine;
  const L* other;
  std::size_t stride;
};

template <class L>
using LaneRotations = std::array<LaneRotation<L>, kMostFused>;

namespace detail {

template <Form F, class L>
[[gnu::always_inline]] inline void rotate_pair(L& a, L& b, const L& sine, const L& other) {
  if constexpr (F == Form::shears) {
    a = a - other * b;
    b = b + sine * a;
    a = a - other * b;
  } else {
    const L first = a;
    a = other * first - sine * b;
    b = other * b + sine * first;
  }
}

// Calls each(integral constant) for 0, 1, ..., N - 1: loops that are unrolled before the optimiser sees them, so that
// small arrays become registers.
template <std::size_t N, class Each>
[[gnu::always_inline]] inline void unrolled(Each&& each) {
  [&]<std::size_t... I>(std::index_sequence<I...>) __attribute__((always_inline)) {
    (each(std::integral_constant<std::size_t, I>{}), ...);
  }
  (std::make_index_sequence<N>{});
}

// The two elements of pair P of rotation I, of 2^(K-1), in the order of rotating.
template <std::size_t I, std::size_t P, bool Alternating>
struct Pair {
  static constexpr std::size_t kBit = std::size_t{1} << I;
  static constexpr std::size_t kLow = (P & (kBit - 1)) | ((P & ~(kBit - 1)) << 1);
  static constexpr bool kBackwards = Alternating && (std::popcount(kLow) & 1);
  static constexpr std::size_t kFirst = kBackwards ? kLow | kBit : kLow;
  static constexpr std::size_t kSecond = kBackwards ? kLow : kLow | kBit;
};

// Rotates the elements at 2^K indices by the K rotations.
template <std::size_t K, bool Alternating, Form F, class L>
[[gnu::always_inline]] inline void rotate_elements(L* registers, const std::uint32_t* indices, const L* sines,
                                                   const L* others) {
  constexpr std::size_t kElements = std::size_t{1} << K;
  L a[kElements];
  unrolled<kElements>([&](auto t) __attribute__((always_inline)) { a[t] = registers[indices[t]]; });
  unrolled<K>([&](auto i) __attribute__((always_inline)) {
    unrolled<kElements / 2>([&](auto p) __attribute__((always_inline)) {
      using Own = Pair<decltype(i)::value, decltype(p)::value, Alternating>;
      rotate_pair<F>(a[Own::kFirst], a[Own::kSecond], sines[i], others[i]);
    });
  });
  unrolled<kElements>([&](auto t) __attribute__((always_inline)) { registers[indices[t]] = a[t]; });
}

template <std::size_t K, bool Alternating, Form F, class L>
void rotate(const Registers<L>& registers, std::span<const std::uint32_t> indices, RealOf<L> direction,
            const LaneRotations<L>& rotations) {
  constexpr std::size_t kElements = std::size_t{1} << K;
  for (std::size_t g = 0; g < registers.count; ++g) {
    L sines[K];
    L others[K];
    unrolled<K>([&](auto i) __attribute__((always_inline)) {
      const L& other = rotations[i].other[g * rotations[i].stride];
      sines[i] = direction * rotations[i].sine[g * rotations[i].stride];
      others[i] =
          F == Form::shears ? L(direction * other) : other;  // a tangent changes its sign as well, a cosine does not
    });
    L* const first = registers.first + g * registers.entries;
    for (std::size_t i = 0; i < indices.size(); i += kElements)
      rotate_elements<K, Alternating, F>(first, &indices[i], sines, others);
  }
}

// sums[g * kMostFused + i] = <bra| G_i |ket> in register g, where G_i takes (a, b) to (-b, a).
template <std::size_t K, bool Alternating, class L>
void overlap(const L* ket, const L* bra, std::size_t count, std::size_t stride, std::span<const std::uint32_t> indices,
             L* sums) {
  constexpr std::size_t kElements = std::size_t{1} << K;
  for (std::size_t g = 0; g < count; ++g, ket += stride, bra += stride, sums += kMostFused) {
    L plus[K]{};
    L minus[K]{};
    for (std::size_t first = 0; first < indices.size(); first += kElements) {
      const std::uint32_t* const at = &indices[first];
      unrolled<K>([&](auto i) __attribute__((always_inline)) {
        unrolled<kElements / 2>([&](auto p) __attribute__((always_inline)) {
          using Own = Pair<decltype(i)::value, decltype(p)::value, Alternating>;
          plus[i] += bra[at[Own::kSecond]] * ket[at[Own::kFirst]];
          minus[i] += bra[at[Own::kFirst]] * ket[at[Own::kSecond]];
        });
      });
    }
    unrolled<K>([&](auto i) { sums[i] = plus[i] - minus[i]; });
  }
}

// `indices`: for each base the entries that mix with it, in the order of the offsets. `direction` -1 rotates backwards.
template <class L>
struct RotateKernels {
  using Kernel = void (*)(const Registers<L>&, std::span<const std::uint32_t> indices, RealOf<L> direction,
                          const LaneRotations<L>&);

  Kernel whole;
  Kernel shears;
  void (*overlap)(const L* ket, const L* bra, std::size_t count, std::size_t stride,
                  std::span<const std::uint32_t> indices, L* sums);
};

template <class L, std::size_t... K>
constexpr std::array<std::array<RotateKernels<L>, 2>, sizeof...(K)> rotate_kernels(std::index_sequence<K...>) {
  return {std::array{RotateKernels<L>{&rotate<K + 1, false, Form::whole, L>, &rotate<K + 1, false, Form::shears, L>,
                                      &overlap<K + 1, false, L>},
                     RotateKernels<L>{&rotate<K + 1, true, Form::whole, L>, &rotate<K + 1, true, Form::shears, L>,
                                      &overlap<K + 1, true, L>}}...};
}

}  // namespace detail

template <LaneType L>
const detail::RotateKernels<L>& rotate_kernels(const Rotate& step) {
  static constexpr auto kTable = detail::rotate_kernels<L>(std::make_index_sequence<kMostFused>{});
  return kTable[step.count - 1][step.alternating];
}

}  // namespace quanvas::sim
