#include "store/running.hpp"

#include <csignal>

#include <sys/wait.h>
#include <unistd.h>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "store/file.hpp"
#include "support/temporary_folder.hpp"

namespace quanvas::store {
namespace {

using testing::HasSubstr;

const trial::Key kTrial{"0123456789abcdef0123456789abcdef"};

// A process that begins the trial and dies, with or without a word.
void die(const Folder& folder, int signal_noted, bool running = true) {
  const pid_t child = ::fork();
  if (child == 0) {
    auto* const mark = new RunningMark(folder);  // never removed, as when a process is killed
    mark->begin({"ffffffffffffffffffffffffffffffff"});
    mark->end();
    if (running) mark->begin(kTrial);
    if (signal_noted != 0) note_signal(signal_noted);
    ::kill(::getpid(), SIGKILL);
  }
  ::waitpid(child, nullptr, 0);
}

void record_all_crashes(const Folder& folder) { record_crashes(folder, is_gone); }

TEST(RunningMark, IsThereWhileItsProcessRunsATrial) {
  const test::TemporaryFolder temporary;
  const Folder folder = open_folder(temporary.path());
  {
    RunningMark mark(folder);
    mark.begin(kTrial);
    const auto path = std::filesystem::directory_iterator(folder.running())->path();
    EXPECT_EQ(Process::parse(path.filename().string()), Process::self());
    const auto bytes = read_whole(path);
    EXPECT_THAT(std::string(reinterpret_cast<const char*>(bytes.data()), bytes.size()),
                HasSubstr("trial " + kTrial.text + "\n"));
    record_all_crashes(folder);
    EXPECT_TRUE(crashes_of(folder, kTrial).empty()) << "this process is alive";
  }
  EXPECT_TRUE(std::filesystem::is_empty(folder.running()));
}

TEST(RecordCrashes, AttributesACrashToTheTrialThatWasUnderWay) {
  const test::TemporaryFolder temporary;
  const Folder folder = open_folder(temporary.path());
  die(folder, 0);
  record_all_crashes(folder);
  die(folder, SIGSEGV);
  record_all_crashes(folder);
  const std::vector<std::string> crashes = crashes_of(folder, kTrial);
  ASSERT_EQ(crashes.size(), 2u);
  EXPECT_THAT(crashes[0], HasSubstr("ended without notice"));
  EXPECT_THAT(crashes[1], HasSubstr("crashed with signal 11"));
  EXPECT_EQ(all_crashes(folder).size(), 1u);
  EXPECT_TRUE(std::filesystem::is_empty(folder.running()));
  forget_crashes(folder, kTrial);
  EXPECT_TRUE(all_crashes(folder).empty());
}

TEST(RecordCrashes, NamesTheTrialsOfTheProcessesThatItIsAskedFor) {
  const test::TemporaryFolder temporary;
  const Folder folder = open_folder(temporary.path());
  die(folder, 0);
  EXPECT_TRUE(record_crashes(folder, [](const Process& process) { return process == Process::self(); }).empty());
  EXPECT_EQ(record_crashes(folder, [](const Process& process) { return process.host == host_name(); }),
            std::vector{kTrial});
}

// A signal that arrives between two trials, or before the first, is not forgotten.
TEST(RecordCrashes, CountsNothingWhereATrialBeganAfterTheSignal) {
  const test::TemporaryFolder temporary;
  const Folder folder = open_folder(temporary.path());
  const pid_t child = ::fork();
  if (child == 0) {
    note_signal(SIGTERM);
    (new RunningMark(folder))->begin(kTrial);
    ::kill(::getpid(), SIGKILL);
  }
  ::waitpid(child, nullptr, 0);
  record_all_crashes(folder);
  EXPECT_TRUE(all_crashes(folder).empty());
}

TEST(RecordCrashes, CountsNothingWhereTheProcessWasToldToEndOrHadNothingToDo) {
  const test::TemporaryFolder temporary;
  const Folder folder = open_folder(temporary.path());
  for (const int signal : {SIGTERM, SIGINT, SIGUSR1}) die(folder, signal);
  die(folder, 0, false);
  record_all_crashes(folder);
  EXPECT_TRUE(all_crashes(folder).empty());
  EXPECT_TRUE(std::filesystem::is_empty(folder.running()));
}

}  // namespace
}  // namespace quanvas::store
