// The lane: W circuits side by side in one native vector register, so that a kernel is written once, as the formula,
// for every instruction set; a plain float or double is the lane of one circuit. The width is known here and nowhere
// else.
#pragma once

#include <concepts>
#include <cstddef>
#include <cstring>
#include <memory>

namespace quanvas::sim {

#if defined(__AVX512F__)
inline constexpr std::size_t kLaneBytes = 64;
#elif defined(__AVX__)
inline constexpr std::size_t kLaneBytes = 32;
#else
inline constexpr std::size_t kLaneBytes = 16;
#endif

// Declared one by one: g++ 12 drops the attribute silently where element type or width is a template parameter.
typedef float FloatLane __attribute__((vector_size(kLaneBytes)));
typedef double DoubleLane __attribute__((vector_size(kLaneBytes)));

template <class L>
struct LaneTraits;

template <>
struct LaneTraits<float> {
  using Real = float;
};
template <>
struct LaneTraits<double> {
  using Real = double;
};
template <>
struct LaneTraits<FloatLane> {
  using Real = float;
};
template <>
struct LaneTraits<DoubleLane> {
  using Real = double;
};

template <class L>
concept LaneType = requires {
  typename LaneTraits<L>::Real;
};

template <LaneType L>
using RealOf = typename LaneTraits<L>::Real;

template <LaneType L>
inline constexpr std::size_t kWidth = sizeof(L) / sizeof(RealOf<L>);

// The native lane of a precision.
template <std::floating_point Real>
struct NativeLane;
template <>
struct NativeLane<float> {
  using type = FloatLane;
};
template <>
struct NativeLane<double> {
  using type = DoubleLane;
};

// The same value for every circuit.
template <LaneType L>
L broadcast(RealOf<L> value) {
  return L{} + value;
}

// kWidth<L> numbers from memory that is aligned to the lane, and back.
template <LaneType L>
L load(const RealOf<L>* from) {
  L lane;
  std::memcpy(&lane, std::assume_aligned<sizeof(L)>(from), sizeof(L));
  return lane;
}
template <LaneType L>
void store(RealOf<L>* to, const L& lane) {
  std::memcpy(std::assume_aligned<sizeof(L)>(to), &lane, sizeof(L));
}

// The sum over circuits, in their order.
template <LaneType L>
RealOf<L> sum(const L& lane) {
  if constexpr (kWidth<L> == 1) {
    return lane;
  } else {
    RealOf<L> total = 0;
    for (std::size_t i = 0; i < kWidth<L>; ++i) total += lane[i];
    return total;
  }
}

}  // namespace quanvas::sim
