#include "store/h5.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/error_of.hpp"

namespace quanvas::store {
namespace {

TEST(H5File, TablesRoundTrip) {
  H5File file = H5File::create();
  const std::vector<Column> columns{{.name = "count", .values = std::vector<std::int64_t>{1, -2}},
                                    {.name = "text", .values = std::vector<std::string>{"", "größer"}},
                                    {.name = "value", .values = std::vector<double>{0.1, -1e300}}};
  file.write_table("/a/table", columns);
  const auto bytes = file.bytes();
  const auto read = H5File::open(bytes, "file").read_table("/a/table");
  ASSERT_EQ(read.size(), columns.size());
  for (std::size_t i = 0; i < read.size(); ++i) {
    EXPECT_EQ(read[i].name, columns[i].name);
    EXPECT_EQ(read[i].values, columns[i].values);
  }
}

TEST(H5File, ListsAGroup) {
  H5File file = H5File::create();
  file.write("/group/b", Array<double>{.extent = {2}, .values = {1, 2}});
  file.write("/group/a", Array<double>{.extent = {0, 3}, .values = {}});
  EXPECT_EQ(file.names("/group"), (std::vector<std::string>{"a", "b"}));
  EXPECT_TRUE(file.names("/none").empty());
  EXPECT_EQ(file.read_doubles("/group/a").extent, (std::vector<std::size_t>{0, 3}));
}

TEST(H5File, WhatIsMissingIsNamed) {
  const H5File file = H5File::create();
  EXPECT_THAT(test::error_of([&] { file.read_doubles("/none"); }), testing::StartsWith("/none: "));
  EXPECT_THAT(test::error_of([&] { file.text_attribute("/", "none"); }), testing::StartsWith("/@none: "));
}

}  // namespace
}  // namespace quanvas::store
