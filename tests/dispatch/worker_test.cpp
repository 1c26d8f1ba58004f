// A worker alone, with a coordinator of the test's own.
#include "dispatch/worker.hpp"

#include <thread>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "dispatch/local_transport.hpp"
#include "dispatch/message.hpp"
#include "trial/key.hpp"

namespace quanvas::dispatch {
namespace {

using testing::ElementsAre;

Assign::Task task_of(std::uint32_t id, std::int32_t attempt) {
  trial::TrialSpec spec;
  spec.seed = id;
  return {TrialId(id), spec_text(spec), attempt, 0};
}

// The next message of the worker that is a Reports.
std::vector<Report> reports(Transport& coordinator) {
  for (;;) {
    const auto envelope = coordinator.receive(std::chrono::seconds(20));
    if (!envelope) return {};
    if (const Message message = from_bytes(envelope->bytes); std::holds_alternative<Reports>(message))
      return std::get<Reports>(message).reports;
  }
}

TEST(Worker, SaysWhatBeginsAndKeepsHowOftenItWasTried) {
  LocalHub hub(2);
  std::vector<std::string> told;
  std::vector<trial::Record> saved;
  const auto coordinator = hub.transport(kCoordinator);
  coordinator->send(Rank(1), to_bytes(Assign{{task_of(5, 3)}}));
  std::jthread worker([&] {
    work(*hub.transport(Rank(1)), {.run =
                                       [&](const Job&, const Pulse&) {
                                         told.push_back("run");
                                         return trial::Outcome(trial::Completed{});
                                       },
                                   .save = [&](const trial::Record& record) { saved.push_back(record); },
                                   .begin = [&](const trial::Key& key) { told.push_back(key.text); },
                                   .end = [&] { told.push_back("end"); }});
  });
  const std::vector<Report> done = reports(*coordinator);
  coordinator->send(Rank(1), to_bytes(Stop{}));
  worker.join();
  ASSERT_EQ(done.size(), 1u);
  EXPECT_EQ(done[0].id, TrialId(5));
  ASSERT_EQ(saved.size(), 1u);
  EXPECT_EQ(saved[0].attempts, 3);
  EXPECT_THAT(told, ElementsAre(saved[0].key.text, "run", "end"));
}

TEST(Worker, BeginsNothingMoreAfterAStop) {
  LocalHub hub(2);
  std::vector<std::int64_t> run;
  const auto coordinator = hub.transport(kCoordinator);
  coordinator->send(Rank(1), to_bytes(Assign{{task_of(1, 1), task_of(2, 1)}}));
  std::jthread worker([&] {
    work(*hub.transport(Rank(1)), {.run =
                                       [&](const Job& job, const Pulse&) {
                                         run.push_back(job.spec.seed);
                                         coordinator->send(Rank(1), to_bytes(Stop{}));
                                         return trial::Outcome(trial::Completed{});
                                       },
                                   .save = [](const trial::Record&) {}});
  });
  worker.join();
  EXPECT_THAT(run, ElementsAre(1));
}

}  // namespace
}  // namespace quanvas::dispatch
