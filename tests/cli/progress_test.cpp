#include "cli/progress.hpp"

#include <sstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace quanvas::cli {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

dispatch::Progress at(std::size_t completed, std::size_t failed = 0) {
  return {.total = 4,
          .completed = completed,
          .failed = failed,
          .work_done = static_cast<double>(completed + failed) / 4,
          .seconds_left = 1};
}

std::string shown(ProgressPrinter::Style style, const std::vector<dispatch::Progress>& steps) {
  std::ostringstream out;
  {
    ProgressPrinter printer(out, style);
    for (const dispatch::Progress& step : steps) printer.show(step);
  }
  return out.str();
}

TEST(Progress, LinesComeAtTheStartNowAndThenAndAtTheEnd) {
  const std::string text = shown(ProgressPrinter::Style::lines, {at(0), at(1), at(2), at(3, 1), at(3, 1)});
  EXPECT_THAT(text,
              AllOf(testing::StartsWith("0/4 trials\n"), HasSubstr("4/4 trials, 1 failed in "), Not(HasSubstr("2/4"))));
  EXPECT_EQ(std::ranges::count(text, '\n'), 2);
}

TEST(Progress, TheBarFillsAndEndsItsLine) {
  const std::string text = shown(ProgressPrinter::Style::bar, {at(2), at(4)});
  EXPECT_THAT(text, AllOf(HasSubstr("[##############..............] 2/4 trials"), HasSubstr("left\r"),
                          HasSubstr("[############################] 4/4 trials in "), testing::EndsWith("\n")));
}

TEST(Progress, NothingIsSaidWhereThereIsNothingToSay) {
  EXPECT_EQ(shown(ProgressPrinter::Style::silent, {at(0), at(4)}), "");
  EXPECT_EQ(shown(ProgressPrinter::Style::bar, {dispatch::Progress{}}), "");
}

}  // namespace
}  // namespace quanvas::cli
