#include "store/aggregate.hpp"

#include <algorithm>
#include <cstring>
#include <thread>

#include <sys/mount.h>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "store/file.hpp"
#include "store/h5.hpp"
#include "store/schema.hpp"
#include "support/error_of.hpp"
#include "support/records.hpp"
#include "support/temporary_folder.hpp"

namespace quanvas::store {
namespace {

trial::Sweep sweep_of(std::int64_t seeds) {
  const trial::Vocabulary words{.canonical = [](const trial::TrialSpec& spec) { return spec; }, .cost = {}};
  return trial::parse_sweep(fmt::format("[sweep]\nname = 'n'\n[axes]\nseed = {{range = [1, {}]}}", seeds), "s.toml",
                            words);
}

TEST(Aggregate, MergesInTheOrderOfTheSweepAndCounts) {
  const test::TemporaryFolder temporary;
  const Folder folder = open_folder(temporary.path());
  const trial::Sweep sweep = sweep_of(5);
  // Written out of order, one of another sweep, one damaged, one missing.
  write_shard(folder, test::made_up_record(4, trial::Completed{.training = test::made_up_training(2, 2)}));
  write_shard(folder, test::made_up_record(77, trial::Completed{.training = test::made_up_training(9, 2)}));
  write_shard(folder, test::made_up_record(2, trial::Failed{.message = "why"}));
  write_shard(folder,
              test::made_up_record(1, trial::Diverged{.training = test::made_up_training(1, 2), .message = "nan"}));
  write_whole(folder.shards() / (sweep.keys[4].text + "~a~1~1~0.h5"), std::vector<std::byte>(10));

  const Index index = aggregate(folder, sweep);
  EXPECT_EQ(index.count(trial::Status::completed), 1u);
  EXPECT_EQ(index.count(trial::Status::diverged), 1u);
  EXPECT_EQ(index.with(trial::Status::failed), (std::vector<std::size_t>{1}));
  EXPECT_EQ(index.messages, (std::map<std::size_t, std::string>{{1, "why"}}));
  EXPECT_EQ(index.missing(), 2u);
  EXPECT_FALSE(index.entries[2].status || index.entries[4].status);
  EXPECT_EQ(index.damaged.size(), 1u);
  EXPECT_EQ(index.others, 1u);

  const auto bytes = read_whole(folder.results());
  const auto records = read_records(bytes, "results");
  ASSERT_EQ(records.size(), 3u);
  EXPECT_EQ(records[0].spec.seed, 1);
  EXPECT_EQ(records[1].spec.seed, 2);
  EXPECT_EQ(records[2].spec.seed, 4);
  const H5File file = H5File::open(bytes, "results");
  EXPECT_EQ(file.integer_attribute("/", "planned_trials"), 5);
  EXPECT_EQ(file.text_attribute("/", "sweep_name"), "n");
  EXPECT_EQ(file.text_attribute("/", "axes"), "seed");
  EXPECT_EQ(file.text_attribute("/", "data_checksums"), "mnist train 0123456789abcdef0123456789abcdef");
  EXPECT_EQ(std::get<std::vector<std::int64_t>>(file.read_table("/trials")[0].values),
            (std::vector<std::int64_t>{0, 1, 3}));
}

TEST(Aggregate, CanBeRunAgain) {
  const test::TemporaryFolder temporary;
  const Folder folder = open_folder(temporary.path());
  const trial::Sweep sweep = sweep_of(2);
  for (const std::int64_t seed : {1, 2})
    write_shard(folder, test::made_up_record(seed, trial::Completed{.training = test::made_up_training(3, 2)}));
  aggregate(folder, sweep);
  const auto once = read_records(read_whole(folder.results()), "results");
  EXPECT_EQ(aggregate(folder, sweep).count(trial::Status::completed), 2u);
  const auto again = read_records(read_whole(folder.results()), "results");
  ASSERT_EQ(again.size(), once.size());
  for (std::size_t i = 0; i < once.size(); ++i) EXPECT_EQ(again[i].key, once[i].key);
}

// A trial in several shards, in whatever order they are read: the last attempt counts, and of it what has come further.
TEST(Aggregate, TakesTheRecordOfTheHighestStanding) {
  const test::TemporaryFolder temporary;
  const Folder folder = open_folder(temporary.path());
  const trial::Sweep sweep = sweep_of(2);
  const auto add = [&](trial::Outcome outcome, int attempts, bool packed) {
    trial::Record record = test::made_up_record(1, std::move(outcome));
    record.attempts = attempts;
    const std::vector shards{write_shard(folder, record),
                             write_shard(folder, test::made_up_record(2, trial::Failed{.message = "beside it"}))};
    if (packed) pack(folder, shards);
  };
  add(trial::Completed{.training = test::made_up_training(4, 2)}, 2, true);
  add(trial::Failed{.message = "late to be read, but earlier"}, 1, true);
  add(trial::Stopped{.training = test::made_up_training(2, 2), .message = "early"}, 2, false);
  aggregate(folder, sweep);
  const auto records = read_records(read_whole(folder.results()), "results");
  ASSERT_EQ(records.size(), 2u);
  EXPECT_EQ(status_of(records[0].outcome), trial::Status::completed);
  EXPECT_EQ(records[0].attempts, 2);
  EXPECT_EQ(status_of(find_record(folder, sweep.keys[0])->outcome), trial::Status::completed);
  EXPECT_FALSE(find_record(folder, {"0000"}));
}

// A failure on the way from a rung, in the same attempt, stands above what was reached before.
TEST(Aggregate, TakesTheEndOfAnAttemptBeforeAStopOnTheWay) {
  const test::TemporaryFolder temporary;
  const Folder folder = open_folder(temporary.path());
  write_shard(folder, test::made_up_record(1, trial::Failed{.message = "on the way"}));
  write_shard(folder,
              test::made_up_record(1, trial::Stopped{.training = test::made_up_training(2, 2), .message = "early"}));
  EXPECT_EQ(aggregate(folder, sweep_of(1)).count(trial::Status::failed), 1u);
}

// Workers pack and attempt again while it is at it: each time the file is whole, and no trial that was there is
// missing.
TEST(Aggregate, WorksWhileShardsArePackedAway) {
  const test::TemporaryFolder temporary;
  const Folder folder = open_folder(temporary.path());
  constexpr std::int64_t kTrials = 60;
  const trial::Sweep sweep = sweep_of(kTrials);
  for (std::int64_t seed = 1; seed <= kTrials; ++seed)
    write_shard(folder, test::made_up_record(seed, trial::Failed{.message = "first"}));
  std::jthread packer([&](const std::stop_token& stop) {
    for (int attempt = 2; !stop.stop_requested(); ++attempt) {
      ShardWriter writer(folder, 7);
      for (std::int64_t seed = 1; seed <= kTrials && !stop.stop_requested(); ++seed) {
        trial::Record record = test::made_up_record(
            seed, trial::Completed{.training = test::made_up_training(static_cast<std::size_t>(attempt % 9 + 1), 2)});
        record.attempts = attempt;
        writer.save(record);
        std::this_thread::sleep_for(std::chrono::milliseconds(2));  // as long as the shortest trial
      }
    }
  });
  for (int i = 0; i < 20; ++i) {
    EXPECT_EQ(aggregate(folder, sweep).missing(), 0u);
    EXPECT_EQ(read_records(read_whole(folder.results()), "results").size(), static_cast<std::size_t>(kTrials));
  }
}

// Whatever room there is: results.h5 is whole, or what it was before, and the error says why.
TEST(Aggregate, OnAFullDiskLeavesTheResultsAsTheyWere) {
  const test::TemporaryFolder temporary;
  if (::mount("tmpfs", temporary.path().c_str(), "tmpfs", 0, "size=2m") != 0)
    GTEST_SKIP() << "no right to mount a tmpfs";
  std::size_t failures = 0;
  std::size_t successes = 0;
  {
    const trial::Sweep sweep = sweep_of(30);
    const Folder folder = open_folder(temporary.path());
    for (std::int64_t seed = 1; seed <= 30; ++seed)
      write_shard(folder, test::made_up_record(seed, trial::Completed{.training = test::made_up_training(40, 2)}));
    write_whole(folder.results(), std::vector<std::byte>(7));
    const std::filesystem::path filler = temporary.path() / "filler";
    for (std::size_t room = 0; successes == 0; room += 4096) {
      write_whole(filler, std::vector<std::byte>(std::filesystem::space(temporary.path()).available - room));
      const std::string message = test::error_of([&] { aggregate(folder, sweep); });
      if (message == "no error") {
        ++successes;
        EXPECT_EQ(read_records(read_whole(folder.results()), "results").size(), 30u);
      } else {
        ++failures;
        EXPECT_THAT(message, testing::HasSubstr("No space left on device"));
        EXPECT_EQ(read_whole(folder.results()).size(), 7u);
      }
      std::filesystem::remove(filler);
    }
    EXPECT_GT(failures, 5u);
  }
  ::umount(temporary.path().c_str());
}

// What is in the file does not depend on how the trials are spread over shards.
TEST(Aggregate, IsTheSameHoweverTrialsArePacked) {
  const test::TemporaryFolder temporary;
  const trial::Sweep sweep = sweep_of(30);
  std::vector<std::vector<std::byte>> results;
  for (const std::size_t pack_size : {1000, 2, 7}) {
    const Folder folder = open_folder(temporary.path() / std::to_string(pack_size));
    ShardWriter writer(folder, pack_size);
    for (std::int64_t i = 0; i < 30; ++i) {
      const std::int64_t seed = 1 + (i * 17) % 30;
      writer.save(test::made_up_record(
          seed, trial::Completed{.training = test::made_up_training(1 + static_cast<std::size_t>(seed) % 5, 2)}));
    }
    aggregate(folder, sweep);
    results.push_back(read_whole(folder.results()));
  }
  const auto expected = read_records(results[0], "results");
  for (const auto& bytes : results) {
    const auto records = read_records(bytes, "results");
    ASSERT_EQ(records.size(), expected.size());
    for (std::size_t i = 0; i < records.size(); ++i) {
      EXPECT_EQ(records[i].key, expected[i].key);
      EXPECT_EQ(training_of(records[i].outcome)->gradient_norms, training_of(expected[i].outcome)->gradient_norms);
    }
    const auto one = H5File::open(bytes, "results").read_doubles("/history/train_loss");
    const auto other = H5File::open(results[0], "results").read_doubles("/history/train_loss");
    EXPECT_EQ(one.extent, other.extent);
    EXPECT_EQ(0, std::memcmp(one.values.data(), other.values.data(), one.values.size() * sizeof(double)));
  }
}

// Whoever adds a trial and merges finds it in what stands there afterwards, whoever else merges meanwhile.
TEST(Aggregate, BesideOtherMergesLosesNothing) {
  const test::TemporaryFolder temporary;
  const Folder folder = open_folder(temporary.path());
  constexpr std::int64_t kThreads = 4;
  constexpr std::int64_t kEach = 6;
  const trial::Sweep sweep = sweep_of(kThreads * kEach);
  std::vector<std::jthread> threads;
  for (std::int64_t thread = 0; thread < kThreads; ++thread)
    threads.emplace_back([&, thread] {
      for (std::int64_t i = 0; i < kEach; ++i) {
        const std::int64_t seed = 1 + thread * kEach + i;
        write_shard(folder, test::made_up_record(seed, trial::Failed{.message = "why"}));
        aggregate(folder, sweep);
        const auto records = read_records(read_whole(folder.results()), "results");
        EXPECT_TRUE(std::ranges::any_of(records, [&](const auto& record) { return record.spec.seed == seed; }));
      }
    });
  threads.clear();
  EXPECT_EQ(read_records(read_whole(folder.results()), "results").size(), sweep.trials.size());
}

TEST(Aggregate, OfNothingIsAnEmptyTable) {
  const test::TemporaryFolder temporary;
  const Folder folder = open_folder(temporary.path());
  EXPECT_EQ(aggregate(folder, sweep_of(3)).missing(), 3u);
  EXPECT_TRUE(read_records(read_whole(folder.results()), "results").empty());
}

}  // namespace
}  // namespace quanvas::store
