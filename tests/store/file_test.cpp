#include "store/file.hpp"

#include <atomic>
#include <chrono>
#include <fstream>
#include <thread>

#include <sys/wait.h>
#include <unistd.h>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/error.hpp"
#include "base/process.hpp"
#include "support/error_of.hpp"
#include "support/temporary_folder.hpp"

namespace quanvas::store {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

std::size_t files_in(const fs::path& folder) {
  return static_cast<std::size_t>(std::distance(fs::directory_iterator(folder), fs::directory_iterator{}));
}

std::vector<std::byte> bytes_of(std::string_view text) {
  const auto bytes = std::as_bytes(std::span(text));
  return {bytes.begin(), bytes.end()};
}

TEST(WriteWhole, ReplacesAndLeavesNoTemporary) {
  const test::TemporaryFolder temporary;
  const fs::path path = temporary.path() / "file";
  write_whole(path, bytes_of("first"));
  write_whole(path, bytes_of("second"));
  EXPECT_EQ(read_whole(path), bytes_of("second"));
  EXPECT_EQ(files_in(temporary.path()), 1u);
}

TEST(WriteWhole, KeepsWhatWasThereWhenTheWritingFails) {
  const test::TemporaryFolder temporary;
  const fs::path path = temporary.path() / "file";
  write_whole(path, bytes_of("first"));
  const auto fails = [](const fs::path& part) {
    std::ofstream(part) << "half";
    fail("on the way");
  };
  EXPECT_EQ(test::error_of([&] { write_whole(path, fails); }), "on the way");
  EXPECT_EQ(read_whole(path), bytes_of("first"));
  EXPECT_EQ(files_in(temporary.path()), 1u);
  EXPECT_THAT(test::error_of([&] { write_whole(temporary.path() / "none" / "file", bytes_of("x")); }),
              HasSubstr("none/file"));
}

// Two processes summarise a growing set: the one that read it first comes to its end last.
TEST(WriteLatest, NeverPutsAnOlderSummaryOverALaterOne) {
  const test::TemporaryFolder temporary;
  const fs::path path = temporary.path() / "summary";
  for (const bool is_there : {false, true}) {
    if (is_there) write_whole(path, bytes_of("0"));
    std::string content = "1";
    int slow_reads = 0;
    write_latest(path, [&] {
      std::string read = content;
      if (slow_reads++ == 0) {
        content = "2";
        write_latest(path, [&](const fs::path& part) { std::ofstream(part) << content; });
      }
      return read;
    });
    EXPECT_EQ(slow_reads, 2);
    EXPECT_EQ(read_whole(path), bytes_of("2"));
    fs::remove(path);
  }
  EXPECT_EQ(files_in(temporary.path()), 1u) << "the lock";
}

TEST(WriteLatest, OfManyAtOnceTheLastToReadStands) {
  const test::TemporaryFolder temporary;
  const fs::path path = temporary.path() / "summary";
  std::atomic<int> content{0};
  std::vector<std::jthread> threads;
  for (int thread = 0; thread < 8; ++thread)
    threads.emplace_back([&] {
      for (int i = 0; i < 50; ++i) {
        const int added = ++content;
        write_latest(path, [&] { return std::to_string(content.load()); });
        const auto bytes = read_whole(path);
        const std::string text(reinterpret_cast<const char*>(bytes.data()), bytes.size());
        EXPECT_GE(std::stoi(text), added) << "what this thread added is in the summary that stands when it is done";
      }
    });
  threads.clear();
  EXPECT_EQ(read_whole(path), bytes_of("400"));
}

// A lock that cannot be made does not keep the file from being written.
TEST(WriteLatest, GoesWithoutTheLockWhereThereCanBeNone) {
  const test::TemporaryFolder temporary;
  const fs::path path = temporary.path() / "summary";
  fs::create_directory(temporary.path() / ".summary.lock");
  write_latest(path, [] { return std::string("all"); });
  EXPECT_EQ(read_whole(path), bytes_of("all"));
}

TEST(Seal, TellsKindsAndDamageApart) {
  const auto sealed = seal(bytes_of("content"), "shard");
  const auto content = unseal(sealed, "shard", "file");
  EXPECT_EQ(std::vector(content.begin(), content.end()), bytes_of("content"));
  EXPECT_THAT(test::error_of([&] { unseal(sealed, "other", "file"); }), HasSubstr("file: its checksum is missing"));
  auto flipped = sealed;
  flipped[3] ^= std::byte{4};
  EXPECT_THAT(test::error_of([&] { unseal(flipped, "shard", "file"); }), HasSubstr("file: its checksum is wrong"));
  EXPECT_THAT(test::error_of([&] { unseal(std::span(sealed).first(4), "shard", "file"); }), HasSubstr("cut short"));
}

TEST(UniqueName, NeverComesTwice) { EXPECT_NE(unique_name(), unique_name()); }

TEST(Leftovers, OfEndedProcessesAreRemoved) {
  const test::TemporaryFolder temporary;
  const pid_t child = ::fork();
  if (child == 0) ::_exit(0);
  ::waitpid(child, nullptr, 0);
  const auto touch = [&](const std::string& name) { std::ofstream(temporary.path() / name) << "x"; };
  Process self = Process::self();
  touch(fmt::format(".{}~{}~1~0.tmp", host_name(), child));  // ended
  touch(fmt::format(".{}.tmp", unique_name()));              // this process
  ++self.start;
  touch(fmt::format(".{}~0.tmp", self.text()));  // one that had this one's number
  touch(".elsewhere~1~1~0.tmp");                 // of another host, young
  touch(".elsewhere~2~1~0.tmp");                 // old
  touch("kept.h5");
  touch(".kept");
  fs::last_write_time(temporary.path() / ".elsewhere~2~1~0.tmp",
                      fs::file_time_type::clock::now() - std::chrono::hours(48));
  EXPECT_EQ(remove_leftovers(temporary.path()), 3u);
  EXPECT_EQ(files_in(temporary.path()), 4u);
}

}  // namespace
}  // namespace quanvas::store
