// How many workers a sweep starts, by what is asked for and what has started it.
#include "cli/sweep_jobs.hpp"

#include <cstdlib>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/threads.hpp"
#include "dispatch/launcher.hpp"
#include "support/error_of.hpp"

namespace quanvas::cli {
namespace {

using testing::HasSubstr;

// Without what surrounds the test, but for one variable; `call` is called then.
template <class Call>
auto with(const char* variable, const char* value, const Call& call) {
  for (const char* name : {"QUANVAS_JOBS", "OMPI_COMM_WORLD_SIZE", "PMI_SIZE", "MV2_COMM_WORLD_SIZE", "PMIX_RANK",
                           "SLURM_STEP_NUM_TASKS", "SLURM_JOB_ID"})
    ::unsetenv(name);
  if (variable) ::setenv(variable, value, 1);
  const auto result = call();
  if (variable) ::unsetenv(variable);
  return result;
}

std::size_t jobs(const SweepOptions& options, const char* variable = nullptr, const char* value = nullptr) {
  return with(variable, value, [&] { return jobs_to_start(options, 1000); });
}

std::string refusal(const SweepOptions& options, const char* variable, const char* value) {
  return with(variable, value, [&] { return test::error_of([&] { jobs_to_start(options, 1000); }); });
}

bool can_start() { return !dispatch::local_launch(3).empty(); }

TEST(SweepJobs, AreTheCoresButNoMoreThanTrials) {
  if (!can_start()) GTEST_SKIP() << "no mpirun here";
  EXPECT_EQ(jobs({}), usable_cores());
  EXPECT_EQ(with(nullptr, nullptr, [] { return jobs_to_start({}, 1); }), 1u);
  EXPECT_EQ(jobs({}, "QUANVAS_JOBS", "3"), 3u);
  EXPECT_EQ(jobs({.jobs = 5}, "QUANVAS_JOBS", "3"), 5u);
  EXPECT_EQ(jobs({.jobs = 1}), 1u);
}

TEST(SweepJobs, AreLeftToLaunchersAndBatchSystems) {
  for (const auto& [variable, value] : {std::pair{"OMPI_COMM_WORLD_SIZE", "9"},
                                        {"OMPI_COMM_WORLD_SIZE", "1"},
                                        {"PMI_SIZE", "4"},
                                        {"SLURM_STEP_NUM_TASKS", "2"},
                                        {"SLURM_JOB_ID", "17"}})
    EXPECT_EQ(jobs({}, variable, value), 1u) << variable << '=' << value;
  EXPECT_EQ(jobs({.run = {.share = sweep::Share{.number = 1, .count = 2}}}), 1u);
  EXPECT_EQ(jobs({.run = {.survive = std::chrono::milliseconds(9)}}), 1u);
  EXPECT_EQ(jobs({.jobs = 8}, "OMPI_COMM_WORLD_SIZE", "9"), 1u) << "this is one of those ranks";
}

TEST(SweepJobs, ThatContradictAreRefused) {
  EXPECT_THAT(refusal({.jobs = 4}, "OMPI_COMM_WORLD_SIZE", "9"), HasSubstr("9 ranks, of which 8 work"));
  EXPECT_THAT(refusal({}, "QUANVAS_JOBS", "0"), HasSubstr("QUANVAS_JOBS=0"));
  EXPECT_THAT(refusal({}, "QUANVAS_JOBS", "all"), HasSubstr("a number of workers from 1"));
}

}  // namespace
}  // namespace quanvas::cli
