#include "store/shard.hpp"

#include <chrono>
#include <fstream>

#include <sys/mount.h>
#include <sys/wait.h>
#include <unistd.h>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/error_of.hpp"
#include "support/records.hpp"
#include "support/temporary_folder.hpp"

namespace quanvas::store {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

std::size_t files_in(const fs::path& folder) {
  return static_cast<std::size_t>(std::distance(fs::directory_iterator(folder), fs::directory_iterator{}));
}

const trial::Record kRecord = test::made_up_record(1, trial::Completed{.training = test::made_up_training(4, 2)});

TEST(Shard, IsReadBackAndReplaced) {
  const test::TemporaryFolder temporary;
  const Folder folder = open_folder(temporary.path() / "a" / "b");
  EXPECT_FALSE(read_shard(folder, kRecord.key));
  write_shard(folder, test::made_up_record(1, trial::Failed{.message = "first try"}));
  write_shard(folder, kRecord);
  const auto read = read_shard(folder, kRecord.key);
  ASSERT_TRUE(read);
  EXPECT_EQ(status_of(read->outcome), "completed");
  EXPECT_EQ(files_in(folder.shards()), 1u) << "temporaries were left";
}

TEST(Shard, ThatIsTruncatedAnywhereIsRefused) {
  const test::TemporaryFolder temporary;
  const Folder folder = open_folder(temporary.path());
  write_shard(folder, kRecord);
  const auto bytes = read_whole(folder.shard(kRecord.key));
  for (std::size_t length = 0; length < bytes.size(); length += 1 + bytes.size() / 50) {
    write_whole(folder.shard(kRecord.key), std::span(bytes).first(length));
    EXPECT_THAT(test::error_of([&] { read_shard(folder, kRecord.key); }), HasSubstr(folder.shard(kRecord.key).string())) << length;
  }
}

// One bit, anywhere: HDF5 alone would read most of these as other numbers.
TEST(Shard, WithAFlippedBitIsRefused) {
  const test::TemporaryFolder temporary;
  const Folder folder = open_folder(temporary.path());
  write_shard(folder, kRecord);
  const auto bytes = read_whole(folder.shard(kRecord.key));
  for (std::size_t bit = 0; bit < 8 * bytes.size(); bit += 1 + bytes.size() / 25) {
    auto flipped = bytes;
    flipped[bit / 8] ^= std::byte(1u << bit % 8);
    write_whole(folder.shard(kRecord.key), flipped);
    EXPECT_THAT(test::error_of([&] { read_shard(folder, kRecord.key); }), HasSubstr("checksum")) << bit;
  }
}

TEST(Shard, ThatIsDamagedIsSetAsideEachTime) {
  const test::TemporaryFolder temporary;
  const Folder folder = open_folder(temporary.path());
  for (int attempt = 1; attempt <= 2; ++attempt) {
    write_whole(folder.shard(kRecord.key), std::vector<std::byte>(7));
    EXPECT_EQ(set_aside(folder, kRecord.key), folder.damaged() / fmt::format("{}.{}.h5", kRecord.key.text, attempt));
    EXPECT_FALSE(read_shard(folder, kRecord.key));
  }
  EXPECT_EQ(files_in(folder.damaged()), 2u);
  EXPECT_THAT(test::error_of([&] { set_aside(folder, kRecord.key); }), HasSubstr(folder.shard(kRecord.key).string()));
}

TEST(Folder, LeftoversOfEndedProcessesAreRemoved) {
  const test::TemporaryFolder temporary;
  const Folder folder = open_folder(temporary.path());
  char host[256] = "";
  ::gethostname(host, sizeof host - 1);
  const pid_t child = ::fork();
  if (child == 0) ::_exit(0);
  ::waitpid(child, nullptr, 0);
  const auto touch = [&](const std::string& name) { std::ofstream(folder.shards() / name) << "x"; };
  touch(fmt::format(".a.h5~{}~{}~0", host, child));        // ended
  touch(fmt::format(".a.h5~{}~{}~0", host, ::getpid()));  // this process
  touch(".a.h5~elsewhere~1~0");                            // of another host, young
  touch(".b.h5~elsewhere~1~0");                            // old
  fs::last_write_time(folder.shards() / ".b.h5~elsewhere~1~0", fs::file_time_type::clock::now() - std::chrono::hours(48));
  write_shard(folder, kRecord);
  EXPECT_EQ(remove_leftovers(folder), 2u);
  EXPECT_EQ(files_in(folder.shards()), 3u);
}

TEST(Shard, ThatHoldsAnotherTrialIsRefused) {
  const test::TemporaryFolder temporary;
  const Folder folder = open_folder(temporary.path());
  write_shard(folder, kRecord);
  const trial::Key other = test::made_up_record(2, trial::Failed{}).key;
  fs::rename(folder.shard(kRecord.key), folder.shard(other));
  EXPECT_THAT(test::error_of([&] { read_shard(folder, other); }), HasSubstr("another trial"));
}

TEST(Folder, ThatCannotBeMadeOrWrittenIsNamed) {
  const test::TemporaryFolder temporary;
  const fs::path file = temporary.write("file", "x");
  EXPECT_THAT(test::error_of([&] { open_folder(file / "out"); }), testing::AllOf(HasSubstr((file / "out").string()), HasSubstr("Not a directory")));
  EXPECT_THAT(test::error_of([&] { open_folder(file); }), HasSubstr(file.string()));
  EXPECT_NE(test::error_of([] { open_folder("/proc/quanvas"); }), "no error");
}

// A file system of 64 KiB, where the machine lets us mount one.
TEST(Shard, OnAFullDiskIsNotWrittenAtAll) {
  const test::TemporaryFolder temporary;
  if (::mount("tmpfs", temporary.path().c_str(), "tmpfs", 0, "size=64k") != 0) GTEST_SKIP() << "no right to mount a tmpfs";
  {
    const Folder folder = open_folder(temporary.path());
    write_whole(folder.results(), std::vector<std::byte>(100));
    std::string message = "no error";
    for (int i = 0; i < 100 && message == "no error"; ++i)
      message = test::error_of([&] { write_shard(folder, test::made_up_record(i, trial::Completed{.training = test::made_up_training(100, 2)})); });
    EXPECT_THAT(message, testing::AllOf(HasSubstr("No space left on device"), HasSubstr("free some space")));
    for (const auto& entry : fs::directory_iterator(folder.shards())) {
      EXPECT_EQ(entry.path().extension(), ".h5") << "a temporary was left";
      EXPECT_EQ(test::error_of([&] { read_shard(folder, {entry.path().stem().string()}); }), "no error");
    }
    EXPECT_EQ(read_whole(folder.results()).size(), 100u);
  }
  ::umount(temporary.path().c_str());
}

}  // namespace
}  // namespace quanvas::store
