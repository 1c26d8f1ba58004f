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
    EXPECT_TRUE(incidents_of(folder, kTrial).others.empty()) << "this process is alive";
  }
  EXPECT_TRUE(std::filesystem::is_empty(folder.running()));
}

TEST(RecordCrashes, CountsCrashesAgainstTheTrialThatWasUnderWayAndNoEndsFromOutside) {
  const test::TemporaryFolder temporary;
  const Folder folder = open_folder(temporary.path());
  die(folder, 0);
  EXPECT_TRUE(record_crashes(folder, is_gone).empty());
  die(folder, SIGSEGV);
  EXPECT_EQ(record_crashes(folder, is_gone), std::vector{kTrial});
  const Incidents incidents = incidents_of(folder, kTrial);
  EXPECT_THAT(incidents.crashes, testing::ElementsAre(HasSubstr("crashed with signal 11")));
  EXPECT_THAT(incidents.others, testing::ElementsAre(HasSubstr("was ended from outside")));
  EXPECT_EQ(all_incidents(folder).size(), 1u);
  EXPECT_TRUE(std::filesystem::is_empty(folder.running()));
  forget_incidents(folder, kTrial);
  EXPECT_TRUE(all_incidents(folder).empty());
}

TEST(RecordCrashes, ReadsTheLinesOfOlderPrograms) {
  const test::TemporaryFolder temporary;
  const Folder folder = open_folder(temporary.path());
  const std::string text =
      "n1~7~7~a began it at 5 and died of signal 11\nn1~8~8~b began it at 6 and died without notice\n";
  write_whole(folder.crashes() / kTrial.text, std::as_bytes(std::span(text)));
  EXPECT_EQ(incidents_of(folder, kTrial).crashes.size(), 1u);
  EXPECT_EQ(incidents_of(folder, kTrial).others.size(), 1u);
}

// A file system that vanishes, or a node whose memory is bad, strikes all.
TEST(RecordCrashes, CountsNothingThatHasStruckAllProcesses) {
  const test::TemporaryFolder temporary;
  const Folder folder = open_folder(temporary.path());
  die(folder, SIGBUS);
  die(folder, SIGBUS, false);
  EXPECT_TRUE(record_crashes(folder, is_gone).empty());
  EXPECT_TRUE(incidents_of(folder, kTrial).crashes.empty());
  EXPECT_EQ(incidents_of(folder, kTrial).others.size(), 1u);
  die(folder, SIGBUS);
  die(folder, 0, false);  // ended by the launcher
  EXPECT_EQ(record_crashes(folder, is_gone), std::vector{kTrial});
}

// The system's count of those that it killed for want of memory has grown since the mark.
TEST(RecordCrashes, CountsAnEndForWantOfMemory) {
  const test::TemporaryFolder temporary;
  const Folder folder = open_folder(temporary.path());
  die(folder, 0);
  const auto path = std::filesystem::directory_iterator(folder.running())->path();
  const std::vector<std::byte> bytes = read_whole(path);
  std::string text(reinterpret_cast<const char*>(bytes.data()), bytes.size());
  text.replace(text.find("memory "), std::string::npos, "memory -1\n");
  write_whole(path, std::as_bytes(std::span(text)));
  record_crashes(folder, is_gone);
  EXPECT_THAT(incidents_of(folder, kTrial).crashes, testing::ElementsAre(HasSubstr("for want of memory")));
}

TEST(RecordCrashes, NamesTheTrialsOfTheProcessesThatItIsAskedFor) {
  const test::TemporaryFolder temporary;
  const Folder folder = open_folder(temporary.path());
  die(folder, SIGFPE);
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
  EXPECT_TRUE(all_incidents(folder).empty());
}

TEST(RecordCrashes, CountsNothingWhereTheProcessWasToldToEndOrHadNothingToDo) {
  const test::TemporaryFolder temporary;
  const Folder folder = open_folder(temporary.path());
  for (const int signal : kStopSignals) die(folder, signal);
  die(folder, 0, false);
  record_all_crashes(folder);
  EXPECT_TRUE(all_incidents(folder).empty());
  EXPECT_TRUE(std::filesystem::is_empty(folder.running()));
}

}  // namespace
}  // namespace quanvas::store
