// The rules by which an encoding's slots follow from features (SlotRule), for circuits that lie side by side: slot s of
// circuit c at [s * stride + c].
#pragma once

#include <cstddef>
#include <span>

#include "hybrid/encoding.hpp"

namespace quanvas::hybrid {

// SlotRule::threshold: 1 where a value is above the threshold, else 0. `values` and `bits` may be the same.
template <class Real>
void apply_threshold(double threshold, std::span<const Real> values, std::span<Real> bits);

// Fills the slots behind the features, which are in place, of the first `count` circuits. Nothing where the rule has
// none.
template <class Real>
void fill_pair_slots(const Encoding& encoding, std::size_t stride, std::size_t count, std::span<Real> slots);

// The transpose of its derivative: adds to the gradients by the features what those by the pairs' slots amount to.
template <class Real>
void add_pair_gradients(const Encoding& encoding, std::size_t stride, std::size_t count, std::span<const Real> slots,
                        std::span<Real> gradient);

}  // namespace quanvas::hybrid
