#include "sim/engine/block_layout.hpp"

#include <algorithm>
#include <bit>
#include <cassert>
#include <utility>

namespace quanvas::sim {
namespace {

// The index whose bits at these positions are those of `value`, the lowest first.
std::size_t deposit(std::size_t value, const std::vector<std::size_t>& positions) {
  std::size_t index = 0;
  for (std::size_t i = 0; i < positions.size(); ++i) index |= (value >> i & 1) << positions[i];
  return index;
}

// The elements at these indices of `a` followed by `b`.
template <int... I, class L>
L shuffled(const L& a, const L& b) {
#if __has_builtin(__builtin_shufflevector)
  return __builtin_shufflevector(a, b, I...);
#else  // g++ before 12
  using Indices = decltype(a < b);  // integers of the same size
  return __builtin_shuffle(a, b, Indices{I...});
#endif
}

// One step of a transposition: element l of `a` and `b` are exchanged where bit `Distance` of l says so.
template <std::size_t Distance, class L, std::size_t... I>
void exchange(L& a, L& b, std::index_sequence<I...>) {
  constexpr int kLanes = sizeof...(I);
  const L first = shuffled<(I & Distance ? kLanes + static_cast<int>(I - Distance) : static_cast<int>(I))...>(a, b);
  const L second = shuffled<(I & Distance ? kLanes + static_cast<int>(I) : static_cast<int>(I + Distance))...>(a, b);
  a = first;
  b = second;
}

template <std::size_t Distance, class L>
void transpose(L* rows) {
  constexpr std::size_t kLanes = kWidth<L>;
  if constexpr (Distance < kLanes) {
    for (std::size_t r = 0; r < kLanes; ++r)
      if ((r & Distance) == 0) exchange<Distance>(rows[r], rows[r + Distance], std::make_index_sequence<kLanes>{});
    transpose<2 * Distance>(rows);
  }
}

}  // namespace

std::size_t low_wires(const BlockShape& shape, std::size_t lane_width) {
  const auto bits = static_cast<std::size_t>(std::countr_zero(lane_width));
  return (bits + shape.digit - 1) / shape.digit;
}

template <class Real>
BlockLayout<Real>::BlockLayout(const BlockShape& shape, const std::vector<Wire>& wires) : shape_(shape) {
  std::vector<std::size_t> local;
  std::vector<std::size_t> other;
  for (std::size_t bit = 0; bit < shape.bits(); ++bit) {
    const Wire wire(static_cast<std::uint32_t>(shape.wires - 1 - bit / shape.digit));
    (std::ranges::find(wires, wire) != wires.end() ? local : other).push_back(bit);
  }
  constexpr std::size_t kLaneBits = std::countr_zero(kWidth<L>);
  assert(other.size() >= kLaneBits);
  transposed_ = kLaneBits > 0 && local.at(0) == 0;
  offsets_.resize(std::size_t{1} << local.size());
  for (std::size_t i = 0; i < offsets_.size(); ++i) offsets_[i] = deposit(i, local);
  lane_offsets_.resize(kWidth<L>);
  const std::vector<std::size_t> lanes(other.begin(), other.begin() + kLaneBits);
  for (std::size_t lane = 0; lane < kWidth<L>; ++lane) lane_offsets_[lane] = deposit(lane, lanes);
  register_bits_.assign(other.begin() + kLaneBits, other.end());
  registers_ = std::size_t{1} << register_bits_.size();
}

template <class Real>
std::size_t BlockLayout<Real>::base_of(std::size_t index) const {
  return deposit(index, register_bits_);
}

template <class Real>
void BlockLayout<Real>::gather(const Real* state, std::size_t index, const Entries& entries, L* to) const {
  const auto* at = entries.data();
  for (std::size_t plane = 0; plane < shape_.planes; ++plane) {
    const Real* const from = state + plane * shape_.plane_size() + base_of(index);
    if (!transposed_) {
      for (const std::size_t offset : offsets_) {
        to[at->entry] = load<L>(from + offset) * at->sign;
        ++at;
      }
      continue;
    }
    for (std::size_t i = 0; i < offsets_.size(); i += kWidth<L>) {
      L rows[kWidth<L>];
      for (std::size_t lane = 0; lane < kWidth<L>; ++lane)
        rows[lane] = load<L>(from + offsets_[i] + lane_offsets_[lane]);
      transpose<1>(rows);
      for (const L& row : rows) {
        to[at->entry] = row * at->sign;
        ++at;
      }
    }
  }
}

template <class Real>
void BlockLayout<Real>::scatter(const L* from, std::size_t index, const Entries& entries, Real* state) const {
  const auto* at = entries.data();
  for (std::size_t plane = 0; plane < shape_.planes; ++plane) {
    Real* const to = state + plane * shape_.plane_size() + base_of(index);
    if (!transposed_) {
      for (const std::size_t offset : offsets_) {
        store<L>(to + offset, from[at->entry] * at->sign);
        ++at;
      }
      continue;
    }
    for (std::size_t i = 0; i < offsets_.size(); i += kWidth<L>) {
      L rows[kWidth<L>];
      for (L& row : rows) {
        row = from[at->entry] * at->sign;
        ++at;
      }
      transpose<1>(rows);
      for (std::size_t lane = 0; lane < kWidth<L>; ++lane) store<L>(to + offsets_[i] + lane_offsets_[lane], rows[lane]);
    }
  }
}

template class BlockLayout<float>;
template class BlockLayout<double>;

}  // namespace quanvas::sim
