#include "cli/sweep_view.hpp"

#include <sstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace quanvas::cli {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

trial::Sweep seeds(std::int64_t count) {
  trial::Sweep sweep{.name = "seeds", .axes = {"seed"}, .combinations = static_cast<std::size_t>(count)};
  for (std::int64_t seed = 0; seed < count; ++seed) {
    sweep.trials.push_back({.seed = seed});
    sweep.keys.push_back(trial::content_key({.seed = seed}));
  }
  return sweep;
}

TEST(SweepView, APlanNamesEachValueOfAnAxisOnce) {
  trial::Sweep sweep = seeds(2);
  sweep.trials.push_back(sweep.trials[0]);
  std::ostringstream out;
  print_plan(sweep, out);
  EXPECT_THAT(out.str(), HasSubstr("seed               0  1\n"));
}

TEST(SweepView, ManyValuesAreCutShort) {
  std::ostringstream out;
  print_plan(seeds(21), out);
  EXPECT_THAT(out.str(), HasSubstr("  18  19  ... (21 values)\n"));
}

TEST(SweepView, APlanSaysWhatIsSampledAndWhatStopsEarly) {
  trial::Sweep sweep = seeds(1);
  const auto plan = [&] {
    std::ostringstream out;
    print_plan(sweep, out);
    return out.str();
  };
  sweep.sample = {.axes = {"init", "pad"}, .combinations = 10, .count = 4};
  EXPECT_THAT(plan(), HasSubstr("a random 4 of the 10 combinations of init, pad (seed 0)\n"));
  sweep.sample->combinations = {};
  EXPECT_THAT(plan(), HasSubstr("4 random points of init, pad (seed 0)\n"));
  sweep.sample->method = trial::Sampling::sobol;
  sweep.early_stopping = {.rungs = {3, 9}, .deterministic = true};
  EXPECT_THAT(
      plan(),
      AllOf(HasSubstr("4 Sobol points of init, pad (seed 0)\n"),
            HasSubstr("early stopping: after 3, 9 epochs the best 1/3 continue, decided when all are there\n")));
}

TEST(SweepView, ManyFailuresAreCutShort) {
  store::Index index;
  index.entries.resize(17);
  for (std::size_t i = 0; i < 16; ++i) {
    index.entries[i].status = i < 3   ? trial::Status::completed
                              : i < 4 ? trial::Status::diverged
                                      : trial::Status::failed;
    if (i >= 4) index.messages[i] = fmt::format("reason {}", i);
  }
  index.damaged = {{.shard = "shards/a.h5", .message = "shards/a.h5: checksum"}};
  std::ostringstream out;
  print_index(index, seeds(17), out);
  EXPECT_THAT(out.str(), AllOf(HasSubstr("3 of 17 trials completed, 1 diverged, 12 failed, 1 missing"),
                               HasSubstr("failed: reason 13\n"), Not(HasSubstr("reason 14")), HasSubstr("and 2 more"),
                               HasSubstr("damaged: shards/a.h5"), Not(HasSubstr("lost"))));
}

}  // namespace
}  // namespace quanvas::cli
