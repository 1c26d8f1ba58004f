// The kernels on registers of lanes, and nothing above them. A register is [entry] lanes, each W circuits wide, so no
// kernel shuffles; a kernel works on several registers in a row. All may work in place. Which pairs turn is in
// sim/plan.hpp; here is only how.
#pragma once

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <span>
#include <type_traits>
#include <utility>

#include "sim/plan.hpp"
#include "sim/trig.hpp"

namespace quanvas::sim {

// How a pair is turned by phi: by the formula, or by three shears, a -= t b, b += s a, a -= t b, with t = tan(phi / 2) and
// s = sin(phi). Three multiply-adds in place are faster than two multiply-adds and a copy. For |phi| > pi/2 shears are
// given the turn by phi - pi, which is the same up to the sign of the whole register; so they suit state vectors alone.
enum class Form { whole, shears };

// Registers in a row.
template <class L>
struct Registers {
  const L* from;
  L* to;
  std::size_t count;
  std::size_t entries;  // of each
};

// What turns the pairs of one rotation of register g: sine[g * stride], and cosine or (shears) tangent likewise.
template <class L>
struct LaneTurn {
  const L* sine;
  const L* other;
  std::size_t stride;
};

template <class L>
using LaneTurns = std::array<LaneTurn<L>, kMostFused>;

namespace detail {

template <Form F, class L>
[[gnu::always_inline]] inline void turn_pair(L& a, L& b, const L& sine, const L& other) {
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

// Calls each(integral constant) for 0, 1, ..., N - 1: loops that are unrolled before the optimiser sees them, so that small
// arrays become registers.
template <std::size_t N, class Each>
[[gnu::always_inline]] inline void unrolled(Each&& each) {
  [&]<std::size_t... I>(std::index_sequence<I...>) __attribute__((always_inline)) { (each(std::integral_constant<std::size_t, I>{}), ...); }
  (std::make_index_sequence<N>{});
}

// The two elements of pair P of rotation I, of 2^(K-1), in the order of turning.
template <std::size_t I, std::size_t P, bool Alternating>
struct Pair {
  static constexpr std::size_t kBit = std::size_t{1} << I;
  static constexpr std::size_t kLow = (P & (kBit - 1)) | ((P & ~(kBit - 1)) << 1);
  static constexpr bool kBackwards = Alternating && (std::popcount(kLow) & 1);
  static constexpr std::size_t kFirst = kBackwards ? kLow | kBit : kLow;
  static constexpr std::size_t kSecond = kBackwards ? kLow : kLow | kBit;
};

// The elements that mix with a base.
template <std::size_t K>
std::array<std::uint32_t, std::size_t{1} << K> elements(const Rotate& step, std::uint32_t base) {
  std::array<std::uint32_t, std::size_t{1} << K> places;
  unrolled<std::size_t{1} << K>([&](auto t) { places[t] = base ^ step.offsets[t]; });
  return places;
}

template <std::size_t K, bool Alternating, Form F, class L>
void rotate(const Registers<L>& registers, const Rotate& step, std::uint32_t flip, const LaneTurns<L>& turns) {
  constexpr std::size_t kElements = std::size_t{1} << K;
  for (const std::uint32_t base : step.bases) {
    const auto places = elements<K>(step, base ^ flip);
    const L* from = registers.from;
    L* to = registers.to;
    for (std::size_t g = 0; g < registers.count; ++g, from += registers.entries, to += registers.entries) {
      L a[kElements];
      unrolled<kElements>([&](auto t) __attribute__((always_inline)) { a[t] = from[places[t]]; });
      unrolled<K>([&](auto i) __attribute__((always_inline)) {
        const LaneTurn<L>& turn = turns[i];
        const L sine = turn.sine[g * turn.stride];
        const L other = turn.other[g * turn.stride];
        unrolled<kElements / 2>([&](auto p) __attribute__((always_inline)) {
          using Own = Pair<decltype(i)::value, decltype(p)::value, Alternating>;
          turn_pair<F>(a[Own::kFirst], a[Own::kSecond], sine, other);
        });
      });
      unrolled<kElements>([&](auto t) __attribute__((always_inline)) { to[places[t]] = a[t]; });
    }
  }
}

// sums[g * kMostFused + i] = <bra| G_i |ket> in register g, where G_i turns (a, b) into (-b, a).
template <std::size_t K, bool Alternating, class L>
void overlap(const L* ket, const L* bra, std::size_t count, std::size_t stride, const Rotate& step, L* sums) {
  for (std::size_t g = 0; g < count; ++g, ket += stride, bra += stride, sums += kMostFused) {
    L plus[K]{};
    L minus[K]{};
    for (const std::uint32_t base : step.bases) {
      const auto places = elements<K>(step, base);
      unrolled<K>([&](auto i) __attribute__((always_inline)) {
        unrolled<(std::size_t{1} << K) / 2>([&](auto p) __attribute__((always_inline)) {
          using Own = Pair<decltype(i)::value, decltype(p)::value, Alternating>;
          plus[i] += bra[places[Own::kSecond]] * ket[places[Own::kFirst]];
          minus[i] += bra[places[Own::kFirst]] * ket[places[Own::kSecond]];
        });
      });
    }
    unrolled<K>([&](auto i) { sums[i] = plus[i] - minus[i]; });
  }
}

template <class L>
struct RotateKernels {
  void (*whole)(const Registers<L>&, const Rotate&, std::uint32_t, const LaneTurns<L>&);
  void (*shears)(const Registers<L>&, const Rotate&, std::uint32_t, const LaneTurns<L>&);
  void (*overlap)(const L*, const L*, std::size_t, std::size_t, const Rotate&, L*);
};

template <class L, std::size_t... K>
constexpr std::array<std::array<RotateKernels<L>, 2>, sizeof...(K)> rotate_kernels(std::index_sequence<K...>) {
  return {std::array{RotateKernels<L>{&rotate<K + 1, false, Form::whole, L>, &rotate<K + 1, false, Form::shears, L>, &overlap<K + 1, false, L>},
                     RotateKernels<L>{&rotate<K + 1, true, Form::whole, L>, &rotate<K + 1, true, Form::shears, L>, &overlap<K + 1, true, L>}}...};
}

}  // namespace detail

template <LaneType L>
const detail::RotateKernels<L>& rotate_kernels(const Rotate& step) {
  static constexpr auto kTable = detail::rotate_kernels<L>(std::make_index_sequence<kMostFused>{});
  return kTable[step.count - 1][step.alternating];
}

// (re + i im)[p] *= cosine[p] - i sine[p]; `direction` -1 undoes it.
template <LaneType L>
void phase(const Registers<L>& registers, const RealOf<L>* cosines, const RealOf<L>* sines, RealOf<L> direction) {
  const std::size_t states = registers.entries / 2;
  for (std::size_t p = 0; p < states; ++p) {
    const L c = broadcast<L>(cosines[p]);
    const L s = broadcast<L>(direction * sines[p]);
    const L* from = registers.from + p;
    L* to = registers.to + p;
    for (std::size_t g = 0; g < registers.count; ++g, from += registers.entries, to += registers.entries) {
      const L re = from[0];
      const L im = from[states];
      to[0] = c * re + s * im;
      to[states] = c * im - s * re;
    }
  }
}

// One step of the reverse sweep over phases: sums[p] += <bra_p| -i |ket_p> over the registers, which is what a diagonal
// rotation's derivative adds up, state by state; then both are undone if wanted.
template <bool Undo, LaneType L>
void phase_reverse(L* ket, L* bra, std::size_t count, std::size_t entries, const RealOf<L>* cosines, const RealOf<L>* sines, L* sums) {
  const std::size_t states = entries / 2;
  for (std::size_t p = 0; p < states; ++p) {
    const L c = broadcast<L>(cosines[p]);
    const L s = broadcast<L>(sines[p]);
    L plus = sums[p];
    L minus{};
    L* k = ket + p;
    L* b = bra + p;
    for (std::size_t g = 0; g < count; ++g, k += entries, b += entries) {
      const L ket_re = k[0];
      const L ket_im = k[states];
      const L bra_re = b[0];
      const L bra_im = b[states];
      plus += bra_re * ket_im;
      minus += bra_im * ket_re;
      if (!Undo) continue;
      k[0] = c * ket_re - s * ket_im;
      k[states] = c * ket_im + s * ket_re;
      b[0] = c * bra_re - s * bra_im;
      b[states] = c * bra_im + s * bra_re;
    }
    sums[p] = plus - minus;
  }
}

// out[g] = the sum of a[r] a[r ^ mask] over rows[0, plus), less that over the other rows, in each of G registers.
template <std::size_t G, LaneType L>
void quadratic_form(const L* states, std::size_t entries, std::uint32_t mask, std::span<const std::uint32_t> rows, std::size_t plus, L* out) {
  const auto sum_over = [&](std::span<const std::uint32_t> some, auto&& done) {
    constexpr std::size_t kChains = G == 1 ? 4 : 1;  // enough independent sums to hide the latency of a multiply-add
    L sums[kChains][G]{};
    std::size_t i = 0;
    const auto add = [&](std::size_t chain, std::uint32_t row) {
      detail::unrolled<G>([&](auto g) __attribute__((always_inline)) { sums[chain][g] += states[g * entries + row] * states[g * entries + (row ^ mask)]; });
    };
    for (; i + kChains <= some.size(); i += kChains)
      detail::unrolled<kChains>([&](auto chain) __attribute__((always_inline)) { add(chain, some[i + chain]); });
    for (; i < some.size(); ++i) add(0, some[i]);
    for (std::size_t g = 0; g < G; ++g) {
      for (std::size_t chain = 1; chain < kChains; ++chain) sums[0][g] += sums[chain][g];
      done(g, sums[0][g]);
    }
  };
  sum_over(rows.first(plus), [&](std::size_t g, const L& sum) { out[g] = sum; });
  if (plus < rows.size()) sum_over(rows.subspan(plus), [&](std::size_t g, const L& sum) { out[g] -= sum; });
}

// bra[r] = the sum over terms t of upstream[t] ket[r ^ masks[t]]
template <LaneType L>
void apply_permutations(const L* ket, L* bra, std::size_t entries, std::span<const std::uint32_t> masks, const L* upstream) {
  constexpr std::size_t kTogether = 4;
  const auto some = [&]<std::size_t T>(std::integral_constant<std::size_t, T>, std::size_t first) {
    for (std::size_t r = 0; r < entries; ++r) {
      L sum = first == 0 ? L{} : bra[r];
      detail::unrolled<T>([&](auto t) __attribute__((always_inline)) { sum += upstream[first + t] * ket[r ^ masks[first + t]]; });
      bra[r] = sum;
    }
  };
  std::size_t t = 0;
  if (masks.empty())
    for (std::size_t r = 0; r < entries; ++r) bra[r] = L{};
  for (; t + kTogether <= masks.size(); t += kTogether) some(std::integral_constant<std::size_t, kTogether>{}, t);
  for (; t < masks.size(); ++t) some(std::integral_constant<std::size_t, 1>{}, t);
}

// bra[r] = the sum over terms t of upstream[pick(r, t) * G + g] ket[r ^ masks[t]], in each of G registers.
template <std::size_t G, LaneType L>
void apply_observables(const L* kets, L* bras, std::size_t entries, std::span<const std::uint32_t> masks, const std::uint16_t* picks, const L* upstream) {
  for (std::size_t r = 0; r < entries; ++r) {
    L sums[G]{};
    for (const std::uint32_t mask : masks) {
      const L* const u = upstream + *picks++ * G;
      const L* const k = kets + (r ^ mask);
      detail::unrolled<G>([&](auto g) __attribute__((always_inline)) { sums[g] += u[g] * k[g * entries]; });
    }
    detail::unrolled<G>([&](auto g) { bras[g * entries + r] = sums[g]; });
  }
}

// values[z] becomes the sum over p of (-1)^(p.z) values[p] (Walsh and Hadamard).
template <class L>
void walsh_hadamard(L* values, std::size_t size) {
  for (std::size_t half = 1; half < size; half *= 2)
    for (std::size_t block = 0; block < size; block += 2 * half)
      for (std::size_t p = block; p < block + half; ++p) {
        const L a = values[p];
        values[p] = a + values[p + half];
        values[p + half] = a - values[p + half];
      }
}

template <LaneType L>
void scale(const Registers<L>& registers, std::span<const RealOf<L>> factors) {
  for (std::size_t r = 0; r < factors.size(); ++r) {
    const L factor = broadcast<L>(factors[r]);
    for (std::size_t g = 0; g < registers.count; ++g) registers.to[g * registers.entries + r] = registers.from[g * registers.entries + r] * factor;
  }
}

// `from` and `to` must differ.
template <LaneType L>
void sparse(const Registers<L>& registers, std::span<const std::uint32_t> offsets, const RealOf<L>* values) {
  for (std::size_t g = 0; g < registers.count; ++g) {
    const L* const from = registers.from + g * registers.entries;
    for (std::size_t r = 0; r < registers.entries; ++r) {
      L sum{};
      for (std::size_t j = 0; j < offsets.size(); ++j) sum += values[r * offsets.size() + j] * from[r ^ offsets[j]];
      registers.to[g * registers.entries + r] = sum;
    }
  }
}

}  // namespace quanvas::sim
