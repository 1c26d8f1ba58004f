// The life of a sweep in a folder, with trials that train nothing.
#include "sweep/run.hpp"

#include <algorithm>
#include <csignal>
#include <cstdlib>
#include <fstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/build_info.hpp"
#include "base/interrupted.hpp"
#include "base/process.hpp"
#include "store/claims.hpp"
#include "store/file.hpp"
#include "store/lock.hpp"
#include "support/error_of.hpp"
#include "support/fake_sweep.hpp"
#include "sweep/status_file.hpp"
#include "sweep/stop_signals.hpp"

namespace quanvas::sweep {
namespace {

using test::FakeSweep;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::UnorderedElementsAre;
using trial::Status;

TEST(RunSweep, RunsEveryTrialOnceAndMerges) {
  FakeSweep sweep;
  EXPECT_EQ(sweep.run(), End::complete);
  EXPECT_THAT(sweep.ran, UnorderedElementsAre(0, 1, 2, 3, 4, 5));
  EXPECT_EQ(sweep.index.count(Status::completed), 6u);
  EXPECT_TRUE(std::filesystem::exists(sweep.options.folder.results()));
  EXPECT_EQ(end_in(read_status(sweep.options.folder.status())), End::complete);
  EXPECT_THAT(sweep.notices, IsEmpty());
}

TEST(RunSweep, KeepsWhatIsFinished) {
  FakeSweep sweep;
  sweep.run();
  EXPECT_EQ(sweep.run(), End::complete);
  EXPECT_THAT(sweep.ran, IsEmpty());
  const auto before = sweep.only<FinishedBefore>();
  ASSERT_TRUE(before);
  EXPECT_EQ(before->finished, 6u);
  EXPECT_EQ(before->total, 6u);
}

TEST(RunSweep, AnotherVersionOfTheFileKeepsTheTrialsThatAreStillAskedFor) {
  FakeSweep sweep;
  sweep.run();
  std::string text(test::kSixSeeds);
  text.replace(text.find("[0, 5]"), 6, "[4, 8]");
  sweep.write(text);
  EXPECT_EQ(sweep.run(), End::complete);
  EXPECT_THAT(sweep.ran, UnorderedElementsAre(6, 7, 8));
  EXPECT_TRUE(sweep.only<OtherVersion>());
  EXPECT_EQ(sweep.index.others, 4u);
  sweep.run();
  EXPECT_FALSE(sweep.only<OtherVersion>()) << "the copy in the folder is the new one";
}

TEST(RunSweep, TrialsThatFailAreRetriedRecordedAndPassedOver) {
  FakeSweep sweep;
  sweep.trial = [](const trial::TrialSpec& spec, const train::RunOptions& options) {
    require(spec.seed != 2, "two is too many");
    return FakeSweep::train(spec, options);
  };
  sweep.options.retries = 2;
  EXPECT_EQ(sweep.run(), End::trials_failed);
  EXPECT_EQ(std::ranges::count(sweep.ran, 2), 3);
  EXPECT_EQ(sweep.index.count(Status::completed), 5u);
  EXPECT_THAT(sweep.index.with(Status::failed), ElementsAre(2));
  EXPECT_THAT(sweep.index.messages.at(2), HasSubstr("two is too many"));
  EXPECT_EQ(sweep.index.entries[2].standing.attempts, 3);

  sweep.options.retries = 0;
  EXPECT_EQ(sweep.run(), End::trials_failed);
  EXPECT_THAT(sweep.ran, IsEmpty());

  sweep.options.retries = 1;
  sweep.trial = FakeSweep::train;
  EXPECT_EQ(sweep.run(), End::complete);
  EXPECT_THAT(sweep.ran, ElementsAre(2));
  EXPECT_EQ(sweep.index.entries[2].standing.attempts, 4);
}

TEST(RunSweep, StopsWhereTheTimeIsUp) {
  FakeSweep sweep;
  sweep.options.max_time = 10;
  sweep.options.grace = std::chrono::seconds(20);  // longer than there is time
  EXPECT_EQ(sweep.run(), End::unfinished);
  const auto stopping = sweep.only<Stopping>();
  ASSERT_TRUE(stopping);
  EXPECT_EQ(stopping->reason, Stopping::Reason::time_is_up);
  EXPECT_EQ(stopping->grace, std::chrono::seconds(20));
  EXPECT_EQ(end_in(read_status(sweep.options.folder.status())), End::unfinished);
  sweep.options.max_time.reset();
  EXPECT_EQ(sweep.run(), End::complete);
  EXPECT_EQ(sweep.index.count(Status::completed), 6u);
}

TEST(RunSweep, StopsWhereItIsToldToAndResumes) {
  catch_stop_signals();
  FakeSweep sweep;
  sweep.trial = [&](const trial::TrialSpec& spec, const train::RunOptions& options) {
    if (sweep.ran.size() == 2) std::raise(SIGUSR1);
    return FakeSweep::train(spec, options);
  };
  EXPECT_EQ(sweep.run(), End::unfinished);
  const auto stopping = sweep.only<Stopping>();
  ASSERT_TRUE(stopping);
  EXPECT_EQ(stopping->reason, Stopping::Reason::requested);
  const std::vector<std::int64_t> before = sweep.ran;
  EXPECT_EQ(sweep.index.count(Status::completed), before.size());
  EXPECT_LT(before.size(), 6u);

  catch_stop_signals();  // forgets the signal
  sweep.trial = FakeSweep::train;
  EXPECT_EQ(sweep.run(), End::complete);
  EXPECT_EQ(sweep.ran.size(), 6 - before.size());
}

TEST(RunSweep, EveryTrialSaysWhenAndByWhatItWasRun) {
  FakeSweep sweep;
  sweep.run();
  const auto record = find_record(sweep.options.folder, sweep.sweep().keys[1]);
  ASSERT_TRUE(record);
  EXPECT_EQ(record->execution.revision, build_info().revision);
  EXPECT_EQ(record->execution.build, build_text(build_info().compiler, build_info().flags));
  EXPECT_EQ(record->execution.host, host_name());
  EXPECT_THAT(record->execution.started, testing::MatchesRegex("20..-..-..T..:..:..Z"));
  EXPECT_LE(record->execution.started, record->execution.ended);
}

TEST(RunSweep, TellsOfTrialsThatAnotherBuildHasRun) {
  FakeSweep sweep;
  const store::Folder folder = store::open_folder(sweep.options.folder.root);
  const trial::Sweep trials = sweep.sweep();
  write_shard(folder, {.key = trials.keys[2],
                       .spec = trials.trials[2],
                       .outcome = trial::Completed{.training = test::made_up_training(3, 1)},
                       .execution = {.revision = "0ld", .build = "GNU -O1"}});
  sweep.run();
  const auto other = sweep.only<OtherBuild>();
  ASSERT_TRUE(other);
  EXPECT_EQ(other->trials, 1u);
  EXPECT_EQ(other->build, (store::Build{.revision = "0ld", .compiler = "GNU -O1"}));
}

// Of another host, whose lock does not reach this one, and whose clock was ahead.
TEST(RunSweep, WaitingForTheFolderEndsWhenTheTimeIsUp) {
  FakeSweep sweep;
  const store::Folder folder = store::open_folder(sweep.options.folder.root);
  const std::string owner = "elsewhere\n1\n1\n2020-01-01 00:00:00\n2020-01-01 00:00:00\n";
  store::write_whole(folder.lock(), std::as_bytes(std::span(owner)));
  std::filesystem::last_write_time(folder.lock(),
                                   std::filesystem::file_time_type::clock::now() + std::chrono::hours(1));
  sweep.options.max_time = 0.2;
  sweep.options.grace = std::chrono::milliseconds(100);
  EXPECT_THROW(sweep.run(), Interrupted);
  EXPECT_TRUE(sweep.ran.empty());
}

TEST(RunSweep, AShareComesBeforeThatOfOthers) {
  FakeSweep sweep;
  sweep.options.share = Share{.number = 2, .count = 3};
  EXPECT_EQ(sweep.run(), End::complete);
  ASSERT_EQ(sweep.ran.size(), 6u) << "nobody else is there to run the other shares";
  EXPECT_THAT(std::vector(sweep.ran.begin(), sweep.ran.begin() + 2), UnorderedElementsAre(1, 4));
  EXPECT_TRUE(std::filesystem::exists(sweep.options.folder.results())) << "the last one merges";
}

TEST(RunSweep, AShareLeavesWhatAnotherProcessHas) {
  FakeSweep sweep;
  store::open_folder(sweep.options.folder.root);
  const store::FolderLock other(sweep.options.folder, store::Hold::shared, {.say = [](const std::string&) {}});
  store::Claims claims(sweep.options.folder, other);
  claims.take(sweep.sweep().keys[3]);
  sweep.options.share = Share{.number = 1, .count = 2};
  EXPECT_EQ(sweep.run(), End::complete) << "its part of it";
  EXPECT_THAT(sweep.ran, UnorderedElementsAre(0, 1, 2, 4, 5));
  EXPECT_FALSE(std::filesystem::exists(sweep.options.folder.results())) << "another one is still at work";
}

constexpr std::string_view kEarlyStopping = R"(
[early_stopping]
method = "asha"
rungs = [1]
factor = 3
deterministic = true
)";

TEST(RunSweep, EarlyStoppingLetsTheBestContinue) {
  FakeSweep sweep(std::string(test::kSixSeeds) + std::string(kEarlyStopping));
  EXPECT_EQ(sweep.run(), End::complete);
  EXPECT_THAT(sweep.index.with(Status::completed), ElementsAre(4, 5)) << "the two of the greatest accuracy";
  EXPECT_EQ(sweep.index.count(Status::stopped), 4u);
  EXPECT_EQ(sweep.ran.size(), 8u) << "these two began twice";
  EXPECT_EQ(sweep.run(), End::complete);
  EXPECT_THAT(sweep.ran, IsEmpty());

  sweep.write(test::kSixSeeds);
  EXPECT_EQ(sweep.run(), End::complete);
  EXPECT_THAT(sweep.ran, UnorderedElementsAre(0, 1, 2, 3)) << "without it those that were stopped are resumed";
  EXPECT_EQ(sweep.index.count(Status::completed), 6u);
}

TEST(RunSweep, EarlyStoppingIsNotShared) {
  FakeSweep sweep(std::string(test::kSixSeeds) + std::string(kEarlyStopping));
  sweep.options.share = Share{.number = 1, .count = 2};
  EXPECT_THAT(test::error_of([&] { sweep.run(); }), HasSubstr("one launch has to run them all"));
}

TEST(RunSweep, NothingIsWrittenWhereTheDataCannotBeRead) {
  std::string text(test::kSixSeeds);
  text.replace(text.find("synthetic"), 9, "mnist");
  FakeSweep sweep(text);
  const test::TemporaryFolder data;
  data.write("mnist/train-images-idx3-ubyte", "damaged");
  data.write("mnist/train-labels-idx1-ubyte", "damaged");
  const char* const before = std::getenv("QUANVAS_DATA");
  const std::string kept = before ? before : "";
  ::setenv("QUANVAS_DATA", data.path().c_str(), 1);
  EXPECT_THAT(test::error_of([&] { sweep.run(); }), HasSubstr("fetch the file again"));
  if (before) ::setenv("QUANVAS_DATA", kept.c_str(), 1);
  else ::unsetenv("QUANVAS_DATA");
  EXPECT_FALSE(std::filesystem::exists(sweep.options.folder.root));
  EXPECT_THAT(sweep.ran, IsEmpty());
}

TEST(RunSweep, AFolderThatAnotherHoldsIsRefused) {
  FakeSweep sweep;
  store::open_folder(sweep.options.folder.root);
  const store::FolderLock other(sweep.options.folder, store::Hold::alone, {.say = [](const std::string&) {}});
  EXPECT_THAT(test::error_of([&] { sweep.run(); }), HasSubstr("in use by process"));
}

TEST(RunSweep, EndsWithAMessageWhereResultsCannotBeKept) {
  FakeSweep sweep;
  sweep.trial = [&](const trial::TrialSpec& spec, const train::RunOptions& options) {
    std::filesystem::remove_all(sweep.options.folder.shards());
    std::ofstream(sweep.options.folder.shards()) << "a file where the folder should be";
    return FakeSweep::train(spec, options);
  };
  EXPECT_THAT(test::error_of([&] { sweep.run(); }), HasSubstr(sweep.options.folder.shards().string()));
  EXPECT_EQ(sweep.ran.size(), 1u);
  const auto status = read_status(sweep.options.folder.status());
  EXPECT_EQ(end_in(status), End::refused);
  EXPECT_THAT((*status)["last_error"].get<std::string>(), HasSubstr(sweep.options.folder.shards().string()));
}

TEST(RunSweep, SaysWhereThreadsCrowd) {
  FakeSweep sweep;
  sweep.options.threads = usable_cores() + 1;
  sweep.run();
  const auto crowded = sweep.only<Crowded>();
  ASSERT_TRUE(crowded);
  EXPECT_EQ(crowded->threads, usable_cores() + 1);
  EXPECT_EQ(crowded->share.cores, usable_cores());
}

}  // namespace
}  // namespace quanvas::sweep
