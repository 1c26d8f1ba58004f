#include "cli/threads_option.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/error_of.hpp"

namespace quanvas::cli {
namespace {

using testing::HasSubstr;

std::optional<std::size_t> parse(const std::vector<std::string>& words) {
  po::options_description options;
  options.add_options()("threads", po::value<std::string>());
  po::variables_map values;
  po::store(po::command_line_parser(words).options(options).run(), values);
  return threads_from(values);
}

TEST(ThreadsOption, TakesASensibleNumber) {
  EXPECT_EQ(parse({}), std::nullopt);
  EXPECT_EQ(parse({"--threads", "3"}), 3u);
  EXPECT_EQ(parse({"--threads=1024"}), 1024u);
  for (const char* bad : {"0", "-1", "1025", "4294967295", "2.5", "many"})
    EXPECT_THAT(test::error_of([&] { parse({std::string("--threads=") + bad}); }),
                HasSubstr(fmt::format("not `{}`", bad)));
}

}  // namespace
}  // namespace quanvas::cli
