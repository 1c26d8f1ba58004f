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

void bury_all(const Folder& folder) { bury(folder, is_gone); }

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
    bury_all(folder);
    EXPECT_TRUE(deaths_of(folder, kTrial).empty()) << "this process is alive";
  }
  EXPECT_TRUE(std::filesystem::is_empty(folder.running()));
}

TEST(Bury, LaysADeathAtTheDoorOfTheTrialThatWasUnderWay) {
  const test::TemporaryFolder temporary;
  const Folder folder = open_folder(temporary.path());
  die(folder, 0);
  bury_all(folder);
  die(folder, SIGSEGV);
  bury_all(folder);
  const std::vector<std::string> deaths = deaths_of(folder, kTrial);
  ASSERT_EQ(deaths.size(), 2u);
  EXPECT_THAT(deaths[0], HasSubstr("died without notice"));
  EXPECT_THAT(deaths[1], HasSubstr("died of signal 11"));
  EXPECT_EQ(all_deaths(folder).size(), 1u);
  EXPECT_TRUE(std::filesystem::is_empty(folder.running()));
  forget_deaths(folder, kTrial);
  EXPECT_TRUE(all_deaths(folder).empty());
}

TEST(Bury, NamesTheTrialsOfTheProcessesThatItIsAskedFor) {
  const test::TemporaryFolder temporary;
  const Folder folder = open_folder(temporary.path());
  die(folder, 0);
  EXPECT_TRUE(bury(folder, [](const Process& process) { return process == Process::self(); }).empty());
  EXPECT_EQ(bury(folder, [](const Process& process) { return process.host == host_name(); }), std::vector{kTrial});
}

// A signal that arrives between two trials, or before the first, is not forgotten.
TEST(Bury, BlamesNobodyWhereATrialBeganAfterTheSignal) {
  const test::TemporaryFolder temporary;
  const Folder folder = open_folder(temporary.path());
  const pid_t child = ::fork();
  if (child == 0) {
    note_signal(SIGTERM);
    (new RunningMark(folder))->begin(kTrial);
    ::kill(::getpid(), SIGKILL);
  }
  ::waitpid(child, nullptr, 0);
  bury_all(folder);
  EXPECT_TRUE(all_deaths(folder).empty());
}

TEST(Bury, BlamesNobodyWhereTheProcessWasToldToEndOrHadNothingToDo) {
  const test::TemporaryFolder temporary;
  const Folder folder = open_folder(temporary.path());
  for (const int signal : {SIGTERM, SIGINT, SIGUSR1}) die(folder, signal);
  die(folder, 0, false);
  bury_all(folder);
  EXPECT_TRUE(all_deaths(folder).empty());
  EXPECT_TRUE(std::filesystem::is_empty(folder.running()));
}

}  // namespace
}  // namespace quanvas::store
