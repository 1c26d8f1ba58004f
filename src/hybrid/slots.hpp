// The rules by which an encoding's slots follow from features (SlotRule), and gradients the way back; for circuits that
// lie side by side or one behind the other.
#pragma once

#include <cstddef>
#include <span>
#include <utility>

#include "hybrid/encoding.hpp"
#include "nn/tensor.hpp"

namespace quanvas::hybrid {

// Slot s of circuit c is at [s * slot + c * circuit].
struct SlotLayout {
  std::size_t slot;
  std::size_t circuit;
};

template <class Real>
class Slots {
 public:
  explicit Slots(Encoding encoding) : encoding_(std::move(encoding)) {}

  const Encoding& encoding() const { return encoding_; }

  // Whether the rule changes each feature by itself; and that change, of features in any order.
  bool changes_features() const { return encoding_.rule == SlotRule::threshold; }
  void change_features(std::span<Real> features) const;

  // The first slots of `count` circuits hold their features, changed where the rule changes them; fills those that the
  // rule makes of several features.
  void fill(SlotLayout at, std::size_t count, std::span<Real> slots);

  // For the slots of the last fill(): converts gradients by slots to gradients by features, in the first slots. The
  // gradient by a feature that a threshold was applied to is zero.
  void pull_back(SlotLayout at, std::size_t count, std::span<const Real> slots, std::span<Real> gradient) const;

 private:
  void normalise(SlotLayout at, std::size_t count, std::span<Real> slots);
  void pull_back_norm(SlotLayout at, std::size_t count, std::span<const Real> slots, std::span<Real> gradient) const;

  Encoding encoding_;
  nn::AlignedVector<Real> norms_;  // [circuit] of the features, with SlotRule::amplitudes
};

}  // namespace quanvas::hybrid
