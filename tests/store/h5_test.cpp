#include "store/h5.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/error_of.hpp"

namespace quanvas::store {
namespace {

TEST(H5File, TablesRoundTripWhateverTheOrderOfTheirRows) {
  using Kind = ColumnType::Kind;
  H5File file = H5File::create();
  {
    H5Table table =
        file.add_table("/a/table", {{"count", Kind::integer}, {"text", Kind::text}, {"value", Kind::real}}, 2);
    table.write(1, std::vector<Cell>{std::int64_t{-2}, std::string("größer"), -1e300});
    table.write(0, std::vector<Cell>{std::int64_t{1}, std::string(), 0.1});
    EXPECT_THAT(test::error_of([&] {
                  table.write(2, std::vector<Cell>{std::int64_t{1}, std::string(), 0.1});
                }),
                testing::HasSubstr("/a/table: row 2"));
  }
  const auto read = H5File::open(file.bytes(), "file").read_table("/a/table");
  ASSERT_EQ(read.size(), 3u);
  EXPECT_EQ(read[0].name, "count");
  EXPECT_EQ(std::get<0>(read[0].values), (std::vector<std::int64_t>{1, -2}));
  EXPECT_EQ(std::get<2>(read[1].values), (std::vector<std::string>{"", "größer"}));
  EXPECT_EQ(std::get<1>(read[2].values), (std::vector<double>{0.1, -1e300}));
}

TEST(H5File, ArraysAreWrittenByRowsAndListed) {
  H5File file = H5File::create();
  {
    H5Rows b = file.add_doubles("/group/b", {2, 3});
    b.write(1, std::vector<double>{4, 5, 6});
    b.write(0, std::vector<double>{1, 2, 3});
    file.add_doubles("/group/a", {0, 3});
    file.add_bytes("/flags", {1, 2}).write(0, std::vector<std::int8_t>{-1, 1});
  }
  const H5File read = H5File::open(file.bytes(), "file");
  EXPECT_EQ(read.names("/group"), (std::vector<std::string>{"a", "b"}));
  EXPECT_TRUE(read.names("/none").empty());
  EXPECT_EQ(read.read_doubles("/group/a").extent, (std::vector<std::size_t>{0, 3}));
  EXPECT_EQ(read.read_doubles("/group/b").values, (std::vector<double>{1, 2, 3, 4, 5, 6}));
  EXPECT_EQ(read.read_bytes("/flags").values, (std::vector<std::int8_t>{-1, 1}));
}

TEST(H5File, WhatIsMissingIsNamed) {
  const H5File file = H5File::create();
  EXPECT_THAT(test::error_of([&] { file.read_doubles("/none"); }), testing::StartsWith("/none: "));
  EXPECT_THAT(test::error_of([&] { file.text_attribute("/", "none"); }), testing::StartsWith("/@none: "));
}

}  // namespace
}  // namespace quanvas::store
