// The angles of a plan for a lane of circuits: scale * value + offset, which the trigonometry of sim/engine/trig.hpp
// takes up to kMostFastAngle, and otherwise reduced without loss (sim/circuit/exact_angle.hpp).
#pragma once

#include "sim/circuit/exact_angle.hpp"
#include "sim/engine/lane.hpp"

namespace quanvas::sim {

inline constexpr double kMostFastAngle = 1024;

template <LaneType L>
L fast_angle(const Angle& angle, const L& value) {
  return L(value * static_cast<RealOf<L>>(angle.scale) + static_cast<RealOf<L>>(angle.offset));
}

// Whether any of the angles that it has seen is beyond the fast ones; to be asked once after a loop.
template <LaneType L>
class AngleWatch {
 public:
  L seen(const L& angle) {
    const L size = angle < RealOf<L>(0) ? L(-angle) : angle;
    largest_ = size > largest_ ? size : largest_;
    return angle;
  }
  bool exceeded() const {
    if constexpr (kWidth<L> == 1) {
      return largest_ > static_cast<RealOf<L>>(kMostFastAngle);
    } else {
      for (std::size_t i = 0; i < kWidth<L>; ++i)
        if (largest_[i] > static_cast<RealOf<L>>(kMostFastAngle)) return true;
      return false;
    }
  }

 private:
  L largest_{};
};

// The fast angle where it is one, circuit by circuit, else the exact one.
template <LaneType L>
L any_angle(const Angle& angle, const L& value) {
  using Real = RealOf<L>;
  const auto exact = [&](Real fast, Real number) {
    return std::abs(fast) <= static_cast<Real>(kMostFastAngle)
               ? fast
               : static_cast<Real>(exact_angle(angle, static_cast<double>(number)));
  };
  L result = fast_angle(angle, value);
  if constexpr (kWidth<L> == 1) {
    result = exact(result, value);
  } else {
    for (std::size_t i = 0; i < kWidth<L>; ++i) result[i] = exact(result[i], value[i]);
  }
  return result;
}

// The angle of a constant or of a weight, the same for every circuit.
template <class Real>
Real shared_angle(const Angle& angle, const Real* weights) {
  return any_angle<Real>(angle, angle.source == Angle::Source::weight ? weights[angle.slot.value] : Real(0));
}

}  // namespace quanvas::sim
