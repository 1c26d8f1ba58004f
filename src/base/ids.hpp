// Index types that the compiler keeps apart: a wire is not a slot of a parameter vector, a trial is not a rank.
// Not for sizes, which are plain std::size_t.
#pragma once

#include <compare>
#include <cstdint>

namespace quanvas {

template <class Tag>
struct Index {
  std::uint32_t value = 0;

  constexpr Index() = default;
  constexpr explicit Index(std::uint32_t v) : value(v) {}
  friend constexpr auto operator<=>(Index, Index) = default;
};

using Wire = Index<struct WireTag>;      // a qubit of a circuit; wire 0 is the most significant bit of a basis state
using Slot = Index<struct SlotTag>;      // an entry of a circuit's weight or input vector
using TrialId = Index<struct TrialTag>;  // the position of a trial in its sweep
using Rank = Index<struct RankTag>;      // a process of a distributed run; rank 0 coordinates

}  // namespace quanvas
