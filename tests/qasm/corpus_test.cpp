// Every file of the fuzzer's corpus, by the function that the fuzzer runs.
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

#include <gtest/gtest.h>

#include "support/qasm_fuzz.hpp"

namespace quanvas::qasm {
namespace {

TEST(Corpus, IsReadOrRefused) {
  std::size_t files = 0;
  for (const auto& entry : std::filesystem::directory_iterator("tests/fuzz/corpus/qasm")) {
    std::ifstream stream(entry.path(), std::ios::binary);
    const std::string text{std::istreambuf_iterator<char>(stream), {}};
    EXPECT_NO_THROW(test::check_qasm(text)) << entry.path();
    ++files;
  }
  EXPECT_GE(files, 20U);
}

}  // namespace
}  // namespace quanvas::qasm
