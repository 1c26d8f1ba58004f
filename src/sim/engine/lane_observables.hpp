// Observables of registers of lanes: expectation values, and what the backward pass begins with.
//
// A term of a state vector's observable is a signed permutation (sim/plan/plan.hpp). Terms with the same mask form a
// family: their entries' signs follow a few patterns, so that products of amplitudes are summed once for each pattern,
// not for each term.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "base/aligned.hpp"
#include "sim/engine/lane.hpp"
#include "sim/plan/plan.hpp"

namespace quanvas::sim {

template <class Real>
class LaneObservables {
 public:
  using L = typename NativeLane<Real>::type;

  // Registers that are worked on at a time, at most; that many have kernels of their own.
  static constexpr std::size_t kMostGroups = 8;

  explicit LaneObservables(const Plan& plan);

  // Lanes that apply() needs as `table`.
  std::size_t table_size() const { return patterns_ * kMostGroups; }

  // expectations [observable * stride + group * width], of `groups` registers in a row.
  void measure(const L* states, std::size_t groups, Real* expectations, std::size_t stride) const;

  // bra = (sum of upstream[o] * observable o) ket; of density matrices the derivative by the entries.
  void apply(const L* kets, std::size_t groups, const Real* upstream, std::size_t stride, L* table, L* bras) const;

 private:
  struct Member {
    std::size_t observable;
    Real coefficient;
    std::uint32_t parity;
  };
  struct Family {
    std::uint32_t mask;
    std::vector<Member> members = {};
    std::vector<std::uint32_t> rows = {};    // one of each pair of entries, pattern by pattern
    std::vector<std::size_t> starts = {};    // [pattern] among rows; one more at the end
    std::vector<std::uint32_t> origin = {};  // [pattern] an entry that shows it
    std::size_t first_pattern = 0;           // in the table

    std::size_t patterns() const { return origin.size(); }
    Real sign(std::size_t pattern, const Member& member) const;
  };

  void find_patterns(Family& family);

  Storage storage_;
  std::size_t entries_;
  std::size_t observables_;
  std::vector<Family> families_;
  std::size_t patterns_ = 0;
  std::vector<std::uint32_t> masks_;  // [family]
  std::vector<std::uint32_t> picks_;  // [entry, family] the pattern, in the table
};

}  // namespace quanvas::sim
