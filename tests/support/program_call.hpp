// The program's command line, in process.
#pragma once

#include <algorithm>
#include <cstdlib>
#include <sstream>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "cli/command.hpp"

namespace quanvas::test {

struct ProgramResult {
  int code;
  std::string out;
  std::string err;
};

inline ProgramResult call_program(const std::vector<std::string>& arguments) {
  ::setenv("QUANVAS_JOBS", "1", 0);  // in process
  std::ostringstream out;
  std::ostringstream err;
  const int code = cli::run(arguments, out, err);
  return {code, out.str(), err.str()};
}

// Exit code 2, nothing on standard output, and one line.
inline void expect_refused(const ProgramResult& result, const testing::Matcher<std::string>& message) {
  EXPECT_EQ(result.code, cli::kBadInput);
  EXPECT_EQ(result.out, "");
  EXPECT_THAT(result.err, testing::AllOf(testing::StartsWith("quanvas: "), message));
  EXPECT_EQ(std::ranges::count(result.err, '\n'), 1) << result.err;
}

}  // namespace quanvas::test
