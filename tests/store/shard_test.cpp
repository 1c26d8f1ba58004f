#include "store/shard.hpp"

#include <set>

#include <sys/mount.h>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "store/file.hpp"
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

TEST(Shard, IsReadBackAndReplacesNone) {
  const test::TemporaryFolder temporary;
  const Folder folder = open_folder(temporary.path() / "a" / "b");
  const fs::path first = write_shard(folder, test::made_up_record(1, trial::Failed{.message = "first try"}));
  const auto read = read_shard(write_shard(folder, kRecord));
  ASSERT_EQ(read.size(), 1u);
  EXPECT_EQ(status_of(read[0].outcome), trial::Status::completed);
  EXPECT_EQ(status_of(read_shard(first)[0].outcome), trial::Status::failed);
  EXPECT_EQ(files_in(folder.shards()), 2u) << "temporaries were left";
}

trial::Record record_of(std::int64_t seed) {
  return test::made_up_record(seed, trial::Completed{.training = test::made_up_training(4, 2)});
}

TEST(ShardWriter, PacksAndLosesNothing) {
  const test::TemporaryFolder temporary;
  const Folder folder = open_folder(temporary.path());
  ShardWriter writer(folder, 4);
  for (std::int64_t seed = 0; seed < 10; ++seed) writer.save(record_of(seed));
  EXPECT_EQ(files_in(folder.shards()), 2u + 2u) << "two packs of 4 and two trials by themselves";
  std::multiset<std::int64_t> seeds;
  for (const auto& entry : fs::directory_iterator(folder.shards()))
    for (const trial::Record& record : read_shard(entry.path())) {
      seeds.insert(record.spec.seed);
      EXPECT_EQ(training_of(record.outcome)->find("train_loss")->values,
                training_of(kRecord.outcome)->find("train_loss")->values);
    }
  EXPECT_EQ(seeds, (std::multiset<std::int64_t>{0, 1, 2, 3, 4, 5, 6, 7, 8, 9}));
}

TEST(ShardWriter, LeftoversArePackedInFullPacksOnly) {
  const test::TemporaryFolder temporary;
  const Folder folder = open_folder(temporary.path());
  for (std::int64_t seed = 0; seed < static_cast<std::int64_t>(ShardWriter::kPackSize) + 3; ++seed)
    write_shard(folder, record_of(seed));
  pack_leftovers(folder);
  EXPECT_EQ(files_in(folder.shards()), 1u + 3u);
  pack_leftovers(folder);
  EXPECT_EQ(files_in(folder.shards()), 1u + 3u);
}

// A trial whose shard cannot be read stops the packing before anything is removed.
TEST(ShardWriter, PacksNoDamagedTrial) {
  const test::TemporaryFolder temporary;
  const Folder folder = open_folder(temporary.path());
  const std::vector shards{write_shard(folder, record_of(1)), write_shard(folder, record_of(2))};
  write_whole(shards[1], std::vector<std::byte>(9));
  EXPECT_THAT(test::error_of([&] { pack(folder, shards); }), HasSubstr(shards[1].string()));
  EXPECT_EQ(files_in(folder.shards()), 2u);
}

// Another process packs a trial that is attempted again meanwhile: the new record stays.
TEST(ShardWriter, PackingRemovesOnlyWhatItHasRead) {
  const test::TemporaryFolder temporary;
  const Folder folder = open_folder(temporary.path());
  const std::vector shards{write_shard(folder, record_of(1)), write_shard(folder, record_of(2))};
  const fs::path newer = write_shard(folder, record_of(1));
  pack(folder, shards);
  EXPECT_TRUE(fs::exists(newer));
  EXPECT_EQ(files_in(folder.shards()), 2u);
  pack(folder, shards);
  EXPECT_EQ(files_in(folder.shards()), 2u) << "a pack of nothing";
}

TEST(ShardWriter, LeavesWhatCannotBePackedAsItIs) {
  const test::TemporaryFolder temporary;
  const Folder folder = open_folder(temporary.path());
  fs::path last;
  for (std::int64_t seed = 0; seed < static_cast<std::int64_t>(ShardWriter::kPackSize); ++seed)
    last = write_shard(folder, record_of(seed));
  write_whole(last, std::vector<std::byte>(9));
  pack_leftovers(folder);
  EXPECT_EQ(files_in(folder.shards()), ShardWriter::kPackSize);
}

TEST(Shard, ThatIsTruncatedAnywhereIsRefused) {
  const test::TemporaryFolder temporary;
  const Folder folder = open_folder(temporary.path());
  const fs::path shard = write_shard(folder, kRecord);
  const auto bytes = read_whole(shard);
  for (std::size_t length = 0; length < bytes.size(); length += 1 + bytes.size() / 50) {
    write_whole(shard, std::span(bytes).first(length));
    EXPECT_THAT(test::error_of([&] { read_shard(shard); }), HasSubstr(shard.string())) << length;
  }
}

