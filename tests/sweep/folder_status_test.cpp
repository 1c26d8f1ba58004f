#include "sweep/folder_status.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/process.hpp"
#include "store/file.hpp"
#include "store/lock.hpp"
#include "support/fake_sweep.hpp"
#include "sweep/status_file.hpp"

namespace quanvas::sweep {
namespace {

using test::FakeSweep;

void write(const std::filesystem::path& path, const std::string& text) {
  store::write_whole(path, std::as_bytes(std::span(text)));
}

Json status(const FakeSweep& sweep) { return folder_status(sweep.options.folder, sweep.sweep()); }

TEST(FolderStatus, OfASweepThatHasEndedCountsWhatIsOnDisk) {
  FakeSweep sweep;
  sweep.trial = [](const trial::TrialSpec& spec, const train::RunOptions& options) -> trial::Outcome {
    if (spec.seed == 1) return trial::Failed{.message = "no luck"};
    return FakeSweep::train(spec, options);
  };
  sweep.run();
  Json json = status(sweep);
  EXPECT_EQ(json["state"], "stopped") << "what has failed may be retried";
  EXPECT_EQ(
      json["counts"],
      (Json{{"total", 6}, {"completed", 5}, {"diverged", 0}, {"failed", 1}, {"lost", 0}, {"stopped", 0}, {"left", 0}}));
  EXPECT_EQ(json["messages"][0]["trial"], 1);
  EXPECT_EQ(json["messages"][0]["status"], "failed");
  EXPECT_EQ(json["messages"][0]["message"], "no luck");
  EXPECT_FALSE(json.contains("workers"));

  sweep.trial = FakeSweep::train;
  sweep.run();
  EXPECT_EQ(status(sweep)["state"], "complete");
}

TEST(FolderStatus, OfASweepWithLostTrialsIsIncomplete) {
  FakeSweep sweep;
  sweep.run();
  const trial::Sweep trials = sweep.sweep();
  std::filesystem::remove_all(sweep.options.folder.shards());
  std::filesystem::create_directory(sweep.options.folder.shards());
  for (std::size_t i = 0; i < trials.keys.size(); ++i) {
    trial::Outcome outcome = trial::Completed{.training = test::made_up_training(3, 1)};
    if (i == 2) outcome = trial::Lost{.message = "twice"};
    write_shard(sweep.options.folder, {.key = trials.keys[i], .spec = trials.trials[i], .outcome = outcome});
  }
  EXPECT_EQ(status(sweep)["state"], "incomplete");
  EXPECT_EQ(status(sweep)["counts"]["lost"], 1);
}

TEST(FolderStatus, OfASweepWhoseProcessIsGoneIsCrashed) {
  FakeSweep sweep;
  sweep.run();
  write(sweep.options.folder.lock(), fmt::format("{}\n{}\n1\n2026-01-01 00:00:00\n", host_name(), 1 << 30));
  EXPECT_EQ(status(sweep)["state"], "crashed");
}

TEST(FolderStatus, OfARunningSweepIsWhatItSays) {
  FakeSweep sweep;
  Json seen;
  sweep.trial = [&](const trial::TrialSpec& spec, const train::RunOptions& options) {
    if (sweep.ran.size() == 1) seen = status(sweep);
    return FakeSweep::train(spec, options);
  };
  sweep.run();
  EXPECT_EQ(seen["state"], "running");
  EXPECT_EQ(seen["counts"]["total"], 6);
  EXPECT_EQ(seen["workers"].size(), 1u);
  EXPECT_EQ(seen["host"], host_name());
}

TEST(StatusFile, SaysHowTheSweepEndedOrNothing) {
  const test::TemporaryFolder folder;
  const auto path = folder.path() / "status.json";
  EXPECT_EQ(end_in(read_status(path)), std::nullopt) << "there is none";
  for (const char* text : {"", "[]", "{}", R"({"ended": null, "workers": []})", R"({"ended": 0, "workers": []})",
                           R"({"ended": "somehow", "workers": []})", R"({"ended": "complete")"}) {
    write(path, text);
    EXPECT_EQ(end_in(read_status(path)), std::nullopt) << text;
  }
  write(path, R"({"ended": "trials failed", "workers": []})");
  EXPECT_EQ(end_in(read_status(path)), End::trials_failed);
}

}  // namespace
}  // namespace quanvas::sweep
