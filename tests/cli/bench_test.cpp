// `quanvas bench`: its form and its mistakes. Speed is no matter of tests.
#include <algorithm>
#include <fstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/json.hpp"
#include "cli/bench_line.hpp"
#include "support/program_call.hpp"
#include "support/temporary_folder.hpp"

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
    EXPECT_GE(line["median_milliseconds"].get<double>(), line["milliseconds"].get<double>());
    EXPECT_TRUE(line["disturbed"].is_boolean());
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

TEST(BenchCommand, SavesWhatItCanCompareWith) {
  const test::TemporaryFolder folder;
  const std::string saved = (folder.path() / "before.json").string();
  const std::vector<std::string> command{"bench", "--workload", "W2", "--seconds", "0.001", "--threads", "1", "--json"};
  Json lines = Json::parse(call_program(command).out);
  lines.erase(1);
  std::ofstream(saved) << lines;
  std::vector<std::string> against = command;
  against.insert(against.end(), {"--against", saved});
  const auto second = call_program(against);
  ASSERT_EQ(second.code, kSuccess) << second.err;
  lines = Json::parse(second.out);
  EXPECT_NE(lines[0]["against"], "not measured then");
  EXPECT_EQ(lines[1]["against"], "not measured then");
}

TEST(SavedBench, SaysWhatHasChangedBeyondTheNoise) {
  const test::TemporaryFolder folder;
  const std::string path = (folder.path() / "before.json").string();
  std::ofstream(path) << R"([{"name": "W2", "precision": "float", "threads": 1,
                              "milliseconds": 2.0, "median_milliseconds": 2.1}])";
  const SavedBench saved(path);
  const auto compared = [&](double best, double median, trial::Precision precision = trial::Precision::single_) {
    return saved.compare({.workload = &*std::ranges::find(bench::workloads(), "W2", &bench::Workload::name),
                          .precision = precision,
                          .threads = 1,
                          .measured = {.best = best, .median = median},
                          .peak = 1});
  };
  EXPECT_EQ(compared(1e-3, 1.02e-3), "50% less time");
  EXPECT_EQ(compared(3e-3, 3.03e-3), "50% more time");
  EXPECT_EQ(compared(2.02e-3, 2.03e-3), "no change (within 5%)");
  EXPECT_EQ(compared(1e-3, 1e-3, trial::Precision::double_), "not measured then");
}

TEST(BenchCommand, RefusesWhatIsNoSavedRun) {
  const test::TemporaryFolder folder;
  const std::string path = (folder.path() / "before.json").string();
  const auto run = [&] { return call_program({"bench", "--workload", "W2", "--against", path}); };
  EXPECT_EQ(run().code, kBadInput);
  for (const char* text : {"", "{}", "[1]", R"([{"name": "W2"}])"}) {
    std::ofstream(path) << text;
    EXPECT_EQ(run().code, kBadInput) << text;
    EXPECT_THAT(run().err, HasSubstr("quanvas bench --json"));
  }
}

}  // namespace
}  // namespace quanvas::cli
