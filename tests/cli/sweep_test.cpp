// `quanvas sweep` and the commands that look at its folder, in process.
#include <cstdlib>
#include <filesystem>
#include <sstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/json.hpp"
#include "support/program_call.hpp"
#include "support/temporary_folder.hpp"
#include "support/tiny_sweep.hpp"

namespace quanvas::cli {
namespace {

using testing::AllOf;
using testing::HasSubstr;

using Result = test::ProgramResult;
using test::call_program;
using test::expect_refused;
using test::kTinySweep;

TEST(Sweep, RunsResumesAndAggregates) {
  const test::TemporaryFolder folder;
  const std::string file = folder.write("s.toml", kTinySweep).string();
  const std::string out = (folder.path() / "out").string();
  const Result dry = call_program({"sweep", file, "--out", out, "--dry-run"});
  EXPECT_THAT(dry.out, HasSubstr("0 finished, 0 failed, 4 to be run"));
  EXPECT_FALSE(std::filesystem::exists(out));

  const Result first = call_program({"sweep", file, "--out", out});
  EXPECT_EQ(first.code, kSuccess) << first.err;
  EXPECT_THAT(first.out, AllOf(HasSubstr("4 of 4 trials completed"), HasSubstr("results.h5")));
  EXPECT_TRUE(std::filesystem::exists(std::filesystem::path(out) / "results.h5"));

  const Result second = call_program({"sweep", file, "--out", out});
  EXPECT_EQ(second.code, kSuccess);
  EXPECT_THAT(second.err, HasSubstr("4 of 4 trials are finished already"));

  // A longer sweep in the same folder runs what is new.
  std::string longer = kTinySweep;
  longer.replace(longer.find("[1, 2]"), 6, "[1, 2, 3]");
  folder.write("s.toml", longer);
  const Result third = call_program({"sweep", file, "--out", out});
  EXPECT_THAT(third.err,
              AllOf(HasSubstr("another version of this sweep"), HasSubstr("4 of 6 trials are finished already")));
  EXPECT_THAT(call_program({"aggregate", out}).out, HasSubstr("6 of 6 trials completed"));
}

TEST(Sweep, RecordsFailedTrialsAndContinues) {
  const test::TemporaryFolder folder;
  std::string text = kTinySweep;
  text.replace(text.find("samples_per_class = 4\n"), 22, "");
  text += "samples_per_class = [4, 501]\n";  // 501 is more than the set has
  const Result result =
      call_program({"sweep", folder.write("s.toml", text).string(), "--out", (folder.path() / "out").string()});
  EXPECT_EQ(result.code, kTrialFailed);
  EXPECT_THAT(result.out,
              AllOf(HasSubstr("4 of 8 trials completed, 0 diverged, 4 failed"), HasSubstr("lower samples_per_class")));
}

TEST(Sweep, RunsDamagedTrialsAgain) {
  const test::TemporaryFolder folder;
  const std::string file = folder.write("s.toml", kTinySweep).string();
  const std::string out = (folder.path() / "out").string();
  call_program({"sweep", file, "--out", out});
  const auto shard = std::filesystem::directory_iterator(out + "/shards")->path();
  std::filesystem::resize_file(shard, 100);
  const Result result = call_program({"sweep", file, "--out", out});
  EXPECT_EQ(result.code, kSuccess);
  EXPECT_THAT(result.err, AllOf(HasSubstr(shard.filename().string()), HasSubstr("3 of 4 trials are finished already")));
  EXPECT_THAT(result.out, HasSubstr("4 of 4 trials completed"));
}

// A sweep in a folder, to look at afterwards.
struct Finished {
  test::TemporaryFolder temporary;
  std::string file = temporary.write("s.toml", kTinySweep).string();
  std::string out = (temporary.path() / "out").string();

