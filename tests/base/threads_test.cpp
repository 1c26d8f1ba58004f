#include "base/threads.hpp"

#include <atomic>
#include <set>
#include <thread>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

namespace quanvas {
namespace {

using testing::Each;

TEST(Threads, EachNumberRunsOnceOnAThreadOfItsOwn) {
  for (const std::size_t threads : {1u, 2u, 5u, 3u}) {
    std::vector<int> runs(threads);
    std::vector<std::thread::id> ids(threads);
    auto work = [&](std::size_t thread) {
      ++runs.at(thread);
      ids[thread] = std::this_thread::get_id();
    };
    for (int round = 1; round <= 100; ++round) {
      run_on_threads(threads, work);
      EXPECT_THAT(runs, Each(round));
    }
    EXPECT_EQ(ids[0], std::this_thread::get_id());
    EXPECT_EQ(std::set<std::thread::id>(ids.begin(), ids.end()).size(), threads);
  }
}

TEST(Threads, WhatOneOfThemStartsRunsOnItAlone) {
  std::atomic<int> inner{0};
  std::atomic<int> elsewhere{0};
  auto work = [&](std::size_t) {
    EXPECT_TRUE(runs_with_others());
    const std::thread::id here = std::this_thread::get_id();
    auto nested = [&](std::size_t) { ++inner, elsewhere += std::this_thread::get_id() != here; };
    run_on_threads(4, nested);
  };
  run_on_threads(3, work);
  EXPECT_EQ(inner, 12);
  EXPECT_EQ(elsewhere, 0);
  EXPECT_FALSE(runs_with_others());
}

TEST(Threads, AChildProcessStartsHelpersOfItsOwn) {
  std::atomic<int> runs{0};
  auto work = [&](std::size_t) { ++runs; };
  run_on_threads(3, work);
  const pid_t child = fork();
  if (child == 0) {
    alarm(20);  // rather than wait for helpers that there are not
    run_on_threads(3, work);
    run_on_threads(4, work);
    _exit(runs == 10 ? 0 : 1);
  }
  int status = -1;
  EXPECT_EQ(waitpid(child, &status, 0), child);
  EXPECT_EQ(status, 0);
  run_on_threads(3, work);
  EXPECT_EQ(runs, 6);
}

TEST(Threads, EveryThreadMayHaveHelpersOfItsOwn) {
  std::atomic<int> sum{0};
  const auto caller = [&] {
    auto work = [&](std::size_t thread) { sum += static_cast<int>(thread); };
    for (int round = 0; round < 200; ++round) run_on_threads(3, work);
  };
  std::thread one(caller);
  std::thread other(caller);
  one.join();
  other.join();
  EXPECT_EQ(sum, 2 * 200 * 3);
}

TEST(Threads, AreAsManyAsWasSetForTheCaller) {
  EXPECT_GE(usable_cores(), 1u);
  std::thread([] {
    EXPECT_EQ(threads_in_use(), usable_cores());
    use_threads(7);
    EXPECT_EQ(threads_in_use(), 7u);
    std::thread([] { EXPECT_EQ(threads_in_use(), usable_cores()); }).join();
  }).join();
}

}  // namespace
}  // namespace quanvas
