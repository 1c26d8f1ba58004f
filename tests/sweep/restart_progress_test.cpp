#include "sweep/restart_progress.hpp"

#include <gtest/gtest.h>

#include "store/checkpoint.hpp"
#include "store/file.hpp"
#include "support/fake_sweep.hpp"

namespace quanvas::sweep {
namespace {

using test::FakeSweep;

TEST(RestartProgress, CountsWhatEveryStartBrings) {
  FakeSweep sweep;
  const store::Folder folder = store::open_folder(sweep.options.folder.root);
  const auto now = [&] { return restart_progress(folder, sweep.sweep()); };
  RestartProgress before = now();
  EXPECT_EQ(before.count, 0u);
  const auto expect_more = [&](const char* what) {
    const RestartProgress after = now();
    EXPECT_TRUE(after.exceeds(before)) << what;
    EXPECT_FALSE(before.exceeds(after)) << what;
    EXPECT_FALSE(after.exceeds(after)) << what;
    before = after;
  };

  const trial::Sweep trials = sweep.sweep();
  const auto record = [&](std::size_t trial, trial::Outcome outcome) {
    write_shard(folder, {.key = trials.keys[trial], .spec = trials.trials[trial], .outcome = std::move(outcome)});
  };
  record(0, trial::Completed{.training = test::made_up_training(1, 1)});
  expect_more("a trial is completed");
  record(1, trial::Stopped{.training = test::made_up_training(1, 1), .message = "early"});
  expect_more("a trial has reached a rung");
  const std::string crash = "node1~7~1~x began it at 1700000000 and died of signal 9\n";
  store::write_whole(folder.crashes() / trials.keys[2].text, std::as_bytes(std::span(crash)));
  expect_more("a crash is known, so that its trial is lost in the end");
  write_checkpoint(folder, trials.keys[3], "state");
  expect_more("a long trial has kept its state");
  record(4, trial::Failed{.message = "no luck"});
  EXPECT_FALSE(now().exceeds(before)) << "failures may come again and again";
}

}  // namespace
}  // namespace quanvas::sweep