  Finished() { call_program({"sweep", file, "--out", out, "--quiet"}); }
};

TEST(Status, TellsHowFarASweepIs) {
  const Finished sweep;
  const Result complete = call_program({"status", sweep.out});
  EXPECT_EQ(complete.code, kSuccess);
  EXPECT_THAT(complete.out, AllOf(HasSubstr("complete (tiny)"), HasSubstr("4 of 4 trials completed\n")));
  std::filesystem::remove(std::filesystem::directory_iterator(sweep.out + "/shards")->path());
  EXPECT_THAT(call_program({"status", sweep.out, "--watch"}).out,
              AllOf(HasSubstr("stopped (tiny)"), HasSubstr("3 of 4 trials completed, 1 left\n")));
  const Json json = Json::parse(call_program({"status", sweep.out, "--json"}).out);
  EXPECT_EQ(json["state"], "stopped");
  EXPECT_EQ(json["counts"]["total"], 4);
  EXPECT_EQ(json["counts"]["left"], 1);
  expect_refused(call_program({"status", sweep.temporary.path().string()}), HasSubstr("no sweep.toml in it"));
}

TEST(Show, PrintsATrialWhole) {
  const Finished sweep;
  const Result by_number = call_program({"show", sweep.out, "3"});
  EXPECT_THAT(by_number.out, AllOf(HasSubstr(": completed\n"), HasSubstr("wiring             O1+O2"),
                                   HasSubstr("seed               2"), HasSubstr("validation_accuracy")));
  const std::string key = by_number.out.substr(0, 32);
  EXPECT_EQ(call_program({"show", sweep.out, key}).out, by_number.out);
  EXPECT_EQ(call_program({"show", sweep.out, key.substr(0, 10)}).out, by_number.out);
  EXPECT_EQ(Json::parse(call_program({"show", sweep.out, "3", "--json"}).out)["key"], key);
  expect_refused(call_program({"show", sweep.out, "4"}), HasSubstr("no number below 4"));
  expect_refused(call_program({"show", sweep.out, std::string(32, '0')}), HasSubstr("no record"));
}

TEST(Train, RunsATrialOfAFolderAgainAndCompares) {
  const Finished sweep;
  const Result same = call_program({"train", "--from", sweep.out, "1", "--threads", "1"});
  EXPECT_EQ(same.code, kSuccess) << same.err;
  EXPECT_THAT(same.out, HasSubstr("the same bits as the one on disk"));
  expect_refused(call_program({"train", "--from", sweep.out, "1", "--epochs", "3"}), HasSubstr("--epochs"));
  expect_refused(call_program({"train", "--from", sweep.out}), HasSubstr("two words"));
}

TEST(Plan, ShowsWhatAFolderHoldsAlready) {
  const Finished sweep;
  std::string other = kTinySweep;
  other.replace(other.find("[1, 2]"), 6, "[2, 3]");
  sweep.temporary.write("s.toml", other);
  EXPECT_THAT(call_program({"plan", sweep.file, "--out", sweep.out}).out,
              HasSubstr("2 finished, 0 failed, 2 to be run; 2 of other trials"));
}

TEST(Sweep, RetriesAreCounted) {
  const test::TemporaryFolder folder;
  std::string text = kTinySweep;
  text.replace(text.find("samples_per_class = 4"), 21, "samples_per_class = 501");
  const std::string file = folder.write("s.toml", text).string();
  const std::string out = (folder.path() / "out").string();
  call_program({"sweep", file, "--out", out, "--retries", "2"});
  EXPECT_EQ(Json::parse(call_program({"show", out, "0", "--json"}).out)["attempts"], 3);
  call_program({"sweep", file, "--out", out});
  EXPECT_EQ(Json::parse(call_program({"show", out, "0", "--json"}).out)["attempts"], 5);
  call_program({"sweep", file, "--out", out, "--retries", "0"});
  EXPECT_EQ(Json::parse(call_program({"show", out, "0", "--json"}).out)["attempts"], 5)
      << "failed ones are not retried";
}

TEST(Sweep, NothingIsWrittenWhereTheDataCannotBeRead) {
  const test::TemporaryFolder folder;
  folder.write("mnist/train-images-idx3-ubyte", "damaged");
  folder.write("mnist/train-labels-idx1-ubyte", "damaged");
  std::string text = kTinySweep;
  text.replace(text.find("synthetic"), 9, "mnist");
  const char* const before = std::getenv("QUANVAS_DATA");
  const std::string kept = before ? before : "";
  ::setenv("QUANVAS_DATA", folder.path().c_str(), 1);
  expect_refused(
      call_program({"sweep", folder.write("s.toml", text).string(), "--out", (folder.path() / "out").string()}),
      HasSubstr("fetch the file again"));
  if (before) ::setenv("QUANVAS_DATA", kept.c_str(), 1);
  else ::unsetenv("QUANVAS_DATA");
  EXPECT_FALSE(std::filesystem::exists(folder.path() / "out"));
}

TEST(Sweep, OutputFoldersThatCannotBeWrittenAreNamed) {
  const test::TemporaryFolder folder;
  const std::string file = folder.write("s.toml", kTinySweep).string();
  expect_refused(call_program({"sweep", file, "--out", file + "/out"}),
                 HasSubstr("cannot create the folder: Not a directory"));
  expect_refused(call_program({"sweep", file, "--out", "/proc/out"}), HasSubstr("/proc/out"));
}

}  // namespace
}  // namespace quanvas::cli
