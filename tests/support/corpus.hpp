// A fuzzer's corpus in the unit tests: every file of it, by the function that the fuzzer runs.
#pragma once

#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <string_view>

#include <gtest/gtest.h>

namespace quanvas::test {

inline void check_corpus(std::string_view name, void (*check)(std::string_view)) {
  std::size_t files = 0;
  for (const auto& entry : std::filesystem::directory_iterator(std::filesystem::path("tests/fuzz/corpus") / name)) {
    std::ifstream stream(entry.path(), std::ios::binary);
    const std::string bytes{std::istreambuf_iterator<char>(stream), {}};
    EXPECT_NO_THROW(check(bytes)) << entry.path();
    ++files;
  }
  EXPECT_GE(files, 10U);
}

}  // namespace quanvas::test
