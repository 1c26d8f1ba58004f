#include "data/packed.hpp"

#include <algorithm>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "data/catalog.hpp"
#include "data/synthetic.hpp"
#include "support/error_of.hpp"

namespace quanvas::data {
namespace {

std::vector<std::byte> packed(const Dataset& dataset) {
  std::vector<std::byte> block(packed_size(dataset));
  pack(dataset, block);
  return block;
}

std::string refused(std::span<const std::byte> block) {
  return test::error_of([&] { unpack(block, nullptr); });
}

class EverySet : public testing::TestWithParam<std::string_view> {};

TEST_P(EverySet, ComesBackAndIsViewedWhereItLies) {
  for (const Part part : {Part::train, Part::test}) {
    Dataset before;
    try {
      before = load(GetParam(), part);
    } catch (const Error& error) {
      if (std::string_view(error.what()).find("is not here") == std::string_view::npos) throw;
      GTEST_SKIP() << error.what();
    }
    const std::vector<std::byte> block = packed(before);
    const Dataset after = unpack(block, nullptr);
    EXPECT_EQ(after.name, before.name);
    EXPECT_EQ(after.height, before.height);
    EXPECT_EQ(after.width, before.width);
    EXPECT_EQ(after.class_names, before.class_names);
    EXPECT_EQ(after.checksum, before.checksum);
    EXPECT_EQ(after.origin, before.origin);
    EXPECT_EQ(after.remarks, before.remarks);
    EXPECT_TRUE(std::ranges::equal(after.pixels, before.pixels));
    EXPECT_TRUE(std::ranges::equal(after.labels, before.labels));
    EXPECT_EQ(static_cast<const void*>(after.labels.data() + after.size()), block.data() + block.size());
  }
}

std::vector<std::string_view> names() {
  std::vector<std::string_view> names;
  for (const CatalogRow& row : catalog()) names.push_back(row.name);
  return names;
}

INSTANTIATE_TEST_SUITE_P(Packed, EverySet, testing::ValuesIn(names()),
                         [](const auto& set) { return std::string(set.param); });

TEST(Packed, RemarksComeBack) {
  Dataset before = make_synthetic({.per_class = 1});
  before.remarks = {"a.png: empty; left out", "", "b.png: truncated; left out"};
  EXPECT_EQ(unpack(packed(before), nullptr).remarks, before.remarks);
}

TEST(Packed, TheMemoryLivesAsLongAsADataSetViewsIt) {
  auto block = std::make_shared<const std::vector<std::byte>>(packed(make_synthetic({.per_class = 1})));
  const std::weak_ptr<const void> memory = block;
  {
    Dataset dataset = unpack(*block, block);
    block.reset();
    const Dataset copy = dataset;
    dataset = {};
    EXPECT_FALSE(memory.expired());
    EXPECT_TRUE(std::ranges::equal(copy.pixels, make_synthetic({.per_class = 1}).pixels));
  }
  EXPECT_TRUE(memory.expired());
}

TEST(Packed, WhatIsNotWholeIsRefused) {
  std::vector<std::byte> block = packed(make_synthetic({.per_class = 1}));
  for (std::size_t length = 0; length < block.size(); ++length)
    ASSERT_NE(refused(std::span(block).first(length)), "no error") << length;
  block.emplace_back();
  EXPECT_THAT(refused(block), testing::HasSubstr("too many"));
}

TEST(Packed, AGarbledHeaderIsRefused) {
  const Dataset dataset = make_synthetic({.per_class = 1});
  std::vector<std::byte> block = packed(dataset);
  const std::size_t header = block.size() - dataset.pixels.size() - dataset.labels.size();
  for (std::size_t i = 0; i < header; ++i) {
    block[i] ^= std::byte{0x41};
    ASSERT_NE(refused(block), "no error") << i;
    block[i] ^= std::byte{0x41};
  }
  EXPECT_EQ(refused(block), "no error");
}

}  // namespace
}  // namespace quanvas::data
