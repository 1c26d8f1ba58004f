#include "sim/engine/lane_observables.hpp"

#include <algorithm>
#include <map>

#include "sim/circuit/pauli.hpp"
#include "sim/engine/kernels.hpp"

namespace quanvas::sim {

template <class Real>
LaneObservables<Real>::LaneObservables(const Plan& plan)
    : storage_(plan.storage), entries_(plan.entries()), observables_(plan.observables.size()) {
  for (std::size_t o = 0; o < plan.observables.size(); ++o)
    for (const PlanTerm& term : plan.observables[o]) {
      auto family = std::ranges::find(families_, term.mask, &Family::mask);
      if (family == families_.end()) family = families_.insert(family, Family{.mask = term.mask});
      family->members.push_back(
          {.observable = o, .coefficient = static_cast<Real>(term.coefficient), .parity = term.parity});
    }
  for (Family& family : families_) masks_.push_back(family.mask);
  if (storage_ == Storage::pauli) return;
  picks_.resize(entries_ * families_.size());
  for (Family& family : families_) find_patterns(family);
}

// The signs of a family's members at an entry are its pattern; it is the same at r and r ^ mask.
template <class Real>
void LaneObservables<Real>::find_patterns(Family& family) {
  std::map<std::vector<bool>, std::vector<std::uint32_t>> by_signs;
  for (std::uint32_t r = 0; r < entries_; ++r) {
    std::vector<bool> signs;
    for (const Member& member : family.members) signs.push_back(odd(r & member.parity));
    by_signs[std::move(signs)].push_back(r);
  }
  family.first_pattern = patterns_;
  const std::uint32_t low = family.mask & (~family.mask + 1);
  const auto index = static_cast<std::size_t>(&family - families_.data());
  for (const auto& [signs, rows] : by_signs) {
    family.starts.push_back(family.rows.size());
    family.origin.push_back(rows.front());
    for (const std::uint32_t r : rows) {
      if ((r & low) == 0) family.rows.push_back(r);
      picks_[r * families_.size() + index] = static_cast<std::uint32_t>(patterns_);
    }
    ++patterns_;
  }
  family.starts.push_back(family.rows.size());
}

template <class Real>
Real LaneObservables<Real>::Family::sign(std::size_t pattern, const Member& member) const {
  return odd(origin[pattern] & member.parity) ? -member.coefficient : member.coefficient;
}

template <class Real>
void LaneObservables<Real>::measure(const L* states, std::size_t groups, Real* expectations, std::size_t stride) const {
  const auto add = [&](const Member& member, std::size_t g, const L& value) {
    Real* const to = expectations + member.observable * stride + g * kWidth<L>;
    store<L>(to, load<L>(to) + value);
  };
  for (std::size_t o = 0; o < observables_; ++o)
    for (std::size_t g = 0; g < groups; ++g) store<L>(expectations + o * stride + g * kWidth<L>, L{});
  if (storage_ == Storage::pauli) {
    for (const Family& family : families_)
      for (const Member& member : family.members)
        for (std::size_t g = 0; g < groups; ++g)
          add(member, g, member.coefficient * states[g * entries_ + family.mask]);
    return;
  }
  L sums[kMostGroups];
  for (const Family& family : families_)
    for (std::size_t p = 0; p < family.patterns(); ++p) {
      const auto rows = std::span(family.rows).subspan(family.starts[p], family.starts[p + 1] - family.starts[p]);
      if (groups == kMostGroups) {
        quadratic_form<kMostGroups>(states, entries_, family.mask, rows, sums);
      } else {
        for (std::size_t g = 0; g < groups; ++g)
          quadratic_form<1>(states + g * entries_, entries_, family.mask, rows, sums + g);
      }
      for (const Member& member : family.members) {
        const Real factor =
            family.sign(p, member) * Real(family.mask == 0 ? 1 : 2);  // the other entry of a pair gives the same
        for (std::size_t g = 0; g < groups; ++g) add(member, g, factor * sums[g]);
      }
    }
}

template <class Real>
void LaneObservables<Real>::apply(const L* kets, std::size_t groups, const Real* upstream, std::size_t stride, L* table,
                                  L* bras) const {
  const auto upstream_of = [&](const Member& member, std::size_t g) {
    return load<L>(upstream + member.observable * stride + g * kWidth<L>);
  };
  if (storage_ == Storage::pauli) {
    std::fill_n(bras, groups * entries_, L{});
    for (const Family& family : families_)
      for (const Member& member : family.members)
        for (std::size_t g = 0; g < groups; ++g)
          bras[g * entries_ + family.mask] += member.coefficient * upstream_of(member, g);
    return;
  }
  // [pattern, group] where the groups are worked on together, else [group, pattern].
  const bool together = groups == kMostGroups;
  const bool permutations = patterns_ == families_.size();
  for (const Family& family : families_)
    for (std::size_t p = 0; p < family.patterns(); ++p)
      for (std::size_t g = 0; g < groups; ++g) {
        L sum{};
        for (const Member& member : family.members) sum += family.sign(p, member) * upstream_of(member, g);
        const std::size_t pattern = family.first_pattern + p;
        table[together && !permutations ? pattern * groups + g : g * patterns_ + pattern] = sum;
      }
  const std::span<const std::uint32_t> masks(masks_);
  if (together && !permutations) return apply_patterns<kMostGroups>(kets, bras, entries_, masks, picks_.data(), table);
  for (std::size_t g = 0; g < groups; ++g, kets += entries_, bras += entries_, table += patterns_) {
    if (permutations) apply_permutations(kets, bras, entries_, masks, table);
    else apply_patterns<1>(kets, bras, entries_, masks, picks_.data(), table);
  }
}

template class LaneObservables<float>;
template class LaneObservables<double>;

}  // namespace quanvas::sim
