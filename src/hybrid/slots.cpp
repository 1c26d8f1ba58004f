#include "hybrid/slots.hpp"

#include <cassert>
#include <cmath>
#include <numbers>

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
    case SlotRule::threshold:
    case SlotRule::amplitudes: return;
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
void Slots<Real>::change_features(std::span<Real> features) const {
  if (!changes_features()) return;
  const auto limit = static_cast<Real>(encoding_.threshold);
  for (Real& x : features) x = x > limit ? Real(1) : Real(0);
}

template <class Real>
void Slots<Real>::fill(SlotLayout at, std::size_t count, std::span<Real> slots) {
  for_pairs(encoding_, [&](std::size_t i, std::size_t j, std::size_t slot, PairRule rule) {
    const auto offset = static_cast<Real>(rule.offset);
    const auto sign = static_cast<Real>(rule.sign);
    for (std::size_t c = 0; c < count * at.circuit; c += at.circuit)
      slots[slot * at.slot + c] = (offset + sign * slots[i * at.slot + c]) * (offset + sign * slots[j * at.slot + c]);
  });
  if (encoding_.rule == SlotRule::amplitudes) normalise(at, count, slots);
}

template <class Real>
void Slots<Real>::normalise(SlotLayout at, std::size_t count, std::span<Real> slots) {
  norms_.assign(count, Real(0));
  for (std::size_t s = 0; s < encoding_.features; ++s)
    for (std::size_t c = 0; c < count; ++c) {
      const Real x = slots[s * at.slot + c * at.circuit];
      norms_[c] += x * x;
    }
  for (Real& norm : norms_) norm = std::sqrt(norm);
  for (std::size_t s = 0; s < encoding_.slots; ++s)
    for (std::size_t c = 0; c < count; ++c) {
      Real& amplitude = slots[s * at.slot + c * at.circuit];
      if (s >= encoding_.features) amplitude = 0;
      else if (norms_[c] != 0) amplitude /= norms_[c];
      else amplitude = Real(s == 0);
    }
}

template <class Real>
void Slots<Real>::pull_back(SlotLayout at, std::size_t count, std::span<const Real> slots,
                            std::span<Real> gradient) const {
  if (encoding_.rule == SlotRule::amplitudes) return pull_back_norm(at, count, slots, gradient);
  if (changes_features()) {
    for (std::size_t s = 0; s < encoding_.features; ++s)
      for (std::size_t c = 0; c < count; ++c) gradient[s * at.slot + c * at.circuit] = 0;
    return;
  }
  for_pairs(encoding_, [&](std::size_t i, std::size_t j, std::size_t slot, PairRule rule) {
    const auto offset = static_cast<Real>(rule.offset);
    const auto sign = static_cast<Real>(rule.sign);
    for (std::size_t c = 0; c < count * at.circuit; c += at.circuit) {
      const Real by_slot = gradient[slot * at.slot + c] * sign;
      gradient[i * at.slot + c] += by_slot * (offset + sign * slots[j * at.slot + c]);
      gradient[j * at.slot + c] += by_slot * (offset + sign * slots[i * at.slot + c]);
    }
  });
}

// With y = x / |x|: d loss / d x = (u - y (y . u)) / |x|; zero where |x| is, which has no direction.
template <class Real>
void Slots<Real>::pull_back_norm(SlotLayout at, std::size_t count, std::span<const Real> slots,
                                 std::span<Real> gradient) const {
  for (std::size_t c = 0; c < count; ++c) {
    Real along = 0;
    for (std::size_t s = 0; s < encoding_.features; ++s) {
      const std::size_t i = s * at.slot + c * at.circuit;
      along += slots[i] * gradient[i];
    }
    for (std::size_t s = 0; s < encoding_.features; ++s) {
      const std::size_t i = s * at.slot + c * at.circuit;
      gradient[i] = norms_[c] == 0 ? Real(0) : (gradient[i] - slots[i] * along) / norms_[c];
    }
  }
}

template class Slots<float>;
template class Slots<double>;

}  // namespace quanvas::hybrid
