// What a run finds in its folder: damaged shards, crashes, lost trials.
#include "sweep/inventory.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "store/file.hpp"
#include "store/running.hpp"
#include "support/fake_sweep.hpp"

namespace quanvas::sweep {
namespace {

using test::FakeSweep;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using trial::Status;

// Notes that processes have crashed while they ran a trial, as an earlier version of the program did.
void note_crashes(const FakeSweep& sweep, std::size_t trial, int count) {
  std::string text;
  for (int i = 0; i < count; ++i)
    text += fmt::format("node1~{}~1~x began it at 1700000000 and died of signal 9\n", 1000 + i);
  store::make_folder(sweep.options.folder.crashes());
  store::write_whole(sweep.options.folder.crashes() / sweep.sweep().keys[trial].text, std::as_bytes(std::span(text)));
}

TEST(Inventory, DamagedShardsAreSetAsideAndTheirTrialsRunAgain) {
  FakeSweep sweep;
  sweep.run();
  const std::string key = sweep.sweep().keys[3].text;
  for (const auto& entry : std::filesystem::directory_iterator(sweep.options.folder.shards()))
    if (entry.path().filename().string().starts_with(key)) std::filesystem::resize_file(entry.path(), 100);
  EXPECT_EQ(sweep.run(), End::complete);
  EXPECT_THAT(sweep.ran, ElementsAre(3));
  const auto damaged = sweep.only<DamagedShard>();
  ASSERT_TRUE(damaged);
  EXPECT_THAT(damaged->message, HasSubstr(key));
  EXPECT_EQ(std::filesystem::file_size(damaged->set_aside), 100u);
}

TEST(Inventory, ATrialThatCrashesTooOftenIsLostAndPassedOver) {
  FakeSweep sweep;
  note_crashes(sweep, 4, 2);
  EXPECT_EQ(sweep.run(), End::trials_failed);
  EXPECT_THAT(sweep.ran, testing::Not(testing::Contains(4)));
  const auto lost = sweep.only<LostTrial>();
  ASSERT_TRUE(lost);
  EXPECT_EQ(lost->trial, 4u);
  EXPECT_THAT(lost->message, HasSubstr("2 processes crashed while they ran it (node1~1000~1~x began it at"));
  EXPECT_THAT(sweep.index.with(Status::lost), ElementsAre(4));
  EXPECT_EQ(sweep.index.messages.at(4), lost->message);

  EXPECT_EQ(sweep.run(), End::trials_failed) << "it stays lost";
  EXPECT_THAT(sweep.ran, IsEmpty());
  EXPECT_FALSE(sweep.only<LostTrial>()) << "and nothing is said of it again";

  sweep.options.retry_lost = true;
  EXPECT_EQ(sweep.run(), End::complete);
  EXPECT_THAT(sweep.ran, ElementsAre(4));
  EXPECT_THAT(all_incidents(sweep.options.folder), IsEmpty());
}

TEST(Inventory, ATrialThatHasCrashedRunsAfterAllOthers) {
  FakeSweep sweep;
  note_crashes(sweep, 0, 1);
  EXPECT_EQ(sweep.run(), End::complete);
  EXPECT_EQ(sweep.ran.back(), 0);
  sweep.options.crashes = 1;
  EXPECT_EQ(sweep.run(), End::complete) << "a trial that is finished is not lost";
}

TEST(Inventory, KnowsTheScoresAtRungs) {
  FakeSweep sweep(std::string(test::kSixSeeds) + R"(
[early_stopping]
method = "asha"
rungs = [1, 2]
factor = 2
deterministic = true
)");
  sweep.run();
  const Inventory inventory = take_inventory(sweep.options, sweep.sweep(), [](const Notice&) {});
  EXPECT_THAT(inventory.scores.at(0), ElementsAre(0)) << "stopped at the first rung";
  EXPECT_THAT(inventory.scores.at(5), ElementsAre(5, 5)) << "it has passed both";
}

}  // namespace
}  // namespace quanvas::sweep
