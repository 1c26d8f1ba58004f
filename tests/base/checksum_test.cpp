#include "base/checksum.hpp"

#include <gtest/gtest.h>

namespace quanvas {
namespace {

// Of nothing: as the reference implementation's command line prints it (xxhsum -H2).
TEST(Checksum, KnownAnswer) { EXPECT_EQ(checksum({}), "99aa06d3014798d86001c324468d497f"); }

TEST(Checksum, OfBlocksIsThatOfTheirBytesJoined) {
  std::vector<std::byte> bytes(5000);
  for (std::size_t i = 0; i < bytes.size(); ++i) bytes[i] = std::byte(i * i % 251);
  const std::span<const std::byte> all(bytes);
  for (const std::size_t cut : {0, 1, 240, 256, 1024, 4999, 5000})
    EXPECT_EQ(joint_checksum({all.first(cut), all.subspan(cut)}), checksum(all)) << cut;
  EXPECT_EQ(joint_checksum({}), checksum({}));
}

TEST(Checksum, EveryBitCounts) {
  std::vector<std::byte> bytes(300);
  const std::string whole = checksum(bytes);
  for (std::size_t bit = 0; bit < 8 * bytes.size(); bit += 7) {
    bytes[bit / 8] ^= std::byte(1u << bit % 8);
    EXPECT_NE(checksum(bytes), whole) << bit;
    bytes[bit / 8] ^= std::byte(1u << bit % 8);
  }
  EXPECT_EQ(checksum(bytes), whole);
}

}  // namespace
}  // namespace quanvas
