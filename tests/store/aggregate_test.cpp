#include "store/aggregate.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "store/h5.hpp"
#include "store/schema.hpp"
#include "support/records.hpp"
#include "support/temporary_folder.hpp"

namespace quanvas::store {
namespace {

trial::Sweep sweep_of(std::int64_t seeds) {
  const trial::Vocabulary words{.canonical = [](const trial::TrialSpec& spec) { return spec; }, .cost = {}};
  return trial::parse_sweep(fmt::format("[sweep]\nname = 'n'\n[axes]\nseed = {{range = [1, {}]}}", seeds), "s.toml", words);
}

TEST(Aggregate, MergesInTheOrderOfTheSweepAndCounts) {
  const test::TemporaryFolder temporary;
  const Folder folder = open_folder(temporary.path());
  const trial::Sweep sweep = sweep_of(5);
  // Written out of order, one of another sweep, one damaged, one missing.
  write_shard(folder, test::made_up_record(4, trial::Completed{.training = test::made_up_training(2, 2)}));
  write_shard(folder, test::made_up_record(77, trial::Completed{.training = test::made_up_training(9, 2)}));
  write_shard(folder, test::made_up_record(2, trial::Failed{.message = "why"}));
  write_shard(folder, test::made_up_record(1, trial::Diverged{.training = test::made_up_training(1, 2), .message = "nan"}));
  write_whole(folder.shard(sweep.keys[4]), std::vector<std::byte>(10));

  const Inventory inventory = aggregate(folder, sweep);
  EXPECT_EQ(inventory.completed, 1u);
  EXPECT_EQ(inventory.diverged, 1u);
  EXPECT_EQ(inventory.failed, (std::vector<std::size_t>{1}));
  EXPECT_EQ(inventory.failures, (std::vector<std::string>{"why"}));
  EXPECT_EQ(inventory.missing, (std::vector<std::size_t>{2, 4}));
  EXPECT_EQ(inventory.damaged.size(), 1u);

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
  EXPECT_EQ(std::get<std::vector<std::int64_t>>(file.read_table("/trials")[0].values), (std::vector<std::int64_t>{0, 1, 3}));
}

TEST(Aggregate, CanBeRunAgain) {
  const test::TemporaryFolder temporary;
  const Folder folder = open_folder(temporary.path());
  const trial::Sweep sweep = sweep_of(2);
  for (const std::int64_t seed : {1, 2}) write_shard(folder, test::made_up_record(seed, trial::Completed{.training = test::made_up_training(3, 2)}));
  aggregate(folder, sweep);
  const auto once = read_records(read_whole(folder.results()), "results");
  EXPECT_EQ(aggregate(folder, sweep).completed, 2u);
  const auto again = read_records(read_whole(folder.results()), "results");
  ASSERT_EQ(again.size(), once.size());
  for (std::size_t i = 0; i < once.size(); ++i) EXPECT_EQ(again[i].key, once[i].key);
}

TEST(Aggregate, OfNothingIsAnEmptyTable) {
  const test::TemporaryFolder temporary;
  const Folder folder = open_folder(temporary.path());
  EXPECT_EQ(aggregate(folder, sweep_of(3)).missing.size(), 3u);
  EXPECT_TRUE(read_records(read_whole(folder.results()), "results").empty());
}

}  // namespace
}  // namespace quanvas::store
