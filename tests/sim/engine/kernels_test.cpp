// The kernels of phases, scalings, sparse maps and observables, for every lane, against plain loops in double
// precision.
#include "sim/engine/kernels.hpp"

#include <cmath>

#include <gtest/gtest.h>

#include "support/lanes.hpp"

namespace quanvas::sim {
namespace {

constexpr std::size_t kEntries = 32;
constexpr std::size_t kStates = kEntries / 2;
constexpr std::size_t kRegisters = 3;

template <class L>
class Kernels : public testing::Test {
 protected:
  using Real = RealOf<L>;

  std::vector<L> random(std::size_t count) { return test::random_lanes<L>(stream_, count); }
  std::vector<Real> random_reals(std::size_t count) {
    std::vector<Real> values;
    for (std::size_t i = 0; i < count; ++i) values.push_back(static_cast<Real>(stream_.uniform(-1, 1)));
    return values;
  }
  void draw_phases() {
    for (std::size_t p = 0; p < kStates; ++p) {
      const double angle = stream_.uniform(-4, 4);
      cosines_.push_back(static_cast<Real>(std::cos(angle)));
      sines_.push_back(static_cast<Real>(std::sin(angle)));
    }
  }
  // Compares the numbers of each circuit c in `lanes` with expected(c).
  template <class Expected>
  void expect_near(const std::vector<L>& lanes, Expected&& expected) {
    for (std::size_t c = 0; c < kWidth<L>; ++c) {
      const std::vector<double> values = test::circuit_of(lanes, c);
      const std::vector<double> wanted = expected(c);
      ASSERT_EQ(values.size(), wanted.size());
      for (std::size_t i = 0; i < values.size(); ++i) ASSERT_NEAR(values[i], wanted[i], test::kRounding<Real>) << i;
    }
  }

