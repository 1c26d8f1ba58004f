// The coordinator's loop with workers in threads.
#include "dispatch/coordinate.hpp"

#include <atomic>
#include <map>
#include <mutex>
#include <thread>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "dispatch/local_transport.hpp"
#include "dispatch/worker.hpp"
#include "support/dispatch_work.hpp"
#include "support/error_of.hpp"

namespace quanvas::dispatch {
namespace {

using test::work_of;
using testing::ElementsAre;

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

TEST(LocalSweep, FailedAndDivergedTrialsAreKeptAndTheSweepContinues) {
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
TEST(LocalSweep, ContinuesWithoutAWorkerThatIsLost) {
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

}  // namespace
}  // namespace quanvas::dispatch