// One bit, anywhere: HDF5 alone would read most of these as other numbers.
TEST(Shard, WithAFlippedBitIsRefused) {
  const test::TemporaryFolder temporary;
  const Folder folder = open_folder(temporary.path());
  const fs::path shard = write_shard(folder, kRecord);
  const auto bytes = read_whole(shard);
  for (std::size_t bit = 0; bit < 8 * bytes.size(); bit += 1 + bytes.size() / 25) {
    auto flipped = bytes;
    flipped[bit / 8] ^= std::byte(1u << bit % 8);
    write_whole(shard, flipped);
    EXPECT_THAT(test::error_of([&] { read_shard(shard); }), HasSubstr("checksum")) << bit;
  }
}

TEST(Shard, ThatIsDamagedIsSetAsideEachTime) {
  const test::TemporaryFolder temporary;
  const Folder folder = open_folder(temporary.path());
  const fs::path shard = folder.shards() / "pack~a~1~1~0.h5";
  for (int attempt = 1; attempt <= 2; ++attempt) {
    write_whole(shard, std::vector<std::byte>(7));
    EXPECT_EQ(set_aside(folder, shard), folder.damaged() / fmt::format("pack~a~1~1~0.{}.h5", attempt));
    EXPECT_FALSE(fs::exists(shard));
  }
  EXPECT_EQ(files_in(folder.damaged()), 2u);
  EXPECT_EQ(test::error_of([&] { set_aside(folder, shard); }), "no error") << "another process has done it";
}

TEST(Shard, ThatHoldsAnotherTrialIsRefused) {
  const test::TemporaryFolder temporary;
  const Folder folder = open_folder(temporary.path());
  const fs::path other = folder.shards() / (test::made_up_record(2, trial::Failed{}).key.text + "~a~1~1~0.h5");
  fs::rename(write_shard(folder, kRecord), other);
  EXPECT_THAT(test::error_of([&] { read_shard(other); }), HasSubstr("another trial"));
}

TEST(Folder, ThatCannotBeMadeOrWrittenIsNamed) {
  const test::TemporaryFolder temporary;
  const fs::path file = temporary.write("file", "x");
  EXPECT_THAT(test::error_of([&] { open_folder(file / "out"); }),
              testing::AllOf(HasSubstr((file / "out").string()), HasSubstr("Not a directory")));
  EXPECT_THAT(test::error_of([&] { open_folder(file); }), HasSubstr(file.string()));
  EXPECT_NE(test::error_of([] { open_folder("/proc/quanvas"); }), "no error");
}

// Its folders are all there, but nothing can be put into them: a file system that is read-only, or, for those who
// cannot mount one, folders that are.
TEST(Folder, ThatIsReadOnlyIsRefusedBeforeAnyTrialRuns) {
  const test::TemporaryFolder temporary;
  const char* const path = temporary.path().c_str();
  const bool mounted = ::mount("tmpfs", path, "tmpfs", 0, "size=64k") == 0;
  if (!mounted && ::geteuid() == 0) GTEST_SKIP() << "no right to mount a tmpfs, and root writes anywhere";
  const Folder folder = open_folder(temporary.path());
  if (mounted) EXPECT_EQ(::mount("tmpfs", path, "tmpfs", MS_REMOUNT | MS_RDONLY, nullptr), 0);
  else fs::permissions(folder.shards(), fs::perms::owner_read | fs::perms::owner_exec);
  EXPECT_THAT(test::error_of([&] { open_folder(temporary.path()); }),
              testing::AllOf(HasSubstr("the output folder cannot be written to"), HasSubstr(folder.shards().string())));
  if (mounted) ::umount(path);
  else fs::permissions(folder.shards(), fs::perms::owner_all);
}

// A file system of 64 KiB, where the machine lets us mount one.
TEST(Shard, OnAFullDiskIsNotWrittenAtAll) {
  const test::TemporaryFolder temporary;
  if (::mount("tmpfs", temporary.path().c_str(), "tmpfs", 0, "size=64k") != 0)
    GTEST_SKIP() << "no right to mount a tmpfs";
  {
    const Folder folder = open_folder(temporary.path());
    write_whole(folder.results(), std::vector<std::byte>(100));
    std::string message = "no error";
    for (int i = 0; i < 100 && message == "no error"; ++i)
      message = test::error_of([&] {
        write_shard(folder, test::made_up_record(i, trial::Completed{.training = test::made_up_training(100, 2)}));
      });
    EXPECT_THAT(message, testing::AllOf(HasSubstr("No space left on device"), HasSubstr("free some space")));
    for (const auto& entry : fs::directory_iterator(folder.shards())) {
      EXPECT_EQ(entry.path().extension(), ".h5") << "a temporary was left";
      EXPECT_EQ(test::error_of([&] { read_shard(entry.path()); }), "no error");
    }
    EXPECT_EQ(read_whole(folder.results()).size(), 100u);
  }
  ::umount(temporary.path().c_str());
}

}  // namespace
}  // namespace quanvas::store
