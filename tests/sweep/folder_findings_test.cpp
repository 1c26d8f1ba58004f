#include "sweep/folder_findings.hpp"

#include <gtest/gtest.h>

#include "store/checkpoint.hpp"
#include "support/fake_sweep.hpp"

namespace quanvas::sweep {
namespace {

using test::FakeSweep;

// A completed trial of this final accuracy, which was better before its last epoch.
trial::Outcome completed(double accuracy) {
  trial::TrainingRecord training = test::made_up_training(3, 1);
  for (trial::Curve& curve : training.curves)
    if (curve.name == "validation_accuracy") curve.values = {0.98, 0.99, accuracy};
  return trial::Completed{.training = training};
}

constexpr std::string_view kTwoConfigurations = R"([fixed]
dataset = "synthetic"
samples_per_class = 4
epochs = 3
[axes]
wiring = ["O1+O2", "X+O2"]
seed = {range = [0, 2]}
)";

struct Folder {
  FakeSweep fake{kTwoConfigurations};
  trial::Sweep sweep = fake.sweep();

  Folder() { store::open_folder(fake.options.folder.root); }

  void end(std::size_t trial, const trial::Outcome& outcome) {
    write_shard(fake.options.folder, {.key = sweep.keys[trial], .spec = sweep.trials[trial], .outcome = outcome});
  }
  Json findings() const { return folder_findings(fake.options.folder, sweep); }
  std::string value(std::size_t trial) const { return trial::require_axis("wiring").read(sweep.trials[trial]); }
  // The trials of the configuration of this one.
  std::vector<std::size_t> alike(std::size_t trial) const {
    std::vector<std::size_t> trials;
    for (std::size_t i = 0; i < sweep.trials.size(); ++i)
      if (value(i) == value(trial)) trials.push_back(i);
    return trials;
  }
};

TEST(FolderFindings, TheBestIsTheConfigurationOfTheHighestMean) {
  Folder folder;
  EXPECT_EQ(folder.findings()["best"], nullptr);
  const std::vector<std::size_t> first = folder.alike(0);
  ASSERT_EQ(first.size(), 3u);
  for (std::size_t i = 0; i < 3; ++i) folder.end(first[i], completed(0.5 + 0.1 * static_cast<double>(i)));
  for (std::size_t i = 0; i < folder.sweep.trials.size(); ++i)
    if (folder.value(i) != folder.value(0)) folder.end(i, completed(0.55));
  const Json best = folder.findings()["best"];
  EXPECT_EQ(best["configuration"], (Json{{"wiring", folder.value(0)}}));
  EXPECT_DOUBLE_EQ(best["mean"].get<double>(), 0.6) << "the last epochs count";
  EXPECT_DOUBLE_EQ(best["deviation"].get<double>(), 0.1);
  EXPECT_EQ(best["replicates"], 3);
}

TEST(FolderFindings, OneLuckySeedIsNoBest) {
  Folder folder;
  for (const std::size_t trial : folder.alike(0)) folder.end(trial, completed(0.5));
  for (std::size_t i = 0; i < folder.sweep.trials.size(); ++i)
    if (folder.value(i) != folder.value(0)) {
      folder.end(i, completed(0.9));
      break;
    }
  EXPECT_EQ(folder.findings()["best"]["mean"], 0.5);
}

TEST(FolderFindings, TheSweepSaysWhatRepeatsAConfiguration) {
  FakeSweep fake(R"([sweep]
replicate = ["wiring"]
[fixed]
dataset = "synthetic"
samples_per_class = 4
[axes]
wiring = ["O1+O2", "X+O2"]
seed = [0, 1]
)");
  const trial::Sweep sweep = fake.sweep();
  store::open_folder(fake.options.folder.root);
  for (std::size_t i = 0; i < sweep.trials.size(); ++i)
    write_shard(
        fake.options.folder,
        {.key = sweep.keys[i], .spec = sweep.trials[i], .outcome = completed(sweep.trials[i].seed == 1 ? 0.7 : 0.6)});
  const Json best = folder_findings(fake.options.folder, sweep)["best"];
  EXPECT_EQ(best["configuration"], (Json{{"seed", "1"}}));
  EXPECT_EQ(best["replicates"], 2);
}

TEST(FolderFindings, AParameterOfADescribedNetworkIsNamed) {
  FakeSweep fake(R"([fixed]
model = "small"
dataset = "synthetic"
samples_per_class = 4
[axes]
width = [3, 5]
[networks.small]
layers = [{type = "dense", outputs = "$width"}, {type = "dense"}]
[networks.small.parameters]
width = {type = "integer", range = [1, 9], default = 3, meaning = "hidden values"}
)");
  const trial::Sweep sweep = fake.sweep();
  store::open_folder(fake.options.folder.root);
  write_shard(fake.options.folder, {.key = sweep.keys[1], .spec = sweep.trials[1], .outcome = completed(0.7)});
  EXPECT_EQ(folder_findings(fake.options.folder, sweep)["best"]["configuration"], (Json{{"width", "5"}}));
}

TEST(FolderFindings, FailuresAreCountedByMessage) {
  Folder folder;
  folder.end(0, trial::Failed{.message = "rare"});
  for (const std::size_t trial : {1, 2, 4}) folder.end(trial, trial::Failed{.message = "frequent"});
  folder.end(3, trial::Lost{.message = "frequent"});
  const Json failures = folder.findings()["failures"];
  ASSERT_EQ(failures.size(), 3u);
  EXPECT_EQ(failures[0], (Json{{"message", "frequent"}, {"status", "failed"}, {"trials", 3}, {"first", 1}}));
}

TEST(FolderFindings, TheNewestCheckpointHasAnAge) {
  Folder folder;
  EXPECT_EQ(folder.findings()["checkpoint_age_seconds"], nullptr);
  for (const std::size_t trial : {0, 1})
    store::write_checkpoint(folder.fake.options.folder, folder.sweep.keys[trial], "state");
  const auto path = folder.fake.options.folder.checkpoint(folder.sweep.keys[0]);
  std::filesystem::last_write_time(path, std::filesystem::file_time_type::clock::now() - std::chrono::hours(5));
  EXPECT_LT(folder.findings()["checkpoint_age_seconds"].get<int>(), 3600);
  std::filesystem::remove(folder.fake.options.folder.checkpoint(folder.sweep.keys[1]));
  EXPECT_GE(folder.findings()["checkpoint_age_seconds"].get<int>(), 5 * 3600);
}

}  // namespace
}  // namespace quanvas::sweep
