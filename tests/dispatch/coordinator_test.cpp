// The coordinator as a state machine, and with workers in threads.
#include "dispatch/coordinator.hpp"

#include <atomic>
#include <map>
#include <mutex>
#include <thread>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "dispatch/local_transport.hpp"
#include "dispatch/worker.hpp"
#include "support/error_of.hpp"

namespace quanvas::dispatch {
namespace {

using testing::ElementsAre;

std::vector<Task> tasks_of(const std::vector<double>& costs) {
  std::vector<Task> tasks;
  for (std::uint32_t i = 0; i < costs.size(); ++i) {
    trial::TrialSpec spec;
    spec.seed = i;
    tasks.push_back({.id = TrialId(i), .spec = spec_text(spec), .cost = costs[i]});
  }
  return tasks;
}

std::vector<std::uint32_t> ids(const std::vector<Coordinator::Outgoing>& outgoing) {
  std::vector<std::uint32_t> all;
  for (const auto& [to, message] : outgoing)
    for (const Assign::Task& task : std::get<Assign>(message).tasks) all.push_back(task.id.value);
  return all;
}

Report done(std::uint32_t id, std::string status = "completed") { return {.id = TrialId(id), .status = std::move(status), .message = "", .seconds = 1}; }

TEST(Coordinator, HandsOutLongestFirstAndKeepsTheOrderOfEquals) {
  Coordinator coordinator(tasks_of({1, 5, 3, 5}), 1);
  EXPECT_THAT(ids(coordinator.take(Rank(1), Ready{})), ElementsAre(1, 3));  // one to run, one to run next
  EXPECT_THAT(ids(coordinator.take(Rank(1), done(1))), ElementsAre());      // two are left: none is set aside
  EXPECT_THAT(ids(coordinator.take(Rank(1), done(3))), ElementsAre(2));
  EXPECT_THAT(ids(coordinator.take(Rank(1), done(2))), ElementsAre(0));
  EXPECT_FALSE(coordinator.finished());
  EXPECT_THAT(coordinator.take(Rank(1), done(0)), ElementsAre());
  EXPECT_TRUE(coordinator.finished());
}

TEST(Coordinator, CountsHowTrialsEnd) {
  Coordinator coordinator(tasks_of({1, 2, 3}), 1);
  coordinator.take(Rank(1), Ready{});
  coordinator.take(Rank(1), done(2, "diverged"));
  coordinator.take(Rank(1), done(1, "failed"));
  EXPECT_EQ(coordinator.progress().diverged, 1u);
  EXPECT_EQ(coordinator.progress().failed, 1u);
  EXPECT_EQ(coordinator.progress().completed, 0u);
  EXPECT_EQ(coordinator.progress().running, 1u);
  EXPECT_EQ(coordinator.progress().cost_done, 5);
  EXPECT_EQ(coordinator.progress().cost_total, 6);
}

TEST(Coordinator, ASecondReportChangesNothing) {
  Coordinator coordinator(tasks_of({1, 1}), 2);
  coordinator.take(Rank(1), Ready{});
  coordinator.take(Rank(2), Ready{});
  coordinator.take(Rank(1), done(0));
  EXPECT_THAT(coordinator.take(Rank(1), done(0)), ElementsAre());
  EXPECT_THAT(coordinator.take(Rank(2), done(99)), ElementsAre());
  EXPECT_EQ(coordinator.progress().completed, 1u);
  EXPECT_FALSE(coordinator.finished());
}

TEST(Coordinator, RefusesStrangers) {
  Coordinator coordinator(tasks_of({1}), 1);
  EXPECT_THROW(coordinator.take(Rank(2), Ready{}), Error);
  EXPECT_THROW(coordinator.take(Rank(0), Ready{}), Error);
  EXPECT_THROW(coordinator.take(Rank(1), Stop{}), Error);
}

TEST(Coordinator, DrainingHandsOutNothingMoreAndEndsWithTheLastWorker) {
  Coordinator coordinator(tasks_of({1, 1, 1, 1, 1, 1}), 2);
  EXPECT_EQ(ids(coordinator.take(Rank(1), Ready{})).size(), 2u);
  coordinator.take(Rank(2), Leave{});
  EXPECT_TRUE(coordinator.stopping());
  EXPECT_THAT(coordinator.take(Rank(2), Ready{}), ElementsAre());
  EXPECT_THAT(coordinator.take(Rank(1), done(0)), ElementsAre());
  EXPECT_EQ(coordinator.progress().completed, 1u);
  coordinator.take(Rank(1), Bye{});
  EXPECT_FALSE(coordinator.ended());
  coordinator.take(Rank(2), Bye{});
  EXPECT_TRUE(coordinator.ended());
  EXPECT_FALSE(coordinator.finished());
}

// A whole sweep with workers in threads. What a trial does is decided by its seed.
struct SweepRun {
  Progress progress;
  std::map<std::int64_t, int> saved;  // seed -> times
  std::string error;
};

SweepRun run_sweep(std::size_t workers, const std::vector<double>& costs, const std::function<trial::Outcome(const trial::TrialSpec&)>& trial,
              const std::function<void(const trial::Record&)>& save = {}) {
  SweepRun run;
  std::mutex mutex;
  LocalHub hub(workers + 1);
  std::vector<std::jthread> threads;
  for (std::uint32_t w = 1; w <= workers; ++w)
    threads.emplace_back([&, w] {
      work(*hub.transport(Rank(w)), {.run = [&](const trial::TrialSpec& spec, const Pulse&) { return trial(spec); },
                                     .save =
                                         [&](const trial::Record& record) {
                                           if (save) save(record);
                                           const std::lock_guard lock(mutex);
                                           ++run.saved[record.spec.seed];
                                         },
                                     .execution = {.host = "here", .rank = static_cast<int>(w)}});
    });
  const auto transport = hub.transport(kCoordinator);
  run.error = test::error_of([&] { run.progress = coordinate(*transport, tasks_of(costs), {}); });
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
};

void run_drained(Drained& run, int pulses, std::chrono::milliseconds grace, const std::function<bool()>& coordinator_stop, const std::function<bool()>& worker_stop) {
  LocalHub hub(3);
  std::vector<std::jthread> threads;
  for (std::uint32_t w = 1; w <= 2; ++w)
    threads.emplace_back([&, w] {
      work(*hub.transport(Rank(w)), {.run =
                                         [&](const trial::TrialSpec&, const Pulse& pulse) {
                                           ++run.started;
                                           for (int i = 0; i < pulses; ++i) {
                                             std::this_thread::sleep_for(std::chrono::milliseconds(2));
                                             pulse();
                                           }
                                           return trial::Outcome(trial::Completed{});
                                         },
                                     .save = [&](const trial::Record&) { ++run.saved; },
                                     .execution = {},
                                     .stop = worker_stop,
                                     .grace = grace});
    });
  run.progress = coordinate(*hub.transport(kCoordinator), tasks_of(std::vector<double>(50, 1.0)), {.observer = {}, .stop = coordinator_stop});
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
  EXPECT_EQ(run.progress.done(), 0u);
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
