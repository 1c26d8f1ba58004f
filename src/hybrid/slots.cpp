#include "hybrid/slots.hpp"

#include <cassert>
#include <numbers>

#include "base/error.hpp"

namespace quanvas::hybrid {
namespace {

// A pair's slot is (offset + sign x_i)(offset + sign x_j).
struct PairRule {
  double offset;
  double sign;
};

// Calls each(i, j, slot, rule) for every pair that has a slot.
template <class Visit>
void for_pairs(const Encoding& encoding, Visit&& each) {
  PairRule rule{};
  switch (encoding.rule) {
    case SlotRule::features:
    case SlotRule::threshold: return;
    case SlotRule::pairs: rule = {.offset = std::numbers::pi, .sign = -1}; break;
    case SlotRule::products: rule = {.offset = 0, .sign = 1}; break;
  }
  std::size_t slot = encoding.features;
  for (std::size_t i = 0; i < encoding.features; ++i)
    for (std::size_t j = i + 1; j < encoding.features; ++j) each(i, j, slot++, rule);
  assert(slot == encoding.slots);
}

}  // namespace

template <class Real>
void apply_threshold(double threshold, std::span<const Real> values, std::span<Real> bits) {
  const auto limit = static_cast<Real>(threshold);
  for (std::size_t i = 0; i < values.size(); ++i) bits[i] = values[i] > limit ? Real(1) : Real(0);
}

template <class Real>
void fill_pair_slots(const Encoding& encoding, std::size_t stride, std::size_t count, std::span<Real> slots) {
  for_pairs(encoding, [&](std::size_t i, std::size_t j, std::size_t slot, PairRule rule) {
    const auto offset = static_cast<Real>(rule.offset);
    const auto sign = static_cast<Real>(rule.sign);
    for (std::size_t c = 0; c < count; ++c)
      slots[slot * stride + c] = (offset + sign * slots[i * stride + c]) * (offset + sign * slots[j * stride + c]);
  });
}

template <class Real>
void add_pair_gradients(const Encoding& encoding, std::size_t stride, std::size_t count, std::span<const Real> slots,
                        std::span<Real> gradient) {
  for_pairs(encoding, [&](std::size_t i, std::size_t j, std::size_t slot, PairRule rule) {
    const auto offset = static_cast<Real>(rule.offset);
    const auto sign = static_cast<Real>(rule.sign);
    for (std::size_t c = 0; c < count; ++c) {
      const Real by_slot = gradient[slot * stride + c] * sign;
      gradient[i * stride + c] += by_slot * (offset + sign * slots[j * stride + c]);
      gradient[j * stride + c] += by_slot * (offset + sign * slots[i * stride + c]);
    }
  });
}

template void apply_threshold(double, std::span<const float>, std::span<float>);
template void apply_threshold(double, std::span<const double>, std::span<double>);
template void fill_pair_slots(const Encoding&, std::size_t, std::size_t, std::span<float>);
template void fill_pair_slots(const Encoding&, std::size_t, std::size_t, std::span<double>);
template void add_pair_gradients(const Encoding&, std::size_t, std::size_t, std::span<const float>, std::span<float>);
template void add_pair_gradients(const Encoding&, std::size_t, std::size_t, std::span<const double>, std::span<double>);

}  // namespace quanvas::hybrid
