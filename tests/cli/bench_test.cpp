// `quanvas bench`: its form and its mistakes. Speed is no matter of tests.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "cli/json.hpp"
#include "support/program_call.hpp"

namespace quanvas::cli {
namespace {

using test::call_program;
using testing::HasSubstr;

TEST(BenchCommand, PrintsAnObjectForEachMeasurement) {
  const auto result =
      call_program({"bench", "--workload", "W2", "W4", "--seconds", "0.001", "--threads", "1", "--json"});
  EXPECT_EQ(result.code, kSuccess) << result.err;
  const Json lines = Json::parse(result.out);
  ASSERT_EQ(lines.size(), 4u);
  for (const Json& line : lines) {
    EXPECT_EQ(line["threads"], 1);
    for (const char* number : {"milliseconds", "circuits_per_second", "peak_fraction"})
      EXPECT_GT(line[number].get<double>(), 0);
  }
  EXPECT_EQ(lines[0]["name"], "W2");
  EXPECT_EQ(lines[0]["precision"], "float");
  EXPECT_EQ(lines[3]["precision"], "double");
}

TEST(BenchCommand, NamesItsWorkloads) {
  const auto result = call_program({"bench", "--list"});
  for (const char* name : {"W1 ", "W1-mnist", "W2 ", "W3 ", "W4 ", "W5 ", "W6 "})
    EXPECT_THAT(result.out, HasSubstr(name));
  const auto wrong = call_program({"bench", "--workload", "W1-mnst"});
  EXPECT_EQ(wrong.code, kBadInput);
  EXPECT_THAT(wrong.err, HasSubstr("did you mean `W1-mnist`?"));
  EXPECT_EQ(call_program({"bench", "--seconds", "0"}).code, kBadInput);
}

}  // namespace
}  // namespace quanvas::cli
