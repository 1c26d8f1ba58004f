// What becomes of the trials of a worker that says goodbye.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/dispatch_work.hpp"

namespace quanvas::dispatch {
namespace {

using testing::ElementsAre;

std::vector<std::uint32_t> assigned(const std::vector<Coordinator::Outgoing>& outgoing) {
  std::vector<std::uint32_t> all;
  for (const auto& [to, message] : outgoing)
    for (const Assign::Task& task : std::get<Assign>(message).tasks) all.push_back(task.id.value);
  return all;
}

TEST(CoordinatorLeaving, WhatAWorkerHeldIsAssignedToOthersAndItselfNothingMore) {
  Coordinator coordinator(test::work_of({9, 8, 7}), 2);
  EXPECT_THAT(assigned(coordinator.take(Rank(1), Ready{}, 0)), ElementsAre(0));
  EXPECT_EQ(coordinator.progress(0).running, 1u);
  EXPECT_THAT(coordinator.take(Rank(1), Bye{}, 1), ElementsAre());
  EXPECT_EQ(coordinator.progress(1).running, 0u);
  EXPECT_THAT(coordinator.feed(1), ElementsAre());
  EXPECT_THAT(coordinator.silent(100, 1), ElementsAre(Rank(2))) << "who has left is not missed";

  std::vector<std::uint32_t> order = assigned(coordinator.take(Rank(2), Ready{}, 2));
  for (std::size_t next = 0; next < order.size(); ++next) {
    const Reports done{
        {{.id = TrialId(order[next]), .status = trial::Status::completed, .message = "", .seconds = 1, .score = 0}}};
    for (const std::uint32_t id : assigned(coordinator.take(Rank(2), done, 3))) order.push_back(id);
  }
  EXPECT_THAT(order, ElementsAre(1, 2, 0));
  EXPECT_TRUE(coordinator.finished());
}

}  // namespace
}  // namespace quanvas::dispatch
