// Sines and cosines of lanes against the C library's.
#include "sim/engine/trig.hpp"

#include <cmath>
#include <numbers>
#include <vector>

#include <gtest/gtest.h>

#include "support/lanes.hpp"

namespace quanvas::sim {
namespace {

template <class L>
class Trig : public testing::Test {};
using Lanes = testing::Types<float, double, FloatLane, DoubleLane>;
TYPED_TEST_SUITE(Trig, Lanes);

TYPED_TEST(Trig, AgreesWithTheLibrary) {
  using L = TypeParam;
  using Real = RealOf<L>;
  const double bound = sizeof(Real) == 4 ? 1.2e-7 : 4.5e-16;
  for (const double span : {0.1, 4.0, 600.0, 4000.0}) {
    for (int i = -5000; i <= 5000; ++i) {
      const auto angle = static_cast<Real>(span * i / 5000);
      const SinCos<L> value = sincos_half(broadcast<L>(angle));
      const double half = static_cast<double>(angle) / 2;
      Real cosine;
      Real sine;
      if constexpr (kWidth<L> == 1) {
        cosine = value.cosine;
        sine = value.sine;
      } else {
        cosine = value.cosine[0];
        sine = value.sine[kWidth<L> - 1];
      }
      ASSERT_NEAR(static_cast<double>(cosine), std::cos(half), bound) << angle;
      ASSERT_NEAR(static_cast<double>(sine), std::sin(half), bound) << angle;
    }
  }
}

TYPED_TEST(Trig, OfZeroIsExact) {
  using L = TypeParam;
  const SinCos<L> value = sincos_half(broadcast<L>(0));
  EXPECT_EQ(sum(value.cosine), static_cast<RealOf<L>>(kWidth<L>));
  EXPECT_EQ(sum(value.sine), RealOf<L>(0));
}

// [-50, 50], and the multiples of pi/4, where quarters begin and end.
template <class L, class Check>
void for_angles_of_circuits(Check&& check) {
  using Real = RealOf<L>;
  std::vector<Real> angles;
  for (int i = -10000; i <= 10000; ++i) angles.push_back(static_cast<Real>(50.0 * i / 10000));
  for (int i = -64; i <= 64; ++i) angles.push_back(static_cast<Real>(i * std::numbers::pi / 4));
  for (const Real angle : angles) check(angle, broadcast<L>(angle));
}

template <class L>
void expect_whole_angle_within(double bound) {
  for_angles_of_circuits<L>([&](RealOf<L> angle, const L& lane) {
    const SinCos<L> value = sincos_whole(lane);
    ASSERT_NEAR(static_cast<double>(test::at(value.cosine, 0)), std::cos(static_cast<double>(angle)), bound) << angle;
    ASSERT_NEAR(static_cast<double>(test::at(value.sine, kWidth<L> - 1)), std::sin(static_cast<double>(angle)), bound)
        << angle;
  });
}

// Doubling twice makes four times the rounding error.
TYPED_TEST(Trig, WholeAngleAgreesWithTheLibrary) {
  expect_whole_angle_within<TypeParam>(sizeof(RealOf<TypeParam>) == 4 ? 8e-7 : 2e-15);
}

// A rotation by phi of at most a quarter, so that |tan(phi / 2)| is at most 1 and the cosine is that of the tangent; up
// to a common sign it is the rotation by half the angle.
TYPED_TEST(Trig, ShearsAreTheHalfAngleRotationUpToASign) {
  using L = TypeParam;
  const double bound = sizeof(RealOf<L>) == 4 ? 5e-7 : 1e-15;
  for_angles_of_circuits<L>([&](RealOf<L> angle, const L& lane) {
    const Shears<L> shears = half_angle_shears(lane);
    const auto sine = static_cast<double>(test::at(shears.sine, kWidth<L> - 1));
    const auto tangent = static_cast<double>(test::at(shears.tangent, 0));
    ASSERT_LE(std::abs(tangent), 1 + 4 * bound) << angle;  // the rounding of the number of quarters
    const double cosine = (1 - tangent * tangent) / (1 + tangent * tangent);
    const double half = static_cast<double>(angle) / 2;
    const double sign = cosine * std::cos(half) + sine * std::sin(half) < 0 ? -1 : 1;
    ASSERT_NEAR(sine, sign * std::sin(half), bound) << angle;
    ASSERT_NEAR(cosine, sign * std::cos(half), bound) << angle;
    ASSERT_NEAR(2 * tangent / (1 + tangent * tangent), sine, bound) << angle;
  });
}

TYPED_TEST(Trig, ShearsAndWholeAngleOfZeroAreExact) {
  using L = TypeParam;
  EXPECT_EQ(sum(half_angle_shears(broadcast<L>(0)).tangent), RealOf<L>(0));
  EXPECT_EQ(sum(half_angle_shears(broadcast<L>(0)).sine), RealOf<L>(0));
  EXPECT_EQ(sum(sincos_whole(broadcast<L>(0)).cosine), static_cast<RealOf<L>>(kWidth<L>));
  EXPECT_EQ(sum(sincos_whole(broadcast<L>(0)).sine), RealOf<L>(0));
}

}  // namespace
}  // namespace quanvas::sim
