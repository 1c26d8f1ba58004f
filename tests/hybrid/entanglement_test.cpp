#include "hybrid/entanglement.hpp"

#include <gtest/gtest.h>

namespace quanvas::hybrid {
namespace {

using Pairs = std::vector<std::pair<std::uint32_t, std::uint32_t>>;

TEST(Entanglement, PairsAreThoseOfTheNames) {
  EXPECT_EQ(coupled_pairs(4, Entanglement::linear), (Pairs{{0, 1}, {1, 2}, {2, 3}}));
  EXPECT_EQ(coupled_pairs(4, Entanglement::ring), (Pairs{{0, 1}, {1, 2}, {2, 3}, {3, 0}}));
  EXPECT_EQ(coupled_pairs(4, Entanglement::full), (Pairs{{0, 1}, {0, 2}, {0, 3}, {1, 2}, {1, 3}, {2, 3}}));
  EXPECT_EQ(coupled_pairs(5, Entanglement::pairwise), (Pairs{{0, 1}, {2, 3}, {1, 2}, {3, 4}}));
}

// The ring of two wires is one pair, not the same one twice, which would undo itself.
TEST(Entanglement, OfOneAndTwoWires) {
  for (std::size_t i = 0; i < names_of<Entanglement>.size(); ++i) {
    EXPECT_EQ(coupled_pairs(1, static_cast<Entanglement>(i)), Pairs{});
    EXPECT_EQ(coupled_pairs(2, static_cast<Entanglement>(i)), (Pairs{{0, 1}}));
  }
}

}  // namespace
}  // namespace quanvas::hybrid
