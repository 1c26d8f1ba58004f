#include "sim/trig.hpp"

#include <cmath>

#include <gtest/gtest.h>

namespace quanvas::sim {
namespace {

template <class L>
class HalfTurn : public testing::Test {};
using Lanes = testing::Types<float, double, FloatLane, DoubleLane>;
TYPED_TEST_SUITE(HalfTurn, Lanes);

TYPED_TEST(HalfTurn, AgreesWithTheLibrary) {
  using L = TypeParam;
  using Real = RealOf<L>;
  const double bound = sizeof(Real) == 4 ? 1.2e-7 : 4.5e-16;
  for (const double span : {0.1, 4.0, 600.0, 4000.0}) {
    for (int i = -5000; i <= 5000; ++i) {
      const auto angle = static_cast<Real>(span * i / 5000);
      const Turn<L> turn = half_turn(broadcast<L>(angle));
      const double half = static_cast<double>(angle) / 2;
      Real cosine;
      Real sine;
      if constexpr (kWidth<L> == 1) {
        cosine = turn.cosine;
        sine = turn.sine;
      } else {
        cosine = turn.cosine[0];
        sine = turn.sine[kWidth<L> - 1];
      }
      ASSERT_NEAR(static_cast<double>(cosine), std::cos(half), bound) << angle;
      ASSERT_NEAR(static_cast<double>(sine), std::sin(half), bound) << angle;
    }
  }
}

TYPED_TEST(HalfTurn, OfZeroIsExact) {
  using L = TypeParam;
  const Turn<L> turn = half_turn(broadcast<L>(0));
  EXPECT_EQ(sum(turn.cosine), static_cast<RealOf<L>>(kWidth<L>));
  EXPECT_EQ(sum(turn.sine), RealOf<L>(0));
}

}  // namespace
}  // namespace quanvas::sim
