// Tiles: every pair of a step lies in one tile, and no entry in two.
#include "sim/plan/tiles.hpp"

#include <set>

#include <gtest/gtest.h>

#include "hybrid/ansatz.hpp"

namespace quanvas::sim {
namespace {

TEST(Tiles, KeepMixingEntriesTogether) {
  Plan plan = plan_expectations(hybrid::quanvolution_circuit(9, 3, trial::EncodingRepeat::every), {z(Wire(8))});
  const auto runs = make_tiles(plan, 512);
  ASSERT_FALSE(runs.empty());
  for (const TiledRun& run : runs) {
    ASSERT_GT(run.end, run.begin + 1);
    std::vector<std::set<std::uint32_t>> entries(run.tiles);
    for (std::size_t s = run.begin; s < run.end; ++s) {
      const std::vector<std::uint32_t> indices = std::get<Rotate>(plan.steps[s]).indices();
      std::size_t all = 0;
      for (std::size_t tile = 0; tile < run.tiles; ++tile) {
        const auto part = run.part(indices, s, tile);
        entries[tile].insert(part.begin(), part.end());
        all += part.size();
      }
      EXPECT_EQ(all, indices.size());
    }
    std::size_t total = 0;
    std::set<std::uint32_t> together;
    for (const auto& own : entries) {
      EXPECT_LE(own.size(), 512u);
      total += own.size();
      together.insert(own.begin(), own.end());
    }
    EXPECT_EQ(together.size(), total);
  }
}

TEST(Tiles, SmallRegistersAreOneTile) {
  Plan plan = plan_expectations(hybrid::quanvolution_circuit(4, 3, trial::EncodingRepeat::every), {z(Wire(3))});
  EXPECT_TRUE(make_tiles(plan, 512).empty());
}

}  // namespace
}  // namespace quanvas::sim
