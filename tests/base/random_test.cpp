#include "base/random.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>
#include <vector>

#include <Random123/philox.h>
#include <gtest/gtest.h>

namespace quanvas {
namespace {

std::vector<std::uint32_t> take(RandomStream stream, std::size_t count) {
  std::vector<std::uint32_t> words(count);
  for (auto& word : words) word = stream.bits();
  return words;
}

// Known answer of Philox 4x32-10 for zero counter and key, from the authors' test vectors (Random123, kat_vectors).
TEST(Philox, KnownAnswer) {
  const auto block = r123::Philox4x32{}({{0, 0, 0, 0}}, {{0, 0}});
  EXPECT_EQ(block[0], 0x6627e8d5u);
  EXPECT_EQ(block[1], 0xe169c58du);
  EXPECT_EQ(block[2], 0xbc57ac4cu);
  EXPECT_EQ(block[3], 0x9b00dbd8u);
}

// A stream is Philox with the seed as key; its counter holds the block's number, the FNV-1a hash of the name (of "a":
// 0xe40c292c, from its authors' test vectors) and the replicate.
TEST(RandomStream, IsPhiloxOfItsName) {
  const auto words = take(RandomStream(0x0123456789abcdef, "a", 7), 8);
  for (std::uint32_t i = 0; i < 2; ++i) {
    const auto block = r123::Philox4x32{}({{i, 0, 0xe40c292c, 7}}, {{0x89abcdef, 0x01234567}});
    for (std::uint32_t j = 0; j < 4; ++j) EXPECT_EQ(words[4 * i + j], block[j]);
  }
}

TEST(RandomStream, IsNamedBySeedNameAndReplicate) {
  const auto words = take(RandomStream(1, "data", 0), 16);
  EXPECT_EQ(take(RandomStream(1, "data", 0), 16), words);
  EXPECT_NE(take(RandomStream(2, "data", 0), 16), words);
  EXPECT_NE(take(RandomStream(1, "head", 0), 16), words);
  EXPECT_NE(take(RandomStream(1, "data", 1), 16), words);
  EXPECT_NE(take(RandomStream(std::uint64_t{1} << 32 | 1, "data", 0), 16), words);
}

TEST(RandomStream, UniformNumbersFillTheInterval) {
  RandomStream stream(3, "uniform");
  double mean = 0;
  for (int i = 0; i < 100000; ++i) {
    const double value = stream.uniform();
    ASSERT_GE(value, 0.0);
    ASSERT_LT(value, 1.0);
    mean += value / 100000;
  }
  EXPECT_NEAR(mean, 0.5, 5 * std::sqrt(1.0 / 12 / 100000));
}

TEST(RandomStream, NormalNumbersHaveTheirMoments) {
  RandomStream stream(4, "normal");
  constexpr int kCount = 100000;
  double mean = 0;
  double square = 0;
  double fourth = 0;
  for (int i = 0; i < kCount; ++i) {
    const double value = stream.normal();
    mean += value / kCount;
    square += value * value / kCount;
    fourth += std::pow(value, 4) / kCount;
  }
  EXPECT_NEAR(mean, 0, 5 / std::sqrt(kCount));
  EXPECT_NEAR(square, 1, 5 * std::sqrt(2.0 / kCount));
  EXPECT_NEAR(fourth, 3, 5 * std::sqrt(96.0 / kCount));
}

// Chi-square against the uniform distribution; the bound is its 99.99% quantile for six degrees of freedom.
TEST(RandomStream, BelowIsUnbiased) {
  RandomStream stream(5, "below");
  std::array<int, 7> counts{};
  for (int i = 0; i < 70000; ++i) ++counts[stream.below(7)];
  double chi_square = 0;
  for (const int count : counts) chi_square += (count - 10000.0) * (count - 10000.0) / 10000;
  EXPECT_LT(chi_square, 27.9);
  EXPECT_EQ(RandomStream(1, "one").below(1), 0u);
}

// Without rejection, the lowest third of 3 * 2^62 values would be drawn half of the time.
TEST(RandomStream, BelowIsUnbiasedNearTheEndOfTheRange) {
  RandomStream stream(7, "below");
  constexpr int kCount = 20000;
  int lowest = 0;
  for (int i = 0; i < kCount; ++i) lowest += stream.below(std::uint64_t{3} << 62) < std::uint64_t{1} << 62;
  EXPECT_NEAR(lowest / double{kCount}, 1.0 / 3, 5 * std::sqrt(2.0 / 9 / kCount));
}

TEST(RandomStream, ShufflesPermute) {
  std::vector<int> items(100);
  std::iota(items.begin(), items.end(), 0);
  const std::vector<int> sorted = items;
  RandomStream(6, "shuffle").shuffle(std::span(items));
  EXPECT_NE(items, sorted);
  std::ranges::sort(items);
  EXPECT_EQ(items, sorted);
}

}  // namespace
}  // namespace quanvas
