// The coordinator as a state machine.
#include "dispatch/coordinator.hpp"

#include <deque>
#include <map>
#include <set>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/dispatch_work.hpp"
#include "support/error_of.hpp"

namespace quanvas::dispatch {
namespace {

using test::work_of;
using testing::ElementsAre;
using trial::Status;

std::vector<std::uint32_t> ids(const std::vector<Coordinator::Outgoing>& outgoing) {
  std::vector<std::uint32_t> all;
  for (const auto& [to, message] : outgoing)
    for (const Assign::Task& task : std::get<Assign>(message).tasks) all.push_back(task.id.value);
  return all;
}

Reports done(std::uint32_t id, Status status = Status::completed, double score = 0) {
  return {{{.id = TrialId(id), .status = status, .message = "", .seconds = 1, .score = score}}};
}

TEST(Coordinator, AssignsLongestFirstAndKeepsTheOrderOfEquals) {
  Coordinator coordinator(work_of({1, 5, 3, 5}), 1);
  EXPECT_THAT(ids(coordinator.take(Rank(1), Ready{}, 0)), ElementsAre(1, 3));  // one to run, one to run next
  EXPECT_THAT(ids(coordinator.take(Rank(1), done(1), 0)), ElementsAre());      // two are left: none is set aside
  EXPECT_THAT(ids(coordinator.take(Rank(1), done(3), 0)), ElementsAre(2));
  EXPECT_THAT(ids(coordinator.take(Rank(1), done(2), 0)), ElementsAre(0));
  EXPECT_FALSE(coordinator.finished());
  EXPECT_THAT(coordinator.take(Rank(1), done(0), 0), ElementsAre());
  EXPECT_TRUE(coordinator.finished());
}

TEST(Coordinator, ShortTrialsTravelTogether) {
  Coordinator coordinator(work_of(std::vector<double>(1000, 0.01)), 2);
  EXPECT_THAT(ids(coordinator.take(Rank(1), Ready{}, 0)),
              testing::SizeIs(testing::AllOf(testing::Ge(10u), testing::Le(11u))));
  Coordinator tiny(work_of(std::vector<double>(1000, 1e-6)), 2);
  EXPECT_THAT(ids(tiny.take(Rank(1), Ready{}, 0)), testing::SizeIs(256));
}

TEST(Coordinator, SuspectsComeLast) {
  Work work = work_of({9, 2, 1});
  work.tasks[0].last = true;
  Coordinator coordinator(std::move(work), 1);
  EXPECT_THAT(ids(coordinator.take(Rank(1), Ready{}, 0)), ElementsAre(1));
  EXPECT_THAT(ids(coordinator.take(Rank(1), done(1), 0)), ElementsAre(2));
  EXPECT_THAT(ids(coordinator.take(Rank(1), done(2), 0)), ElementsAre(0));
}

TEST(Coordinator, CountsHowTrialsEnd) {
  Coordinator coordinator(work_of({1, 2, 3}), 1);
  coordinator.take(Rank(1), Ready{}, 0);
  coordinator.take(Rank(1), done(2, Status::diverged), 0);
  coordinator.take(Rank(1), done(1, Status::failed), 0);
  const Progress progress = coordinator.progress(0);
  EXPECT_EQ(progress.diverged, 1u);
  EXPECT_EQ(progress.failed, 1u);
  EXPECT_EQ(progress.completed, 0u);
  EXPECT_EQ(progress.running, 1u);
  EXPECT_NEAR(progress.work_done, 2.0 / (2 + 1.0 / 3),
              0.01);  // 2 s spent; the third is expected to take a third of the second's time
}

TEST(Coordinator, ASecondReportChangesNothing) {
  Coordinator coordinator(work_of({1, 1}), 2);
  coordinator.take(Rank(1), Ready{}, 0);
  coordinator.take(Rank(2), Ready{}, 0);
  coordinator.take(Rank(1), done(0), 0);
  EXPECT_THAT(coordinator.take(Rank(1), done(0), 0), ElementsAre());
  EXPECT_THAT(coordinator.take(Rank(2), done(99), 0), ElementsAre());
  EXPECT_EQ(coordinator.progress(0).completed, 1u);
  EXPECT_FALSE(coordinator.finished());
}

TEST(Coordinator, RefusesStrangers) {
  Coordinator coordinator(work_of({1}), 1);
  EXPECT_THROW(coordinator.take(Rank(2), Ready{}, 0), Error);
  EXPECT_THROW(coordinator.take(Rank(0), Ready{}, 0), Error);
  EXPECT_THROW(coordinator.take(Rank(1), Stop{}, 0), Error);
}

TEST(Coordinator, DrainingAssignsNothingMoreAndEndsWithTheLastWorker) {
  Coordinator coordinator(work_of({1, 1, 1, 1, 1, 1}), 2);
  EXPECT_EQ(ids(coordinator.take(Rank(1), Ready{}, 0)).size(), 2u);
  coordinator.take(Rank(2), Leave{}, 0);
  EXPECT_TRUE(coordinator.stopping());
  EXPECT_THAT(coordinator.take(Rank(2), Ready{}, 0), ElementsAre());
  EXPECT_THAT(coordinator.take(Rank(1), done(0), 0), ElementsAre());
  EXPECT_EQ(coordinator.progress(0).completed, 1u);
  coordinator.take(Rank(1), Bye{}, 0);
  EXPECT_FALSE(coordinator.ended());
  coordinator.take(Rank(2), Bye{}, 0);
  EXPECT_TRUE(coordinator.ended());
  EXPECT_FALSE(coordinator.finished());
}

TEST(Coordinator, AFailedTrialIsRetriedAfterTheOthers) {
  Work work = work_of({3, 2, 1});
  work.retries = 2;
  Coordinator coordinator(std::move(work), 1);
  coordinator.take(Rank(1), Ready{}, 0);
  EXPECT_THAT(ids(coordinator.take(Rank(1), done(0, Status::failed), 0)), ElementsAre(1));
  EXPECT_THAT(ids(coordinator.take(Rank(1), done(1), 0)), ElementsAre(2));
  const auto again = coordinator.take(Rank(1), done(2), 0);
  EXPECT_THAT(ids(again), ElementsAre(0));
  EXPECT_EQ(std::get<Assign>(again[0].message).tasks[0].attempt, 2);
  EXPECT_THAT(ids(coordinator.take(Rank(1), done(0, Status::failed), 0)), ElementsAre(0));
  EXPECT_THAT(coordinator.take(Rank(1), done(0, Status::failed), 0), ElementsAre());
  EXPECT_TRUE(coordinator.finished());
  EXPECT_EQ(coordinator.progress(0).failed, 1u);
}

// A rank that dies gives back what it held; the trial that it ran comes last, and may be given up.
TEST(Coordinator, WhatALostWorkerHeldIsAssignedAgain) {
  Coordinator coordinator(work_of({9, 8, 7, 6, 5, 4, 3}), 2);
  EXPECT_THAT(ids(coordinator.take(Rank(1), Ready{}, 0)), ElementsAre(0, 1));
  EXPECT_THAT(ids(coordinator.take(Rank(2), Ready{}, 5)), ElementsAre(2));
  EXPECT_THAT(coordinator.silent(20, 16), ElementsAre(Rank(1)));
  EXPECT_EQ(coordinator.mark_worker_lost(Rank(1)), TrialId(0));
  EXPECT_THAT(coordinator.take(Rank(1), done(0), 21), ElementsAre()) << "the dead said something";
  std::vector<std::uint32_t> order{2};
  while (!coordinator.finished())
    for (const std::uint32_t id : ids(coordinator.take(Rank(2), done(order.back()), 22))) order.push_back(id);
  EXPECT_THAT(order, ElementsAre(2, 1, 3, 4, 5, 6, 0));
  EXPECT_EQ(coordinator.progress(0).completed, 7u);
}

TEST(Coordinator, NobodyIsSilentWhileItDoesNotListen) {
  Coordinator coordinator(work_of({1, 1}), 1);
  coordinator.take(Rank(1), Ready{}, 1);
  coordinator.excuse(30);
  EXPECT_THAT(coordinator.silent(40, 10), ElementsAre());
  EXPECT_THAT(coordinator.silent(42, 10), ElementsAre(Rank(1)));
}

TEST(Coordinator, ATrialThatIsLostIsNotAssignedAgain) {
  Coordinator coordinator(work_of({1, 1}), 2);
  coordinator.take(Rank(1), Ready{}, 0);
  coordinator.take(Rank(2), Ready{}, 0);
  coordinator.mark_trial_lost(TrialId(1));
  coordinator.mark_trial_lost(TrialId(77));
  EXPECT_EQ(coordinator.progress(0).lost, 0u) << "another worker has it, or nobody knows it";
  coordinator.mark_trial_lost(*coordinator.mark_worker_lost(Rank(1)));
  EXPECT_FALSE(coordinator.finished());
  coordinator.take(Rank(2), done(1), 0);
  EXPECT_TRUE(coordinator.finished());
  EXPECT_EQ(coordinator.progress(0).lost, 1u);
}

TEST(Coordinator, WorkersThatWaitAreFedWhenThereIsSomethingAgain) {
  Coordinator coordinator(work_of({1, 1}), 3);
  coordinator.take(Rank(1), Ready{}, 0);
  coordinator.take(Rank(2), Ready{}, 0);
  EXPECT_THAT(coordinator.take(Rank(3), Ready{}, 0), ElementsAre());
  EXPECT_THAT(coordinator.feed(0), ElementsAre());
  coordinator.mark_worker_lost(Rank(1));
  const auto fed = coordinator.feed(0);
  ASSERT_EQ(fed.size(), 1u);
  EXPECT_EQ(fed[0].to, Rank(3));
}

// Of several processes that share the work each begins with its own, takes no trial that another one has, and looks
// again before it ends.
TEST(Coordinator, SharedWorkBeginsWithTheOwnAndPassesOverWhatOthersHave) {
  Work work = work_of({1, 9, 1, 9});
  for (const std::size_t own : {0, 2}) work.tasks[own].foreign = false;
  for (const std::size_t other : {1, 3}) work.tasks[other].foreign = true;
  std::set<std::uint32_t> taken{1};
  std::vector<std::uint32_t> settled;
  work.claim = [&](TrialId id) { return !taken.contains(id.value); };
  work.settled = [&](TrialId id) { settled.push_back(id.value); };
  Coordinator coordinator(std::move(work), 1);
  EXPECT_THAT(ids(coordinator.take(Rank(1), Ready{}, 0)), ElementsAre(0, 2));
  EXPECT_THAT(ids(coordinator.take(Rank(1), done(0), 1)), ElementsAre());
  EXPECT_THAT(ids(coordinator.take(Rank(1), done(2), 2)), ElementsAre(3));
  EXPECT_THAT(ids(coordinator.take(Rank(1), done(3), 30)), ElementsAre());
  EXPECT_TRUE(coordinator.finished()) << "another process has the rest";
  EXPECT_EQ(coordinator.progress(0).elsewhere, 1u);
  EXPECT_EQ(coordinator.progress(0).completed, 3u);
  EXPECT_THAT(settled, ElementsAre(0, 2, 3));
}

TEST(Coordinator, WhatAnotherProcessHasLeftIsTakenInTheEnd) {
  Work work = work_of({1, 1});
  std::set<std::uint32_t> taken{1};
  work.claim = [&](TrialId id) { return !taken.contains(id.value); };
  Coordinator coordinator(std::move(work), 1);
  EXPECT_THAT(ids(coordinator.take(Rank(1), Ready{}, 0)), ElementsAre(0));
  taken.clear();
  EXPECT_THAT(ids(coordinator.take(Rank(1), done(0), 20)), ElementsAre(1));
  EXPECT_EQ(coordinator.progress(0).elsewhere, 0u);
}

// The time that is left counts on most trials being stopped.
TEST(Coordinator, ExpectsLittleOfTrialsThatMayBeStopped) {
  Work work = work_of(std::vector<double>(9, 1.0));
  work.halving = Halving({.rungs = {5}, .factor = 3, .deterministic = true}, 9);
  work.epochs = [](TrialId) { return 10.0; };
  Coordinator coordinator(std::move(work), 1);
  coordinator.take(Rank(1), Ready{}, 0);
  Reports half = done(0, Status::stopped, 1);
  half.reports[0].seconds = 0.5;
  coordinator.take(Rank(1), half, 0);
  EXPECT_NEAR(coordinator.progress(0).seconds_left, 8 * 0.5 + 9 * 0.5 / 3, 1e-6);
}

// Early stopping over a coordinator: of 9 trials the best 3 by their scores pass the first rung, and the best of them
// the second.
TEST(Coordinator, OnlyTheBestPassTheRungs) {
  for (const std::size_t workers : {1, 2, 4}) {
    SCOPED_TRACE(workers);
    Work work = work_of(std::vector<double>(9, 1.0));
    work.halving = Halving({.rungs = {2, 4}, .factor = 3, .deterministic = true}, 9);
    work.epochs = [](TrialId) { return 10.0; };
    Coordinator coordinator(std::move(work), workers);
    std::map<std::uint32_t, std::vector<std::uint32_t>> runs;  // trial -> last epochs
    std::deque<std::pair<Rank, Assign::Task>> running;
    const auto give = [&](const std::vector<Coordinator::Outgoing>& all) {
      for (const auto& [to, message] : all)
        for (const Assign::Task& task : std::get<Assign>(message).tasks) {
          runs[task.id.value].push_back(task.last_epoch);
          running.emplace_back(to, task);
        }
    };
    for (std::uint32_t w = 1; w <= workers; ++w) give(coordinator.take(Rank(w), Ready{}, 0));
    while (!running.empty()) {
      const auto [worker, task] = running.back();  // in an odd order
      running.pop_back();
      give(coordinator.take(
          worker,
          done(task.id.value, task.last_epoch ? Status::stopped : Status::completed, (task.id.value * 4 % 9) / 9.0),
          0));
      give(coordinator.feed(0));
    }
    EXPECT_TRUE(coordinator.finished());
    EXPECT_EQ(coordinator.progress(0).completed, 1u);
    EXPECT_EQ(coordinator.progress(0).stopped, 8u);
    EXPECT_EQ(coordinator.progress(0).seconds_left, 0);
    EXPECT_THAT(runs[2], ElementsAre(2, 4, 0));  // the best score
    EXPECT_THAT(runs[4], ElementsAre(2, 4));
    EXPECT_THAT(runs[6], ElementsAre(2, 4));
    EXPECT_THAT(runs[0], ElementsAre(2));
  }
}

}  // namespace
}  // namespace quanvas::dispatch
