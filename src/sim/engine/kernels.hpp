// The kernels of phases, scalings and sparse maps, and of observables, on registers as in
// sim/engine/rotate_kernels.hpp.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <type_traits>

#include "sim/engine/rotate_kernels.hpp"

namespace quanvas::sim {

// (re + i im)[p] *= cosine[p] - i sine[p]; `direction` -1 undoes it.
template <LaneType L>
void phase(const Registers<L>& registers, const RealOf<L>* cosines, const RealOf<L>* sines, RealOf<L> direction) {
  const std::size_t states = registers.entries / 2;
  for (std::size_t p = 0; p < states; ++p) {
    const L c = broadcast<L>(cosines[p]);
    const L s = broadcast<L>(direction * sines[p]);
    L* a = registers.first + p;
    for (std::size_t g = 0; g < registers.count; ++g, a += registers.entries) {
      const L re = a[0];
      const L im = a[states];
      a[0] = c * re + s * im;
      a[states] = c * im - s * re;
    }
  }
}

// The same for numbers whose imaginary parts are zero; they need not be stored.
template <LaneType L>
void phase_of_real(const Registers<L>& registers, const RealOf<L>* cosines, const RealOf<L>* sines) {
  const std::size_t states = registers.entries / 2;
  for (std::size_t p = 0; p < states; ++p) {
    const L c = broadcast<L>(cosines[p]);
    const L minus_s = broadcast<L>(-sines[p]);
    L* a = registers.first + p;
    for (std::size_t g = 0; g < registers.count; ++g, a += registers.entries) {
      const L re = a[0];
      a[0] = c * re;
      a[states] = minus_s * re;
    }
  }
}

// One step of the backward pass over phases: sums[p] += <bra_p| -i |ket_p> over the registers, which is what a diagonal
// rotation's derivative adds up, state by state; then both are undone if wanted.
template <bool Undo, LaneType L>
void phase_reverse(L* ket, L* bra, std::size_t count, std::size_t entries, const RealOf<L>* cosines,
                   const RealOf<L>* sines, L* sums) {
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

// out[g] = the sum of a[r] a[r ^ mask] over the rows, in each of G registers.
template <std::size_t G, LaneType L>
void quadratic_form(const L* states, std::size_t entries, std::uint32_t mask, std::span<const std::uint32_t> rows,
                    L* out) {
  constexpr std::size_t kChains = G == 1 ? 4 : 1;  // enough independent sums to hide the latency of a multiply-add
  L sums[kChains][G]{};
  const auto add = [&](std::size_t chain, std::uint32_t row) __attribute__((always_inline)) {
    detail::unrolled<G>([&](auto g) __attribute__((always_inline)) {
      sums[chain][g] += states[g * entries + row] * states[g * entries + (row ^ mask)];
    });
  };
  std::size_t i = 0;
  for (; i + kChains <= rows.size(); i += kChains)
    detail::unrolled<kChains>([&](auto chain) __attribute__((always_inline)) { add(chain, rows[i + chain]); });
  for (; i < rows.size(); ++i) add(0, rows[i]);
  for (std::size_t g = 0; g < G; ++g) {
    for (std::size_t chain = 1; chain < kChains; ++chain) sums[0][g] += sums[chain][g];
    out[g] = sums[0][g];
  }
}

// bra[r] = the sum over t of factors[t] ket[r ^ masks[t]]
template <LaneType L>
void apply_permutations(const L* ket, L* bra, std::size_t entries, std::span<const std::uint32_t> masks,
                        const L* factors) {
  constexpr std::size_t kTogether = 12;
  const auto some = [&]<std::size_t T>(std::integral_constant<std::size_t, T>, std::size_t first) {
    for (std::size_t r = 0; r < entries; ++r) {
      L sum = first == 0 ? L{} : bra[r];
      detail::unrolled<T>([&](auto t) __attribute__((always_inline)) {
        sum += factors[first + t] * ket[r ^ masks[first + t]];
      });
      bra[r] = sum;
    }
  };
  if (masks.empty()) std::fill_n(bra, entries, L{});
  for (std::size_t first = 0; first < masks.size(); first += kTogether)
    detail::unrolled<kTogether>([&](auto t) {
      if (std::min(kTogether, masks.size() - first) == t + 1) some(std::integral_constant<std::size_t, t + 1>{}, first);
    });
}

// bra[r] = the sum over t of table[picks[r, t] * G + g] ket[r ^ masks[t]], in each of G registers.
template <std::size_t G, LaneType L>
void apply_patterns(const L* kets, L* bras, std::size_t entries, std::span<const std::uint32_t> masks,
                    const std::uint32_t* picks, const L* table) {
  for (std::size_t r = 0; r < entries; ++r) {
    L sums[G]{};
    for (const std::uint32_t mask : masks) {
      const L* const factor = table + *picks++ * G;
      const L* const k = kets + (r ^ mask);
      detail::unrolled<G>([&](auto g) __attribute__((always_inline)) { sums[g] += factor[g] * k[g * entries]; });
    }
    detail::unrolled<G>([&](auto g) __attribute__((always_inline)) { bras[g * entries + r] = sums[g]; });
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
    for (std::size_t g = 0; g < registers.count; ++g) registers.first[g * registers.entries + r] *= factor;
  }
}

// `spare`: room for one register.
template <LaneType L>
void sparse(const Registers<L>& registers, std::span<const std::uint32_t> offsets, const RealOf<L>* values, L* spare) {
  for (std::size_t g = 0; g < registers.count; ++g) {
    L* const a = registers.first + g * registers.entries;
    for (std::size_t r = 0; r < registers.entries; ++r) {
      L sum{};
      for (std::size_t j = 0; j < offsets.size(); ++j) sum += values[r * offsets.size() + j] * a[r ^ offsets[j]];
      spare[r] = sum;
    }
    std::copy_n(spare, registers.entries, a);
  }
}

}  // namespace quanvas::sim
