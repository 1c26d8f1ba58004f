// Angles of any size, reduced without loss: a double of 1e22 radians is a certain angle, and its sine a certain number.
// For the angles beyond those that the vector reduction of sim/engine/trig.hpp is exact for; not fast.
#pragma once

#include <cmath>
#include <numbers>

#include "sim/circuit/circuit.hpp"

namespace quanvas::sim {

// The angle that differs from `radians` by a multiple of 2 pi and lies in [-pi, pi], to rounding; NaN where it is not
// finite. The C library reduces the arguments of sin and cos exactly (Payne & Hanek, SIGNUM 18, 1983).
inline double principal_angle(double radians) { return std::atan2(std::sin(radians), std::cos(radians)); }

// scale * value + offset as real numbers, up to multiples of 2 pi. What a rotation about a Pauli does has that period
// but for the sign of the state.
inline double exact_angle(const Angle& angle, double value) {
  const double product = angle.scale * value;
  const double lost = std::fma(angle.scale, value, -product);
  return principal_angle(product) + principal_angle(lost) + principal_angle(angle.offset);
}

// The angle itself where it is small enough to be shifted by a number near one without loss, otherwise up to multiples
// of 4 pi, the period of every gate.
inline double shiftable_angle(double radians) {
  return std::abs(radians) <= 4 * std::numbers::pi ? radians : 2 * principal_angle(radians / 2);
}

}  // namespace quanvas::sim
