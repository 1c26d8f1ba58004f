#include "base/ids.hpp"

#include <concepts>
#include <type_traits>

#include <gtest/gtest.h>

namespace quanvas {
namespace {

// What the types are for is what does not compile.
static_assert(!std::convertible_to<std::uint32_t, Wire>);
static_assert(!std::convertible_to<Wire, std::uint32_t>);
static_assert(!std::constructible_from<Slot, Wire>);
static_assert(!std::equality_comparable_with<TrialId, Rank>);
static_assert(sizeof(Wire) == sizeof(std::uint32_t) && std::is_trivially_copyable_v<Wire>);

TEST(Index, ComparesByValueAndStartsAtZero) {
  EXPECT_EQ(Wire{}, Wire{0});
  EXPECT_NE(Wire{1}, Wire{2});
  EXPECT_LT(Wire{1}, Wire{2});
  EXPECT_EQ(Slot{7}.value, 7u);
}

}  // namespace
}  // namespace quanvas
