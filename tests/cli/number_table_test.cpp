// Files of numbers: every form that is read, and what is wrong with others.
#include "cli/number_table.hpp"

#include <fstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/error_of.hpp"
#include "support/temporary_folder.hpp"

namespace quanvas::cli {
namespace {

using Rows = std::vector<std::vector<double>>;
using Names = std::vector<std::string>;

class NumberFile : public testing::Test {
 protected:
  NumberTable read(const std::string& text) {
    const std::string path = (folder_.path() / "numbers").string();
    std::ofstream(path) << text;
    return read_numbers(path);
  }

  void expect_refused(const std::string& text, const std::string& message) {
    EXPECT_THAT(test::error_of([&] { read(text); }), testing::HasSubstr(message)) << text;
  }

  test::TemporaryFolder folder_;
};

TEST_F(NumberFile, TextIsRowByRow) {
  const Rows expected{{1, -0.5, 2e-3}, {4, 5, 6}};
  for (const char* const text :
       {"1,-0.5,2e-3\n4,5,6\n", "1; -0.5; 2e-3\r\n4; 5; 6", "1 -0.5\t0.002\n\n4 5   6 # the last\n"}) {
    EXPECT_EQ(read(text).rows, expected) << text;
    EXPECT_EQ(read(text).names, Names{});
  }
  EXPECT_EQ(read("x0,theta1\n1,2\n").names, (Names{"x0", "theta1"}));
  EXPECT_EQ(read("x0,theta1\n1,2\n").rows, (Rows{{1, 2}}));
}

TEST_F(NumberFile, JsonIsARowOrRows) {
  EXPECT_EQ(read(" [1, -0.5, 2]").rows, (Rows{{1, -0.5, 2}}));
  EXPECT_EQ(read("[[1, 2], [3, 4]]").rows, (Rows{{1, 2}, {3, 4}}));
  EXPECT_EQ(read(R"({"a": 1, "b": 2})").names, (Names{"a", "b"}));
  const NumberTable named = read(R"([{"a": 1, "b": 2}, {"a": 3, "b": 4}])");
  EXPECT_EQ(named.names, (Names{"a", "b"}));
  EXPECT_EQ(named.rows, (Rows{{1, 2}, {3, 4}}));
}

TEST_F(NumberFile, MistakesAreNamedWithTheirPlace) {
  expect_refused("1,2\n3\n", "numbers:2: 1 numbers, where the first row has 2");
  expect_refused("a,b\n1,2,3\n", "numbers:2: 3 numbers, where the line of names has 2");
  expect_refused("1,two\n", "numbers:1: `two` is not a finite number");
  expect_refused("1,nan\n", "`nan` is not a finite number");
  expect_refused("1,,2\n", "`` is not a finite number");
  expect_refused("1,2,\n", "`` is not a finite number");
  expect_refused("", "no numbers");
  expect_refused("a,b\n", "no numbers");
  expect_refused("[]", "no numbers");
  expect_refused("[1, 2", "no JSON");
  expect_refused("[1, null]", "null is not a number");
  expect_refused("[[1, 2], [3]]", "row 2: 1 numbers");
  expect_refused(R"([{"a": 1}, {"b": 1}])", "row 2: its names");
  EXPECT_THAT(test::error_of([] { read_numbers("nowhere.csv"); }), testing::HasSubstr("nowhere.csv"));
}

}  // namespace
}  // namespace quanvas::cli
