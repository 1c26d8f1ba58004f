// Every numerical tolerance of the tests, with its reason.
#pragma once

namespace quanvas::test {

// Values computed in double precision through a few hundred operations.
inline constexpr double kExact = 1e-12;

// Reference values that are printed with ten to twelve decimals.
inline constexpr double kPrinted = 1e-10;

// Values computed in single precision, of size 1 to 10.
inline constexpr double kSingle = 5e-5;

// Central differences with step 1e-5 in double precision: truncation 1e-10, cancellation 1e-11, times a margin.
inline constexpr double kDifference = 1e-7;

// Gradients in single precision, sums over a few circuits of derivatives of size 1 to 10.
inline constexpr double kSingleGradient = 1e-3;

}  // namespace quanvas::test
