#include "store/lock.hpp"

#include <csignal>
#include <thread>

#include <sys/wait.h>
#include <unistd.h>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/interrupted.hpp"
#include "store/file.hpp"
#include "support/error_of.hpp"
#include "support/temporary_folder.hpp"

namespace quanvas::store {
namespace {

using testing::AllOf;
using testing::HasSubstr;

const Waiting silent{.say = [](const std::string&) {}};

void write_owner(const Folder& folder, const Process& process) {
  const std::string text = fmt::format("{}\n{}\n{}\n2020-01-01 00:00:00\n2020-01-01 00:00:00\n", process.host,
                                       process.number, process.start);
  write_whole(folder.lock(), std::as_bytes(std::span(text)));
}

TEST(FolderLock, KeepsOthersOffAndNamesItsHolder) {
  const test::TemporaryFolder temporary;
  const Folder folder = open_folder(temporary.path());
  {
    const FolderLock lock(folder, Hold::alone, silent);
    EXPECT_THAT(
        test::error_of([&] { FolderLock(folder, Hold::alone, silent); }),
        AllOf(HasSubstr(temporary.path().string()), HasSubstr(fmt::format("process {} on {}", ::getpid(), host_name())),
              HasSubstr("choose another folder")));
    EXPECT_EQ(lock_owner(folder)->process, Process::self());
  }
  EXPECT_FALSE(lock_owner(folder));
  EXPECT_EQ(test::error_of([&] { FolderLock(folder, Hold::alone, silent); }), "no error");
}

TEST(FolderLock, OfAProcessThatWasKilledIsTakenOver) {
  const test::TemporaryFolder temporary;
  const Folder folder = open_folder(temporary.path());
  int ready[2];
  ASSERT_EQ(::pipe(ready), 0);
  const pid_t child = ::fork();
  if (child == 0) {
    const FolderLock lock(folder, Hold::alone, silent);
    [[maybe_unused]] const ssize_t written = ::write(ready[1], "x", 1);
    for (;;) ::pause();
  }
  char byte = 0;
  ASSERT_EQ(::read(ready[0], &byte, 1), 1);
  EXPECT_THAT(test::error_of([&] { FolderLock(folder, Hold::alone, silent); }),
              HasSubstr(fmt::format("process {}", child)));
  ::kill(child, SIGKILL);
  ::waitpid(child, nullptr, 0);
  std::string said;
  EXPECT_EQ(
      test::error_of([&] { FolderLock(folder, Hold::alone, {.say = [&](const std::string& line) { said = line; }}); }),
      "no error");
  EXPECT_THAT(said, AllOf(HasSubstr("taken over"), HasSubstr(fmt::format("process {}", child))));
}

// The number of a dead holder may be another process's by now; the lock that it does not hold any more tells.
TEST(FolderLock, WhoseProcessNumberIsReusedIsTakenOver) {
  const test::TemporaryFolder temporary;
  const Folder folder = open_folder(temporary.path());
  write_owner(folder, {.host = host_name(), .number = ::getppid()});
  std::string said;
  EXPECT_EQ(
      test::error_of([&] { FolderLock(folder, Hold::alone, {.say = [&](const std::string& line) { said = line; }}); }),
      "no error");
  EXPECT_THAT(said, HasSubstr("taken over"));
}

// Where locks do not reach, the stamp tells: one that comes again is respected, an old one is not.
TEST(FolderLock, OfAnotherHostIsJudgedByItsStamp) {
  const test::TemporaryFolder temporary;
  const Folder folder = open_folder(temporary.path());
  const Process other{.host = "elsewhere", .number = 1};
  {
    write_owner(folder, other);
    const auto touch = [&](std::chrono::seconds ago) {
      std::filesystem::last_write_time(folder.lock(), std::filesystem::file_time_type::clock::now() - ago);
    };
    touch(std::chrono::seconds(20));
    std::jthread stamper([&](const std::stop_token& stop) {
      while (!stop.stop_requested()) {
        std::this_thread::sleep_for(std::chrono::milliseconds(1500));
        touch(std::chrono::seconds(0));
      }
    });
    EXPECT_THAT(test::error_of([&] { FolderLock(folder, Hold::alone, silent); }), HasSubstr("process 1 on elsewhere"));
  }
  std::filesystem::last_write_time(folder.lock(),
                                   std::filesystem::file_time_type::clock::now() - std::chrono::minutes(5));
  std::string said;
  EXPECT_EQ(
      test::error_of([&] { FolderLock(folder, Hold::alone, {.say = [&](const std::string& line) { said = line; }}); }),
      "no error");
  EXPECT_THAT(said, HasSubstr("taken over from process 1 on elsewhere"));
}

// A clock that was set back leaves stamps in the future, of which no time that passes makes old ones.
TEST(FolderLock, IsNotHeldByAStampInTheFuture) {
  const test::TemporaryFolder temporary;
  const Folder folder = open_folder(temporary.path());
  write_owner(folder, {.host = "elsewhere", .number = 1});
  std::filesystem::last_write_time(folder.lock(),
                                   std::filesystem::file_time_type::clock::now() + std::chrono::hours(1));
  EXPECT_TRUE(is_dead(*lock_owner(folder)));
  make_folder(folder.members());
  write_whole(folder.members() / "elsewhere~1~1~a", std::vector<std::byte>(1));
  std::filesystem::last_write_time(folder.members() / "elsewhere~1~1~a",
                                   std::filesystem::file_time_type::clock::now() + std::chrono::hours(1));
  EXPECT_TRUE(living_members(folder).empty());
  std::string said;
  int asked = 0;  // the lock itself is watched for a while; whoever waits may give up
  EXPECT_THROW(FolderLock(folder, Hold::alone,
                          {.say = [&](const std::string& line) { said = line; }, .stop = [&] { return ++asked == 3; }}),
               Interrupted);
  EXPECT_THAT(said, HasSubstr("in the future: a clock was set back"));
  EXPECT_EQ(lock_owner(folder)->process.number, 1);
}

TEST(FolderLock, WaitsForOtherHostsThatShareToStampOrToFallSilent) {
  const test::TemporaryFolder temporary;
  const Folder folder = open_folder(temporary.path());
  const auto member = folder.members() / "elsewhere~1~1~a";
  make_folder(folder.members());
  write_whole(member, std::vector<std::byte>(1));
  const auto stamp = [&](std::chrono::seconds ago) {
    std::filesystem::last_write_time(member, std::filesystem::file_time_type::clock::now() - ago);
  };
  stamp(FolderLock::kStaleAfter - std::chrono::seconds(2));
  EXPECT_EQ(test::error_of([&] { FolderLock(folder, Hold::alone, silent); }), "no error");
  stamp(std::chrono::seconds(5));
  std::jthread stamper([&] {
    std::this_thread::sleep_for(std::chrono::milliseconds(500));
    stamp(std::chrono::seconds(0));
  });
  EXPECT_THAT(test::error_of([&] { FolderLock(folder, Hold::alone, silent); }), HasSubstr("1 processes that share it"));
}

TEST(FolderLock, IsSharedByThoseThatShareAndByNobodyElse) {
  const test::TemporaryFolder temporary;
  const Folder folder = open_folder(temporary.path());
  {
    const FolderLock one(folder, Hold::shared, silent);
    const FolderLock other(folder, Hold::shared, silent);
    for (const std::string& name : {"." + one.member() + ".tmp", other.member() + ".json"})
      write_whole(folder.members() / name, std::vector<std::byte>(1));
    EXPECT_THAT(living_members(folder), testing::UnorderedElementsAre(one.member(), other.member()));
    EXPECT_THAT(test::error_of([&] { FolderLock(folder, Hold::alone, silent); }),
                HasSubstr("2 processes that share it"));
  }
  EXPECT_TRUE(living_members(folder).empty());
  const FolderLock alone(folder, Hold::alone, silent);
  EXPECT_THAT(test::error_of([&] { FolderLock(folder, Hold::shared, silent); }), HasSubstr("in use by process"));
}

}  // namespace
}  // namespace quanvas::store
