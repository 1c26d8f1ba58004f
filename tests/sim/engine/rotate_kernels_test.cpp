// The kernels that rotate pairs, for every number of fused rotations and every lane, against plain loops in double
// precision.
#include "sim/engine/rotate_kernels.hpp"

#include <bit>
#include <cmath>
#include <numbers>

#include <gtest/gtest.h>

#include "sim/engine/trig.hpp"
#include "support/lanes.hpp"

namespace quanvas::sim {
namespace {

constexpr std::size_t kBits = 6;
constexpr std::size_t kEntries = std::size_t{1} << kBits;
constexpr std::size_t kRegisters = 3;

bool depend(std::span<const std::uint32_t> masks) {
  for (std::size_t some = 1; some < std::size_t{1} << masks.size(); ++some) {
    std::uint32_t sum = 0;
    for (std::size_t i = 0; i < masks.size(); ++i) sum ^= some >> i & 1 ? masks[i] : 0;
    if (sum == 0) return true;
  }
  return false;
}

// Rotations with random masks. Bases are given in random order; of the entries that mix, a random one is the base.
Rotate random_step(RandomStream& stream, std::size_t count, bool alternating) {
  Rotate step{.count = count, .alternating = alternating};
  std::vector<std::uint32_t> masks(count);
  do
    for (std::uint32_t& mask : masks) mask = static_cast<std::uint32_t>(stream.below(kEntries));
  while (depend(masks));
  for (std::size_t t = 0; t < std::size_t{1} << count; ++t)
    for (std::size_t i = 0; i < count; ++i) step.offsets[t] ^= t >> i & 1 ? masks[i] : 0;
  std::vector<std::uint32_t> order(kEntries);
  for (std::uint32_t r = 0; r < kEntries; ++r) order[r] = r;
  stream.shuffle(std::span(order));
  std::vector<bool> taken(kEntries);
  for (const std::uint32_t r : order) {
    if (taken[r]) continue;
    step.bases.push_back(r);
    for (std::size_t t = 0; t < std::size_t{1} << count; ++t) taken[r ^ step.offsets[t]] = true;
  }
  return step;
}

// Calls pair(i, first, second) for every pair of every rotation, in the order of the rotations.
template <class Pair>
void for_each_pair(const Rotate& step, Pair&& pair) {
  for (std::size_t i = 0; i < step.count; ++i)
    for (const std::uint32_t base : step.bases)
      for (std::uint32_t t = 0; t < 1u << step.count; ++t) {
        if (t >> i & 1) continue;
        const bool backwards = step.alternating && std::popcount(t) % 2 == 1;
        const std::uint32_t one = base ^ step.offsets[t];
        const std::uint32_t other = base ^ step.offsets[t | 1u << i];
        pair(i, backwards ? other : one, backwards ? one : other);
      }
}

std::vector<double> rotated(const Rotate& step, std::vector<double> a, const std::vector<double>& angles) {
  for_each_pair(step, [&](std::size_t i, std::uint32_t first, std::uint32_t second) {
    const double before = a[first];
    a[first] = std::cos(angles[i]) * before - std::sin(angles[i]) * a[second];
    a[second] = std::cos(angles[i]) * a[second] + std::sin(angles[i]) * before;
  });
  return a;
}

template <class L>
class RotateKernels : public testing::Test {
 protected:
  using Real = RealOf<L>;

  RandomStream stream_{1, "rotate"};
  std::vector<L> states_ = test::random_lanes<L>(stream_, kRegisters* kEntries);
  // The first rotation acts on all registers alike, the others each by its own angle.
  std::vector<std::vector<L>> angles_;
  std::vector<std::vector<L>> sines_;
  std::vector<std::vector<L>> others_;

