// Cache blocking within a register: rotations one after another that only mix entries of the same small sets (tiles)
// are done for one tile after another, which stays in the first-level cache, instead of each for the whole register.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "sim/plan/plan.hpp"

namespace quanvas::sim {

// Steps [begin, end) of a plan, all Rotate.
struct TiledRun {
  std::size_t begin;
  std::size_t end;
  std::size_t tiles;
  std::vector<std::vector<std::size_t>> starts;  // [step - begin][tile] the first of its indices; one more at the end

  // Those of the step's indices that lie in the tile.
  std::span<const std::uint32_t> part(std::span<const std::uint32_t> indices, std::size_t step,
                                      std::size_t tile) const {
    const auto& own = starts[step - begin];
    return indices.subspan(own[tile], own[tile + 1] - own[tile]);
  }
};

// The runs of two steps and more, in order, with tiles of at most `most_entries`; none where the whole register is no
// larger. Sorts the bases of the steps by tile.
std::vector<TiledRun> make_tiles(Plan& plan, std::size_t most_entries);

}  // namespace quanvas::sim
