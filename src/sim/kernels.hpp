// The kernels on a register of lanes, and nothing above them: a register is [entry] lanes, each W circuits wide, so no
// kernel shuffles. They may work in place. Which pairs turn is in sim/plan.hpp; here is only how.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <utility>

#include "sim/plan.hpp"
#include "sim/trig.hpp"

namespace quanvas::sim {

// Whether a pair is turned as (a - t b, b + t a) with t = tan, two multiply-adds where the whole formula takes four
// operations. The register then grows by 1 / cos, which the caller puts right in the end.
enum class Form { whole, tangent };

namespace detail {

template <Form F, class L>
void turn_pair(L& a, L& b, const L& cosine, const L& sine) {
  const L first = a;
  if constexpr (F == Form::tangent) {
    a = first - sine * b;
    b = b + sine * first;
  } else {
    a = cosine * first - sine * b;
    b = cosine * b + sine * first;
  }
}

// Calls each(i, t) for every rotation i and every pair (t, t with bit i), with its two elements in the order of turning.
template <std::size_t K, bool Alternating, class Each>
[[gnu::always_inline]] inline void for_each_pair(Each&& each) {
#pragma GCC unroll 4
  for (std::size_t i = 0; i < K; ++i)
#pragma GCC unroll 16
    for (std::size_t t = 0; t < std::size_t{1} << K; ++t) {
      const std::size_t bit = std::size_t{1} << i;
      if (t & bit) continue;
      const bool backwards = Alternating && (__builtin_popcountll(t) & 1);
      if (backwards) each(i, t | bit, t);
      else each(i, t, t | bit);
    }
}

// What the kernels of a Rotate step get: in tangent form, sines hold the tangents.
template <class L>
struct RotateArguments {
  std::span<const std::uint32_t> bases;
  const std::uint32_t* offsets;
  std::array<L, kMostFused> cosines;
  std::array<L, kMostFused> sines;
};

template <std::size_t K, bool Alternating, Form F, class L>
void rotate(const L* from, L* to, const RotateArguments<L>& arguments) {
  std::array<std::uint32_t, std::size_t{1} << K> offsets;
  for (std::size_t t = 0; t < offsets.size(); ++t) offsets[t] = arguments.offsets[t];
  std::array<L, K> cosines;
  std::array<L, K> sines;
  for (std::size_t i = 0; i < K; ++i) cosines[i] = arguments.cosines[i], sines[i] = arguments.sines[i];
  for (const std::uint32_t base : arguments.bases) {
    std::array<L, std::size_t{1} << K> a;
#pragma GCC unroll 16
    for (std::size_t t = 0; t < a.size(); ++t) a[t] = from[base ^ offsets[t]];
    for_each_pair<K, Alternating>([&](std::size_t i, std::size_t first, std::size_t second) {
      turn_pair<F>(a[first], a[second], cosines[i], sines[i]);
    });
#pragma GCC unroll 16
    for (std::size_t t = 0; t < a.size(); ++t) to[base ^ offsets[t]] = a[t];
  }
}

// <bra| G_i |ket> for each rotation, where G_i turns (a, b) into (-b, a).
template <std::size_t K, bool Alternating, class L>
std::array<L, kMostFused> overlap(const L* ket, const L* bra, const RotateArguments<L>& arguments) {
  std::array<std::uint32_t, std::size_t{1} << K> offsets;
  for (std::size_t t = 0; t < offsets.size(); ++t) offsets[t] = arguments.offsets[t];
  std::array<L, kMostFused> sums{};
  for (const std::uint32_t base : arguments.bases)
    for_each_pair<K, Alternating>([&](std::size_t i, std::size_t first, std::size_t second) {
      const std::uint32_t p = base ^ offsets[first];
      const std::uint32_t q = base ^ offsets[second];
      sums[i] = sums[i] + bra[q] * ket[p];
      sums[i] = sums[i] - bra[p] * ket[q];
    });
  return sums;
}

template <class L>
struct RotateKernels {
  void (*whole)(const L*, L*, const RotateArguments<L>&);
  void (*tangent)(const L*, L*, const RotateArguments<L>&);
  std::array<L, kMostFused> (*overlap)(const L*, const L*, const RotateArguments<L>&);
};

template <class L, std::size_t... K>
constexpr std::array<std::array<RotateKernels<L>, 2>, sizeof...(K)> rotate_kernels(std::index_sequence<K...>) {
  return {std::array{RotateKernels<L>{&rotate<K + 1, false, Form::whole, L>, &rotate<K + 1, false, Form::tangent, L>, &overlap<K + 1, false, L>},
                     RotateKernels<L>{&rotate<K + 1, true, Form::whole, L>, &rotate<K + 1, true, Form::tangent, L>, &overlap<K + 1, true, L>}}...};
}

}  // namespace detail

template <LaneType L>
const detail::RotateKernels<L>& rotate_kernels(const Rotate& step) {
  static constexpr auto kTable = detail::rotate_kernels<L>(std::make_index_sequence<kMostFused>{});
  return kTable[step.count - 1][step.alternating];
}

// (re + i im) *= cosine[p] - i sine[p] for every p; `direction` -1 undoes it.
template <LaneType L>
void phase(const L* from, L* to, std::size_t states, const RealOf<L>* cosines, const RealOf<L>* sines, RealOf<L> direction) {
  for (std::size_t p = 0; p < states; ++p) {
    const L c = broadcast<L>(cosines[p]);
    const L s = broadcast<L>(direction * sines[p]);
    const L re = from[p];
    const L im = from[states + p];
    to[p] = c * re + s * im;
    to[states + p] = c * im - s * re;
  }
}

// sums[p] += factor <bra_p| -i |ket_p>: what a diagonal rotation's derivative adds up, entry by entry.
template <LaneType L>
void phase_overlap(const L* ket, const L* bra, std::size_t states, const L* factor, L* sums) {
  for (std::size_t p = 0; p < states; ++p) {
    L value = sums[p];
    if (factor) value = value + *factor * (bra[p] * ket[states + p] - bra[states + p] * ket[p]);
    else {
      value = value + bra[p] * ket[states + p];
      value = value - bra[states + p] * ket[p];
    }
    sums[p] = value;
  }
}

template <LaneType L>
void scale(const L* from, L* to, std::span<const RealOf<L>> factors) {
  for (std::size_t r = 0; r < factors.size(); ++r) to[r] = from[r] * factors[r];
}

// `from` and `to` must differ.
template <LaneType L>
void sparse(const L* from, L* to, std::size_t entries, std::span<const std::uint32_t> offsets, const RealOf<L>* values) {
  for (std::size_t r = 0; r < entries; ++r) {
    L sum{};
    for (std::size_t j = 0; j < offsets.size(); ++j) sum += values[r * offsets.size() + j] * from[r ^ offsets[j]];
    to[r] = sum;
  }
}

}  // namespace quanvas::sim