  RandomStream stream_{3, "kernels"};
  std::vector<Real> cosines_;
  std::vector<Real> sines_;
};
using Lanes = testing::Types<float, double, FloatLane, DoubleLane>;
TYPED_TEST_SUITE(Kernels, Lanes);

TYPED_TEST(Kernels, PhasesMultiplyComplexNumbers) {
  this->draw_phases();
  const auto from = this->random(kRegisters * kEntries);
  for (const int direction : {1, -1}) {
    std::vector<TypeParam> to = from;
    phase<TypeParam>({to.data(), kRegisters, kEntries}, this->cosines_.data(), this->sines_.data(),
                     static_cast<RealOf<TypeParam>>(direction));
    this->expect_near(to, [&](std::size_t c) {
      std::vector<double> a = test::circuit_of(from, c);
      for (std::size_t g = 0; g < kRegisters; ++g)
        for (std::size_t p = 0; p < kStates; ++p) {
          const double cosine = static_cast<double>(this->cosines_[p]);
          const double sine = direction * static_cast<double>(this->sines_[p]);
          double& re = a[g * kEntries + p];
          double& im = a[g * kEntries + kStates + p];
          const double before = re;
          re = cosine * before + sine * im;
          im = cosine * im - sine * before;
        }
      return a;
    });
  }
}

TYPED_TEST(Kernels, PhasesAreUndoneInPlace) {
  this->draw_phases();
  const auto before = this->random(kRegisters * kEntries);
  std::vector<TypeParam> a = before;
  const Registers<TypeParam> registers{a.data(), kRegisters, kEntries};
  phase<TypeParam>(registers, this->cosines_.data(), this->sines_.data(), 1);
  phase<TypeParam>(registers, this->cosines_.data(), this->sines_.data(), -1);
  this->expect_near(a, [&](std::size_t c) { return test::circuit_of(before, c); });
}

TYPED_TEST(Kernels, PhasesInReverseAddUpOverlapsAndUndo) {
  this->draw_phases();
  const auto ket = this->random(kRegisters * kEntries);
  const auto bra = this->random(kRegisters * kEntries);
  const auto sums = this->random(kStates);
  const auto expected_sums = [&](std::size_t c) {
    std::vector<double> total = test::circuit_of(sums, c);
    const auto k = test::circuit_of(ket, c);
    const auto b = test::circuit_of(bra, c);
    for (std::size_t g = 0; g < kRegisters; ++g)
      for (std::size_t p = 0; p < kStates; ++p) {
        const std::size_t re = g * kEntries + p;
        const std::size_t im = re + kStates;
        total[p] += b[re] * k[im] - b[im] * k[re];
      }
    return total;
  };
  std::vector<TypeParam> left_ket = ket;
  std::vector<TypeParam> left_bra = bra;
  std::vector<TypeParam> left_sums = sums;
  const auto* const c = this->cosines_.data();
  const auto* const s = this->sines_.data();
  phase_reverse<false>(left_ket.data(), left_bra.data(), kRegisters, kEntries, c, s, left_sums.data());
  this->expect_near(left_sums, expected_sums);
  this->expect_near(left_ket, [&](std::size_t circuit) { return test::circuit_of(ket, circuit); });

  std::vector<TypeParam> undone_ket = ket;
  std::vector<TypeParam> undone_bra = bra;
  std::vector<TypeParam> undone_sums = sums;
  phase_reverse<true>(undone_ket.data(), undone_bra.data(), kRegisters, kEntries, c, s, undone_sums.data());
  this->expect_near(undone_sums, expected_sums);
  for (const auto& [undone, before] : {std::pair(&undone_ket, &ket), std::pair(&undone_bra, &bra)}) {
    std::vector<TypeParam> by_phase = *before;
    phase<TypeParam>({by_phase.data(), kRegisters, kEntries}, c, s, -1);
    this->expect_near(*undone, [&](std::size_t circuit) { return test::circuit_of(by_phase, circuit); });
  }
}

TYPED_TEST(Kernels, PhasesOfRealNumbersNeedNoImaginaryParts) {
  this->draw_phases();
  const auto from = this->random(kRegisters * kEntries);
  std::vector<TypeParam> zeroed = from;
  for (std::size_t g = 0; g < kRegisters; ++g)
    std::fill_n(zeroed.begin() + static_cast<long>(g * kEntries + kStates), kStates, TypeParam{});
  std::vector<TypeParam> to = from;
  phase_of_real<TypeParam>({to.data(), kRegisters, kEntries}, this->cosines_.data(), this->sines_.data());
  phase<TypeParam>({zeroed.data(), kRegisters, kEntries}, this->cosines_.data(), this->sines_.data(), 1);
  this->expect_near(to, [&](std::size_t c) { return test::circuit_of(zeroed, c); });
}

TYPED_TEST(Kernels, QuadraticFormsAddRows) {
  const auto states = this->random(8 * kEntries);
  for (const std::size_t size : {0u, 1u, 3u, 4u, 11u, 32u}) {
    std::vector<std::uint32_t> rows(kEntries);
    for (std::uint32_t r = 0; r < kEntries; ++r) rows[r] = r;
    this->stream_.shuffle(std::span(rows));
    rows.resize(size);
    for (const std::uint32_t mask : {0u, 5u, 31u}) {
      const auto expected = [&](std::size_t registers, std::size_t c) {
        const auto a = test::circuit_of(states, c);
        std::vector<double> forms(registers);
        for (std::size_t g = 0; g < registers; ++g)
          for (const std::uint32_t r : rows) forms[g] += a[g * kEntries + r] * a[g * kEntries + (r ^ mask)];
        return forms;
      };
      std::vector<TypeParam> one(1);
      quadratic_form<1>(states.data(), kEntries, mask, std::span<const std::uint32_t>(rows), one.data());
      this->expect_near(one, [&](std::size_t c) { return expected(1, c); });
      std::vector<TypeParam> eight(8);
      quadratic_form<8>(states.data(), kEntries, mask, std::span<const std::uint32_t>(rows), eight.data());
      this->expect_near(eight, [&](std::size_t c) { return expected(8, c); });
    }
  }
}

TYPED_TEST(Kernels, PermutationsAddUp) {
  const auto ket = this->random(kEntries);
  for (const std::size_t terms : {0u, 1u, 3u, 4u, 12u, 13u, 30u}) {
    std::vector<std::uint32_t> masks;
    for (std::size_t t = 0; t < terms; ++t) masks.push_back(static_cast<std::uint32_t>(this->stream_.below(kEntries)));
    const auto upstream = this->random(terms);
    auto bra = this->random(kEntries);
    apply_permutations(ket.data(), bra.data(), kEntries, std::span<const std::uint32_t>(masks), upstream.data());
    this->expect_near(bra, [&](std::size_t c) {
      const auto k = test::circuit_of(ket, c);
      const auto u = test::circuit_of(upstream, c);
      std::vector<double> sum(kEntries);
      for (std::size_t r = 0; r < kEntries; ++r)
        for (std::size_t t = 0; t < terms; ++t) sum[r] += u[t] * k[r ^ masks[t]];
      return sum;
    });
  }
}

template <std::size_t G, class L, class Fixture>
void expect_patterns(Fixture& fixture, RandomStream& stream, std::size_t terms) {
  const auto kets = test::random_lanes<L>(stream, G * kEntries);
  const auto upstream = test::random_lanes<L>(stream, 2 * terms * G);
  std::vector<std::uint32_t> masks;
  std::vector<std::uint32_t> picks;
  for (std::size_t t = 0; t < terms; ++t) masks.push_back(static_cast<std::uint32_t>(stream.below(kEntries)));
  for (std::size_t i = 0; i < terms * kEntries; ++i)
    picks.push_back(static_cast<std::uint32_t>(2 * (i % terms) + stream.below(2)));
  auto bras = test::random_lanes<L>(stream, G * kEntries);
  apply_patterns<G>(kets.data(), bras.data(), kEntries, std::span<const std::uint32_t>(masks), picks.data(),
                    upstream.data());
  fixture(bras, [&](std::size_t c) {
    const auto k = test::circuit_of(kets, c);
    const auto u = test::circuit_of(upstream, c);
    std::vector<double> sums(G * kEntries);
    for (std::size_t g = 0; g < G; ++g)
      for (std::size_t r = 0; r < kEntries; ++r)
        for (std::size_t t = 0; t < terms; ++t)
          sums[g * kEntries + r] += u[picks[r * terms + t] * G + g] * k[g * kEntries + (r ^ masks[t])];
    return sums;
  });
}

TYPED_TEST(Kernels, PatternsArePicked) {
  const auto compare = [&](const std::vector<TypeParam>& lanes, auto&& expected) {
    this->expect_near(lanes, expected);
  };
  for (const std::size_t terms : {1u, 2u, 7u}) {
    expect_patterns<1, TypeParam>(compare, this->stream_, terms);
    expect_patterns<8, TypeParam>(compare, this->stream_, terms);
  }
}

TYPED_TEST(Kernels, WalshAndHadamardSumWithParities) {
  for (const std::size_t size : {1u, 2u, 8u, 32u}) {
    const auto before = this->random(size);
    auto values = before;
    walsh_hadamard(values.data(), size);
    this->expect_near(values, [&](std::size_t c) {
      const auto v = test::circuit_of(before, c);
      std::vector<double> sums(size);
      for (std::uint32_t z = 0; z < size; ++z)
        for (std::uint32_t p = 0; p < size; ++p) sums[z] += (std::popcount(z & p) % 2 ? -1 : 1) * v[p];
      return sums;
    });
  }
}

TYPED_TEST(Kernels, ScalesEachEntry) {
  const auto from = this->random(kRegisters * kEntries);
  const auto factors = this->random_reals(kEntries);
  std::vector<TypeParam> to = from;
  scale<TypeParam>({to.data(), kRegisters, kEntries}, factors);
  this->expect_near(to, [&](std::size_t c) {
    auto a = test::circuit_of(from, c);
    for (std::size_t i = 0; i < a.size(); ++i) a[i] *= static_cast<double>(factors[i % kEntries]);
    return a;
  });
}

TYPED_TEST(Kernels, SparseMapsTakeEntriesByOffset) {
  const auto from = this->random(kRegisters * kEntries);
  const std::vector<std::uint32_t> offsets{0, 7, 16, 30};
  const auto values = this->random_reals(kEntries * offsets.size());
  std::vector<TypeParam> to = from;
  std::vector<TypeParam> spare(kEntries);
  sparse<TypeParam>({to.data(), kRegisters, kEntries}, std::span<const std::uint32_t>(offsets), values.data(),
                    spare.data());
  this->expect_near(to, [&](std::size_t c) {
    const auto a = test::circuit_of(from, c);
    std::vector<double> sums(a.size());
    for (std::size_t g = 0; g < kRegisters; ++g)
      for (std::size_t r = 0; r < kEntries; ++r)
        for (std::size_t j = 0; j < offsets.size(); ++j)
          sums[g * kEntries + r] +=
              static_cast<double>(values[r * offsets.size() + j]) * a[g * kEntries + (r ^ offsets[j])];
    return sums;
  });
}

}  // namespace
}  // namespace quanvas::sim
