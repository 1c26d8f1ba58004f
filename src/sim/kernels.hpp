// The kernels of phases, scalings and sparse maps, and of observables, on registers as in sim/rotate_kernels.hpp. All but
// sparse() may work in place.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <type_traits>

#include "sim/rotate_kernels.hpp"

namespace quanvas::sim {

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
