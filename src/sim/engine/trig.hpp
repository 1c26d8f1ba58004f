// Sine and cosine of a lane. The compiler's vector types come without them, and one call per circuit into the C library
// would cost more than the circuit.
#pragma once

#include <cmath>
#include <cstddef>
#include <type_traits>

#include "sim/engine/lane.hpp"

namespace quanvas::sim {

// cos and sin of an angle, or of half of it.
template <LaneType L>
struct SinCos {
  L cosine;
  L sine;
};

namespace detail {

// Taylor series on [-pi/4, pi/4]; the next term is below the rounding of the type.
template <LaneType L>
L sine_series(const L& x, const L& square) {
  using Real = RealOf<L>;
  if constexpr (std::is_same_v<Real, float>) {
    const L tail =
        Real(-1.0 / 6) + square * (Real(1.0 / 120) + square * (Real(-1.0 / 5040) + square * Real(1.0 / 362880)));
    return x + x * square * tail;
  } else {
    const L high =
        Real(-1.0 / 39916800) + square * (Real(1.0 / 6227020800) +
                                          square * (Real(-1.0 / 1307674368000) + square * Real(1.0 / 355687428096000)));
    const L tail =
        Real(-1.0 / 6) +
        square * (Real(1.0 / 120) + square * (Real(-1.0 / 5040) + square * (Real(1.0 / 362880) + square * high)));
    return x + x * square * tail;
  }
}

template <LaneType L>
L cosine_series(const L& square) {
  using Real = RealOf<L>;
  if constexpr (std::is_same_v<Real, float>) {
    const L tail =
        Real(1.0 / 24) + square * (Real(-1.0 / 720) + square * (Real(1.0 / 40320) + square * Real(-1.0 / 3628800)));
    return Real(1) - square * Real(0.5) + square * square * tail;
  } else {
    const L high = Real(1.0 / 479001600) + square * (Real(-1.0 / 87178291200) + square * Real(1.0 / 20922789888000));
    const L tail =
        Real(1.0 / 24) +
        square * (Real(-1.0 / 720) + square * (Real(1.0 / 40320) + square * (Real(-1.0 / 3628800) + square * high)));
    return Real(1) - square * Real(0.5) + square * square * tail;
  }
}

// The nearest integer: adding 1.5 * 2^(mantissa bits) leaves no room for a fraction. |x| must stay below 2^22 (float)
// or 2^51 (double).
template <LaneType L>
L nearest(const L& x) {
  using Real = RealOf<L>;
  constexpr Real kShift = std::is_same_v<Real, float> ? Real(12582912.0) : Real(6755399441055744.0);
  const L shifted = x + kShift;
  return shifted - kShift;
}

// What is left of x after the nearest multiple of pi/2, which goes to `quarters`. pi/2 is in three parts (Cody and
// Waite), so that quarters * part is exact for the leading ones.
template <LaneType L>
L reduced(const L& x, L& quarters) {
  using Real = RealOf<L>;
  quarters = nearest(L(x * Real(0.63661977236758134)));  // 2/pi
  if constexpr (std::is_same_v<Real, float>) {
    return ((x - quarters * 1.5703125f) - quarters * 4.837512969970703125e-4f) - quarters * 7.54978995489188e-8f;
  } else {
    return ((x - quarters * 1.57079632673412561417) - quarters * 6.07710050630396597660e-11) -
           quarters * 2.02226624879595063154e-21;
  }
}

}  // namespace detail

// Absolute error below 1e-7 (float) and 1e-15 (double) for angles up to a few thousand radians; larger ones are reduced
// before (sim/engine/angle_value.hpp).
template <LaneType L>
SinCos<L> sincos_half(const L& angle) {
  using Real = RealOf<L>;
  L quarters;
  const L rest = detail::reduced(L(angle * Real(0.5)), quarters);
  const L square = rest * rest;
  const L sine = detail::sine_series(rest, square);
  const L cosine = detail::cosine_series(square);

  // quarters mod 4: odd swaps the two; sine changes sign in quarters 2 and 3, cosine in 1 and 2.
  const L quadrant = quarters - Real(4) * detail::nearest(L(quarters * Real(0.25) - Real(0.125)));  // -1, 0, 1 or 2
  const auto odd = quadrant * quadrant == Real(1);
  const auto sine_negative = (quadrant == Real(2)) | (quadrant == Real(-1));
  const auto cosine_negative = (quadrant == Real(2)) | (quadrant == Real(1));
  const L sine_value = odd ? cosine : sine;
  const L cosine_value = odd ? sine : cosine;
  return {.cosine = cosine_negative ? -cosine_value : cosine_value, .sine = sine_negative ? -sine_value : sine_value};
}

namespace detail {

// cos and sin of a quarter of the angle, less the nearest multiple of pi/2.
template <LaneType L>
SinCos<L> sincos_quarter(const L& angle) {
  L quarters;
  const L rest = reduced(L(angle * RealOf<L>(0.25)), quarters);
  const L square = rest * rest;
  return {.cosine = cosine_series(square), .sine = sine_series(rest, square)};
}

}  // namespace detail

// What rotates a pair by half an angle in three shears (sim/engine/rotate_kernels.hpp): the sine of the rotation and
// the tangent of half of it, where the rotation is taken modulo pi and so is at most a quarter.
template <LaneType L>
struct Shears {
  L sine;
  L tangent;
};

template <LaneType L>
Shears<L> half_angle_shears(const L& angle) {
  const SinCos<L> quarter = detail::sincos_quarter(angle);
  return {.sine = RealOf<L>(2) * quarter.sine * quarter.cosine, .tangent = quarter.sine / quarter.cosine};
}

// cos and sin of the whole angle, by doubling those of a quarter of it twice. Absolute error below 8e-7 (float) and
// 5e-15.
template <LaneType L>
SinCos<L> sincos_whole(const L& angle) {
  using Real = RealOf<L>;
  const SinCos<L> quarter = detail::sincos_quarter(angle);
  const L half_sine = Real(2) * quarter.sine * quarter.cosine;
  const L half_cosine = Real(1) - Real(2) * quarter.sine * quarter.sine;
  return {.cosine = Real(1) - Real(2) * half_sine * half_sine, .sine = Real(2) * half_sine * half_cosine};
}

}  // namespace quanvas::sim
