#include "base/table.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/error_of.hpp"

namespace quanvas {
namespace {

struct Info {
  std::string_view name;
};

struct Row {
  Info info;
  int number;
};

constexpr Row kRows[] = {{{"apple"}, 1}, {{"pear"}, 2}};

TEST(Table, FindsRowsByName) {
  EXPECT_EQ(row_named(kRows, "fruit", "pear", &Row::info).number, 2);
  EXPECT_EQ(&row_named(kRows, "fruit", "apple", &Row::info), &kRows[0]);
}

TEST(Table, NamesThatAreNotThereGetTheNearest) {
  EXPECT_EQ(test::error_of([] { row_named(kRows, "fruit", "pears", &Row::info); }),
            "there is no fruit `pears`, only `apple`, `pear`; did you mean `pear`?");
}

}  // namespace
}  // namespace quanvas