  void initialise_angles(double most) {
    angles_.clear();
    for (std::size_t i = 0; i < kMostFused; ++i)
      angles_.push_back(test::random_lanes<L>(stream_, i == 0 ? 1 : kRegisters, -most, most));
  }
  // The rotations by these angles, given to `of` lane by lane.
  template <class Of>
  LaneRotations<L> rotations(Of&& of) {
    sines_.assign(kMostFused, {});
    others_.assign(kMostFused, {});
    LaneRotations<L> rotations{};
    for (std::size_t i = 0; i < kMostFused; ++i) {
      for (const L& angle : angles_[i]) {
        const auto [sine, other] = of(angle);
        sines_[i].push_back(sine);
        others_[i].push_back(other);
      }
      rotations[i] = {.sine = sines_[i].data(), .other = others_[i].data(), .stride = i == 0 ? 0u : 1u};
    }
    return rotations;
  }
  LaneRotations<L> whole_rotations() {
    return rotations([](const L& angle) {
      return std::pair(
          test::lane_of<L>([&](std::size_t c) { return std::sin(static_cast<double>(test::at(angle, c))); }),
          test::lane_of<L>([&](std::size_t c) { return std::cos(static_cast<double>(test::at(angle, c))); }));
    });
  }
  std::vector<double> angles_of(std::size_t reg, std::size_t circuit) const {
    std::vector<double> angles;
    for (std::size_t i = 0; i < kMostFused; ++i)
      angles.push_back(static_cast<double>(test::at(angles_[i][i == 0 ? 0 : reg], circuit)));
    return angles;
  }
  static std::vector<double> circuit_of(const std::vector<L>& registers, std::size_t reg, std::size_t circuit) {
    const std::vector<double> all = test::circuit_of(registers, circuit);
    return {all.begin() + static_cast<long>(reg * kEntries), all.begin() + static_cast<long>((reg + 1) * kEntries)};
  }
  template <class Check>
  static void for_each_circuit(Check&& check) {
    for (std::size_t reg = 0; reg < kRegisters; ++reg)
      for (std::size_t circuit = 0; circuit < kWidth<L>; ++circuit) check(reg, circuit);
  }
  template <class Check>
  void for_each_step(Check&& check) {
    for (std::size_t count = 1; count <= kMostFused; ++count)
      for (const bool alternating : {false, true}) {
        SCOPED_TRACE(testing::Message() << count << (alternating ? " alternating" : ""));
        check(random_step(stream_, count, alternating));
      }
  }
};
using Lanes = testing::Types<float, double, FloatLane, DoubleLane>;
TYPED_TEST_SUITE(RotateKernels, Lanes);

TYPED_TEST(RotateKernels, RotateAsPlainLoopsDo) {
  this->for_each_step([&](const Rotate& step) {
    this->initialise_angles(3);
    std::vector<TypeParam> a = this->states_;
    rotate_kernels<TypeParam>(step).whole({a.data(), kRegisters, kEntries}, step.indices(), 1, this->whole_rotations());
    this->for_each_circuit([&](std::size_t reg, std::size_t circuit) {
      const auto expected = rotated(step, this->circuit_of(this->states_, reg, circuit), this->angles_of(reg, circuit));
      const auto values = this->circuit_of(a, reg, circuit);
      for (std::size_t r = 0; r < kEntries; ++r)
        ASSERT_NEAR(values[r], expected[r], test::kRounding<RealOf<TypeParam>>);
    });
  });
}

TYPED_TEST(RotateKernels, BackwardsUndo) {
  this->for_each_step([&](const Rotate& step) {
    this->initialise_angles(3);
    std::vector<TypeParam> a = this->states_;
    const Registers<TypeParam> registers{a.data(), kRegisters, kEntries};
    rotate_kernels<TypeParam>(step).whole(registers, step.indices(), 1, this->whole_rotations());
    rotate_kernels<TypeParam>(step).whole(registers, step.indices(), -1, this->whole_rotations());
    this->for_each_circuit([&](std::size_t reg, std::size_t circuit) {
      const auto before = this->circuit_of(this->states_, reg, circuit);
      const auto after = this->circuit_of(a, reg, circuit);
      for (std::size_t r = 0; r < kEntries; ++r) ASSERT_NEAR(after[r], before[r], test::kRounding<RealOf<TypeParam>>);
    });
  });
}

// half_angle_shears halves its angles. Those up to pi come out as they are; larger ones may change the sign of
// the whole register.
TYPED_TEST(RotateKernels, ShearsAreTheWholeUpToASign) {
  for (const double most : {std::numbers::pi / 2 - 1e-3, 20.0})
    this->for_each_step([&](const Rotate& step) {
      this->initialise_angles(most);
      std::vector<TypeParam> a = this->states_;
      const auto shears = this->rotations([](const TypeParam& angle) {
        const Shears<TypeParam> s = half_angle_shears(TypeParam(angle * RealOf<TypeParam>(2)));
        return std::pair(s.sine, s.tangent);
      });
      rotate_kernels<TypeParam>(step).shears({a.data(), kRegisters, kEntries}, step.indices(), 1, shears);
      this->for_each_circuit([&](std::size_t reg, std::size_t circuit) {
        const auto expected =
            rotated(step, this->circuit_of(this->states_, reg, circuit), this->angles_of(reg, circuit));
        const auto values = this->circuit_of(a, reg, circuit);
        double product = 0;
        for (std::size_t r = 0; r < kEntries; ++r) product += values[r] * expected[r];
        if (most < 2) {
          EXPECT_GT(product, 0);
        }
        for (std::size_t r = 0; r < kEntries; ++r)
          ASSERT_NEAR(values[r], std::copysign(1, product) * expected[r], test::kRounding<RealOf<TypeParam>>);
      });
    });
}

TYPED_TEST(RotateKernels, ShearsBackwardsUndo) {
  this->for_each_step([&](const Rotate& step) {
    this->initialise_angles(20);
    std::vector<TypeParam> a = this->states_;
    const Registers<TypeParam> registers{a.data(), kRegisters, kEntries};
    const auto shears = this->rotations([](const TypeParam& angle) {
      const Shears<TypeParam> s = half_angle_shears(angle);
      return std::pair(s.sine, s.tangent);
    });
    rotate_kernels<TypeParam>(step).shears(registers, step.indices(), 1, shears);
    rotate_kernels<TypeParam>(step).shears(registers, step.indices(), -1, shears);
    this->for_each_circuit([&](std::size_t reg, std::size_t circuit) {
      const auto before = this->circuit_of(this->states_, reg, circuit);
      const auto after = this->circuit_of(a, reg, circuit);
      for (std::size_t r = 0; r < kEntries; ++r) ASSERT_NEAR(after[r], before[r], test::kRounding<RealOf<TypeParam>>);
    });
  });
}

TYPED_TEST(RotateKernels, OverlapsAreThoseOfTheGenerators) {
  this->for_each_step([&](const Rotate& step) {
    const std::vector<TypeParam> bras = test::random_lanes<TypeParam>(this->stream_, this->states_.size());
    std::vector<TypeParam> sums(kRegisters * kMostFused);
    rotate_kernels<TypeParam>(step).overlap(this->states_.data(), bras.data(), kRegisters, kEntries, step.indices(),
                                            sums.data());
    this->for_each_circuit([&](std::size_t reg, std::size_t circuit) {
      const auto ket = this->circuit_of(this->states_, reg, circuit);
      const auto bra = this->circuit_of(bras, reg, circuit);
      std::vector<double> expected(kMostFused);
      for_each_pair(step, [&](std::size_t i, std::uint32_t first, std::uint32_t second) {
        expected[i] += bra[second] * ket[first] - bra[first] * ket[second];
      });
      for (std::size_t i = 0; i < step.count; ++i)
        EXPECT_NEAR(static_cast<double>(test::at(sums[reg * kMostFused + i], circuit)), expected[i],
                    test::kRounding<RealOf<TypeParam>>);
    });
  });
}

TYPED_TEST(RotateKernels, LeaveOtherEntriesAlone) {
  Rotate step = random_step(this->stream_, 2, false);
  step.bases.resize(3);
  this->initialise_angles(1);
  std::vector<TypeParam> a = this->states_;
  rotate_kernels<TypeParam>(step).whole({a.data(), kRegisters, kEntries}, step.indices(), 1, this->whole_rotations());
  std::vector<bool> rotates(kEntries);
  for (const std::uint32_t base : step.bases)
    for (std::size_t t = 0; t < 4; ++t) rotates[base ^ step.offsets[t]] = true;
  this->for_each_circuit([&](std::size_t reg, std::size_t circuit) {
    const auto before = this->circuit_of(this->states_, reg, circuit);
    const auto after = this->circuit_of(a, reg, circuit);
    for (std::size_t r = 0; r < kEntries; ++r) EXPECT_EQ(before[r] != after[r], rotates[r]);
  });
}

}  // namespace
}  // namespace quanvas::sim
