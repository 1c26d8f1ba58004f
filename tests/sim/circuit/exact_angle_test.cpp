// Exact reduction, against values of mpmath 1.3 with 420 digits.
#include "sim/circuit/exact_angle.hpp"

#include <limits>

#include <gtest/gtest.h>

namespace quanvas::sim {
namespace {

constexpr double kRounding = 1e-15;

struct Known {
  double angle;
  double cosine;
  double sine;
};
constexpr Known kKnown[] = {{2000.5, -0.76836078281888128, 0.64001695870184249},
                            {123456789.5, -0.35159684751220140, 0.93615151381572940},
                            {1e17, -0.88555732829763069, -0.46453010483537270},
                            {-1e22, 0.52321478539513895, 0.85220084976718880},
                            {1e300, -0.57538611195754905, -0.81788191211590860},
                            {1.7976931348623157e308, -0.99998768942655994, 0.0049619547891840618}};

TEST(ExactAngle, IsReducedWithoutLoss) {
  for (const auto& [angle, cosine, sine] : kKnown) {
    EXPECT_LE(std::abs(principal_angle(angle)), std::numbers::pi);
    EXPECT_NEAR(std::cos(principal_angle(angle)), cosine, kRounding) << angle;
    EXPECT_NEAR(std::sin(principal_angle(angle)), sine, kRounding) << angle;
  }
  EXPECT_TRUE(std::isnan(principal_angle(std::numeric_limits<double>::infinity())));
}

// 0.1 * 1e22 has 106 bits, of which a double keeps half; 1e17 + 0.5 is no double either.
TEST(ExactAngle, SumsAndProductsAreThoseOfRealNumbers) {
  const double product = exact_angle(Angle::weight(Slot(0), 0.1), 1e22);
  EXPECT_NEAR(std::cos(product), 0.049482167996399768, kRounding);
  EXPECT_NEAR(std::sin(product), -0.99877500722153439, kRounding);
  const Angle sum{.source = Angle::Source::weight, .offset = 0.5};
  EXPECT_NEAR(std::cos(exact_angle(sum, 1e17)), -0.55444207315966315, kRounding);
}

TEST(ExactAngle, AShiftIsNotLostInALargeAngle) {
  EXPECT_EQ(shiftable_angle(-12.5), -12.5);
  EXPECT_NEAR(std::cos(shiftable_angle(1e17) + 0.5), -0.55444207315966315, kRounding);
  // Of half the angle, which a controlled rotation rotates by.
  EXPECT_NEAR(std::cos(shiftable_angle(1e17) / 2), 0.23920981554105312, kRounding);
}

}  // namespace
}  // namespace quanvas::sim
