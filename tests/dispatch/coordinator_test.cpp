// The coordinator as a state machine, and with workers in threads.
#include "dispatch/coordinator.hpp"

#include <atomic>
#include <deque>
#include <map>
#include <mutex>
#include <set>
#include <thread>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "dispatch/local_transport.hpp"
#include "dispatch/worker.hpp"
#include "support/error_of.hpp"

namespace quanvas::dispatch {
namespace {

using testing::ElementsAre;

// Trials of these costs, in seconds; trial i has the seed i.
Work work_of(const std::vector<double>& costs) {
  Work work{.spec =
                [](TrialId id) {
                  trial::TrialSpec spec;
                  spec.seed = id.value;
                  return spec_text(spec);
                },
            .retries = 0};
  std::vector<double> operations;
  for (std::uint32_t i = 0; i < costs.size(); ++i) {
    work.tasks.push_back({.id = TrialId(i), .group = i});
    operations.push_back(costs[i] * 1e9);
  }
  work.costs = CostModel(operations);
  return work;
}

std::vector<std::uint32_t> ids(const std::vector<Coordinator::Outgoing>& outgoing) {
  std::vector<std::uint32_t> all;
  for (const auto& [to, message] : outgoing)
    for (const Assign::Task& task : std::get<Assign>(message).tasks) all.push_back(task.id.value);
  return all;
}

Reports done(std::uint32_t id, std::string status = "completed", double score = 0) {
  return {{{.id = TrialId(id), .status = std::move(status), .message = "", .seconds = 1, .score = score}}};
}

TEST(Coordinator, HandsOutLongestFirstAndKeepsTheOrderOfEquals) {
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
  coordinator.take(Rank(1), done(2, "diverged"), 0);
  coordinator.take(Rank(1), done(1, "failed"), 0);
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

TEST(Coordinator, DrainingHandsOutNothingMoreAndEndsWithTheLastWorker) {
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

TEST(Coordinator, AFailedTrialIsTriedAgainAfterTheOthers) {
  Work work = work_of({3, 2, 1});
  work.retries = 2;
  Coordinator coordinator(std::move(work), 1);
  coordinator.take(Rank(1), Ready{}, 0);
  EXPECT_THAT(ids(coordinator.take(Rank(1), done(0, "failed"), 0)), ElementsAre(1));
  EXPECT_THAT(ids(coordinator.take(Rank(1), done(1), 0)), ElementsAre(2));
  const auto again = coordinator.take(Rank(1), done(2), 0);
  EXPECT_THAT(ids(again), ElementsAre(0));
  EXPECT_EQ(std::get<Assign>(again[0].message).tasks[0].attempt, 2);
  EXPECT_THAT(ids(coordinator.take(Rank(1), done(0, "failed"), 0)), ElementsAre(0));
  EXPECT_THAT(coordinator.take(Rank(1), done(0, "failed"), 0), ElementsAre());
  EXPECT_TRUE(coordinator.finished());
  EXPECT_EQ(coordinator.progress(0).failed, 1u);
}

// A rank that dies gives back what it held; the trial that it ran comes last, and may be given up.
TEST(Coordinator, WhatADeadWorkerHeldIsHandedOutAgain) {
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

TEST(Coordinator, ATrialThatIsLostIsNotHandedOutAgain) {
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
  Reports half = done(0, "stopped", 1);
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
          worker, done(task.id.value, task.last_epoch ? "stopped" : "completed", (task.id.value * 4 % 9) / 9.0), 0));
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

// A whole sweep with workers in threads. What a trial does is decided by its seed.
struct SweepRun {
  Progress progress;
  std::map<std::int64_t, int> saved;  // seed -> times
  std::string error;
};

SweepRun run_sweep(std::size_t workers, const std::vector<double>& costs,
                   const std::function<trial::Outcome(const trial::TrialSpec&)>& trial,
                   const std::function<void(const trial::Record&)>& save = {}) {
  SweepRun run;
  std::mutex mutex;
  LocalHub hub(workers + 1);
  std::vector<std::jthread> threads;
  for (std::uint32_t w = 1; w <= workers; ++w)
    threads.emplace_back([&, w] {
      work(*hub.transport(Rank(w)), {.run = [&](const Job& job, const Pulse&) { return trial(job.spec); },
                                     .save =
                                         [&](const trial::Record& record) {
                                           if (save) save(record);
                                           const std::lock_guard lock(mutex);
                                           ++run.saved[record.spec.seed];
                                         },
                                     .execution = {.host = "here", .rank = static_cast<int>(w)}});
    });
  const auto transport = hub.transport(kCoordinator);
  run.error = test::error_of([&] { run.progress = coordinate(*transport, work_of(costs), {}).progress; });
  threads.clear();
  return run;
}

void expect_each_once(const SweepRun& run, std::size_t count) {
  EXPECT_EQ(run.error, "no error");
  EXPECT_EQ(run.saved.size(), count);
  for (const auto& [seed, times] : run.saved) EXPECT_EQ(times, 1) << "trial " << seed;
}

trial::Outcome complete(const trial::TrialSpec&) { return trial::Completed{}; }

TEST(LocalSweep, RunsEveryTrialOnce) {
  for (const std::size_t workers : {1, 2, 5}) {
    const SweepRun run = run_sweep(workers, std::vector<double>(100, 1.0), complete);
    expect_each_once(run, 100);
    EXPECT_EQ(run.progress.completed, 100u);
  }
}

TEST(LocalSweep, EndsWithoutTrialsAndWithMoreWorkersThanTrials) {
  expect_each_once(run_sweep(3, {}, complete), 0);
  expect_each_once(run_sweep(5, {1, 1}, complete), 2);
}

TEST(LocalSweep, ASlowWorkerDoesNotHoldTheOthersUp) {
  const SweepRun run = run_sweep(2, std::vector<double>(20, 1.0), [](const trial::TrialSpec& spec) {
    if (spec.seed == 0) std::this_thread::sleep_for(std::chrono::milliseconds(100));
    return trial::Outcome(trial::Completed{});
  });
  expect_each_once(run, 20);
}

TEST(LocalSweep, FailedAndDivergedTrialsAreKeptAndTheSweepGoesOn) {
  const SweepRun run = run_sweep(2, std::vector<double>(10, 1.0), [](const trial::TrialSpec& spec) -> trial::Outcome {
    if (spec.seed == 3) fail("a reason");
    if (spec.seed == 4) throw std::bad_alloc();
    if (spec.seed == 5) return trial::Diverged{.training = {}, .message = "nan"};
    return trial::Completed{};
  });
  expect_each_once(run, 10);
  EXPECT_EQ(run.progress.failed, 2u);
  EXPECT_EQ(run.progress.diverged, 1u);
  EXPECT_EQ(run.progress.completed, 7u);
}

TEST(LocalSweep, StopsWhereResultsCannotBeKept) {
  std::atomic<int> started = 0;
  const SweepRun run = run_sweep(
      2, std::vector<double>(1000, 1.0),
      [&](const trial::TrialSpec&) {
        ++started;
        return trial::Outcome(trial::Completed{});
      },
      [](const trial::Record& record) { require(record.spec.seed != 10, "the disk is full"); });
  EXPECT_EQ(run.error, "the disk is full");
  EXPECT_LT(started, 1000);
}

// A sweep that is told to stop while trials run. A trial takes `pulses` pulses.
struct Drained {
  Progress progress;
  std::atomic<int> saved = 0;
  std::atomic<int> started = 0;
  std::atomic<int> kept = 0;
};

void run_drained(Drained& run, int pulses, std::chrono::milliseconds grace,
                 const std::function<bool()>& coordinator_stop, const std::function<bool()>& worker_stop) {
  LocalHub hub(3);
  std::vector<std::jthread> threads;
  for (std::uint32_t w = 1; w <= 2; ++w)
    threads.emplace_back([&, w] {
      work(*hub.transport(Rank(w)),
           {.run =
                [&](const Job&, const Pulse& pulse) {
                  ++run.started;
                  for (int i = 0; i < pulses; ++i) {
                    std::this_thread::sleep_for(std::chrono::milliseconds(2));
                    pulse(static_cast<std::size_t>(i) + 1, [] { return std::string("state"); });
                  }
                  return trial::Outcome(trial::Completed{});
                },
            .save = [&](const trial::Record&) { ++run.saved; },
            .keep = [&](const trial::Key&, const std::string& state) { run.kept += state == "state"; },
            .execution = {},
            .stop = worker_stop,
            .grace = grace});
    });
  run.progress = coordinate(*hub.transport(kCoordinator), work_of(std::vector<double>(50, 1.0)),
                            {.observer = {}, .stop = coordinator_stop})
                     .progress;
}

TEST(LocalSweep, OnAStopRunningTrialsEndAndTheRestIsLeft) {
  Drained run;
  run_drained(run, 3, std::chrono::hours(1), [&] { return run.started >= 4; }, {});
  EXPECT_EQ(run.saved, run.started) << "a trial that had begun was not ended";
  EXPECT_EQ(run.progress.completed, static_cast<std::size_t>(run.saved));
  EXPECT_LT(run.started, 50);
}

TEST(LocalSweep, AWorkerThatIsToldToStopStopsTheSweep) {
  Drained run;
  run_drained(run, 3, std::chrono::hours(1), {}, [&] { return run.started >= 4; });
  EXPECT_EQ(run.saved, run.started);
  EXPECT_LT(run.started, 50);
}

// Trials that would run for ever are left unfinished: not saved, not reported, not failed.
TEST(LocalSweep, WhenTheGraceIsOverTrialsAreLeft) {
  Drained run;
  run_drained(run, 1'000'000'000, std::chrono::milliseconds(20), [&] { return run.started >= 2; }, {});
  EXPECT_EQ(run.started, 2);
  EXPECT_EQ(run.saved, 0);
  EXPECT_GE(run.kept, 2) << "the state of a trial that was left";
  EXPECT_EQ(run.progress.done(), 0u);
}

// Whoever told the sweep to stop may not wait for the grace to be over.
TEST(LocalSweep, OnAStopTheStateOfRunningTrialsIsKeptAtOnce) {
  Drained run;
  run_drained(run, 400, std::chrono::hours(1), [&] { return run.started >= 2; }, {});
  EXPECT_EQ(run.saved, run.started);
  EXPECT_GE(run.kept, 1);
  EXPECT_LE(run.kept, 2) << "once a trial";
}

// A trial that does not come to the end of its epoch is left to the caller.
TEST(LocalSweep, AfterAStopThePatienceIsLimited) {
  LocalHub hub(2);
  std::atomic<bool> begun = false;
  std::atomic<bool> over = false;
  std::jthread worker([&] {
    work(*hub.transport(Rank(1)), {.run =
                                       [&](const Job&, const Pulse&) {
                                         begun = true;
                                         while (!over) std::this_thread::sleep_for(std::chrono::milliseconds(1));
                                         return trial::Outcome(trial::Completed{});
                                       },
                                   .save = [](const trial::Record&) {},
                                   .execution = {}});
  });
  const CoordinateOptions options{.stop = [&] { return begun.load(); }, .patience = 0.05};
  const Ending ending = coordinate(*hub.transport(kCoordinator), work_of({1, 1, 1}), options);
  EXPECT_EQ(ending.unended, 1u);
  EXPECT_FALSE(ending.finished);
  over = true;
}

// At the epoch at which it waits, a trial's state is kept, and its failure to be kept is not the trial's.
TEST(LocalSweep, TheStateOfATrialThatWaitsIsKept) {
  LocalHub hub(2);
  std::vector<std::size_t> kept;
  std::jthread worker([&] {
    work(*hub.transport(Rank(1)),
         {.run = [&](const Job& job, const Pulse& pulse) -> trial::Outcome {
            std::size_t epoch = 0;
            while (epoch < job.last_epoch) {
              ++epoch;
              pulse(epoch, [&] { return std::to_string(epoch); });
            }
            return trial::Stopped{};
          },
          .save = [](const trial::Record&) {},
          .keep = [&](const trial::Key&, const std::string& state) { kept.push_back(std::stoul(state)); },
          .execution = {}});
  });
  Work work = work_of({1, 1});
  work.halving = Halving({.rungs = {3}, .factor = 3}, 2);
  work.epochs = [](TrialId) { return 30.0; };
  EXPECT_EQ(coordinate(*hub.transport(kCoordinator), std::move(work), {}).progress.stopped, 2u);
  worker.join();
  EXPECT_THAT(kept, ElementsAre(3, 3));
}

// A worker that falls silent in the middle of a trial: the other one does its work.
TEST(LocalSweep, GoesOnWithoutAWorkerThatDies) {
  LocalHub hub(3);
  std::atomic<int> saved = 0;
  std::jthread good([&] {
    work(*hub.transport(Rank(1)), {.run = [&](const Job&, const Pulse&) { return trial::Outcome(trial::Completed{}); },
                                   .save = [&](const trial::Record&) { ++saved; },
                                   .execution = {.host = "good"},
                                   .alive_every = std::chrono::milliseconds(20)});
  });
  hub.transport(Rank(2))->send(kCoordinator, to_bytes(Ready{.process = {.host = "bad", .number = 7}}));
  std::vector<std::string> dead;
  const auto lost = [&](const Coordinator&, const LostWorker& worker) {
    dead.push_back(worker.process.host);
    return std::vector<TrialId>{};
  };
  const Ending ending =
      coordinate(*hub.transport(kCoordinator), work_of(std::vector<double>(20, 1.0)), {.silence = 0.6, .lost = lost});
  EXPECT_TRUE(ending.finished);
  EXPECT_EQ(ending.lost_workers, 1u);
  EXPECT_THAT(dead, ElementsAre("bad"));
  EXPECT_EQ(ending.progress.completed, 20u);
  EXPECT_EQ(saved, 20);
}

TEST(LocalSweep, AWorkerGivesUpOnASilentCoordinator) {
  LocalHub hub(2);
  EXPECT_FALSE(work(*hub.transport(Rank(1)),
                    {.run = {}, .save = {}, .execution = {}, .silence = std::chrono::milliseconds(50)}));
}

// A long trial's state is kept now and then; where that fails, the sweep stops and the trial is not failed.
TEST(LocalSweep, LongTrialsAreKept) {
  for (const bool full : {false, true}) {
    LocalHub hub(2);
    int kept = 0;
    int saved = 0;
    std::jthread worker([&] {
      work(*hub.transport(Rank(1)), {.run =
                                         [&](const Job&, const Pulse& pulse) {
                                           for (std::size_t i = 0; i < 20; ++i) {
                                             std::this_thread::sleep_for(std::chrono::milliseconds(2));
                                             pulse(i + 1, [] { return std::string("state"); });
                                           }
                                           return trial::Outcome(trial::Completed{});
                                         },
                                     .save = [&](const trial::Record&) { ++saved; },
                                     .keep =
                                         [&](const trial::Key&, const std::string&) {
                                           require(!full, "the disk is full");
                                           ++kept;
                                         },
                                     .keep_every = std::chrono::milliseconds(5),
                                     .execution = {}});
    });
    const std::string error = test::error_of([&] { coordinate(*hub.transport(kCoordinator), work_of({1}), {}); });
    worker.join();
    EXPECT_EQ(error, full ? "the disk is full" : "no error");
    EXPECT_EQ(saved, full ? 0 : 1);
    EXPECT_EQ(kept > 0, !full);
  }
}

TEST(LocalTransport, KeepsTheOrderOfMessages) {
  LocalHub hub(2);
  const auto sender = hub.transport(Rank(1));
  const auto receiver = hub.transport(Rank(0));
  EXPECT_FALSE(receiver->receive(std::chrono::milliseconds(1)));
  for (const char* text : {"a", "b", "c"}) sender->send(Rank(0), text);
  for (const char* text : {"a", "b", "c"}) {
    const auto envelope = receiver->receive(std::chrono::milliseconds(0));
    ASSERT_TRUE(envelope);
    EXPECT_EQ(envelope->from, Rank(1));
    EXPECT_EQ(envelope->bytes, text);
  }
}

}  // namespace
}  // namespace quanvas::dispatch
