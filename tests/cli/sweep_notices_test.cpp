// What happens in a sweep, in words.
#include "cli/sweep_notices.hpp"

#include <sstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace quanvas::cli {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::StartsWith;

// What a notice prints on standard output and standard error.
struct Printed {
  std::string out;
  std::string err;
};

Printed print(const sweep::Notice& notice) {
  std::ostringstream out;
  std::ostringstream err;
  NoticePrinter({.arguments = {}, .out = out, .err = err}, ProgressPrinter::Style::lines).print(notice);
  return {out.str(), err.str()};
}

TEST(NoticePrinter, SaysWhatWasFound) {
  EXPECT_EQ(print(sweep::FolderLockNote{.text = "waiting"}).err, "waiting\n");
  EXPECT_EQ(print(sweep::FinishedBefore{.finished = 4, .total = 6}).err, "4 of 6 trials are finished already\n");
  EXPECT_THAT(print(sweep::OtherVersion{.folder = "out"}).err, StartsWith("out holds another version of this sweep"));
  EXPECT_EQ(print(sweep::DataRemark{.text = "2 images are left out"}).err, "2 images are left out\n");
  EXPECT_EQ(print(sweep::DamagedShard{.message = "a.h5: cut short", .set_aside = "damaged/a.1.h5"}).err,
            "damaged, to be run again: a.h5: cut short; now damaged/a.1.h5\n");
}

TEST(NoticePrinter, WarnsOfOtherBuilds) {
  const store::Build self{.revision = "abc", .compiler = "GNU -O3"};
  EXPECT_THAT(
      print(sweep::OtherBuild{.trials = 1, .build = {.revision = "old", .compiler = "GNU -O2"}, .self = self}).err,
      StartsWith("warning: 1 trial there was run by another build (old) than this one (abc): "));
  EXPECT_THAT(
      print(sweep::OtherBuild{.trials = 2, .build = {.revision = "abc", .compiler = "GNU -O2"}, .self = self}).err,
      HasSubstr("2 trials there were run by another build (abc, GNU -O2) than this one (abc, GNU -O3)"));
}

TEST(NoticePrinter, SaysWhatWasLost) {
  EXPECT_EQ(print(sweep::LostTrial{.trial = 3, .key = {"abc"}, .message = "twice"}).err,
            "trial 3 (abc) is lost: twice\n");
  EXPECT_THAT(print(sweep::LostProcess{.process = {.host = "node7", .number = 12}}).err,
              HasSubstr("process 12 on node7 is lost"));
  EXPECT_EQ(print(sweep::SilentCoordinator{.rank = Rank(2)}).err, "quanvas: rank 2: the coordinator is silent\n");
  EXPECT_EQ(print(sweep::FailedRank{.rank = Rank(2), .message = "why"}).err, "quanvas: rank 2: why\n");
}

TEST(NoticePrinter, SaysWhyItStopsOrStartsAgain) {
  using Reason = sweep::Stopping::Reason;
  EXPECT_THAT(print(sweep::Stopping{.reason = Reason::time_is_up, .grace = std::chrono::seconds(30)}).err,
              HasSubstr("the time is up: no more trials are begun; those that run have 30 s to end"));
  EXPECT_THAT(print(sweep::Stopping{.reason = Reason::requested, .grace = std::chrono::minutes(2)}).err,
              HasSubstr("told to stop"));
  EXPECT_EQ(print(sweep::Restarting{.signal = 9, .gained = 5}).err,
            "the sweep crashed with signal 9; starting it again (5 trials finished or marked lost since)\n");
  EXPECT_THAT(print(sweep::Restarting{.exit_code = 1}).err, StartsWith("the sweep ended with exit code 1 and no word"));
}

TEST(NoticePrinter, WarnsOfThreadsThatCrowd) {
  EXPECT_THAT(print(sweep::Crowded{.threads = 1, .share = {.cores = 2, .workers = 3}}).err,
              HasSubstr("warning: 3 workers with 1 thread each on 2 cores: "));
  EXPECT_THAT(print(sweep::Crowded{.threads = 4, .share = {.cores = 1, .workers = 1}}).err,
              AllOf(HasSubstr("1 worker with 4 threads each on 1 core:"), HasSubstr("slot:PE=4")));
}

TEST(NoticePrinter, TheSummaryIsAResult) {
  const trial::Sweep sweep{.trials = {{}, {}}, .keys = {{"a"}, {"b"}}};
  store::Index index;
  index.entries = {{.status = trial::Status::completed}, {}};
  sweep::Summary summary{.sweep = sweep,
                         .index = index,
                         .folder = "out",
                         .results = "out/results.h5",
                         .time = std::chrono::seconds(75),
                         .end = sweep::End::unfinished};
  const Printed merged = print(summary);
  EXPECT_THAT(merged.err, IsEmpty());
  EXPECT_THAT(merged.out, AllOf(HasSubstr("1 of 2 trials completed"), HasSubstr("1 missing\nresults: out/results.h5\n"),
                                HasSubstr("time: 1 min 15 s\nstopped before the end; the same command resumes it\n")));
  summary.other_processes = 3;
  EXPECT_THAT(print(summary).out, HasSubstr("other processes (3) are at work in out; the last one merges"));
}

}  // namespace
}  // namespace quanvas::cli
