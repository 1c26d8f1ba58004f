#include "store/csv.hpp"

#include <fstream>
#include <map>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/records.hpp"
#include "support/temporary_folder.hpp"

namespace quanvas::store {
namespace {

// A reader of its own, by the rules of RFC 4180.
std::vector<std::vector<std::string>> read_csv(const std::filesystem::path& path) {
  std::ifstream file(path);
  std::vector<std::vector<std::string>> rows{{""}};
  bool quoted = false;
  for (char c = 0; file.get(c);) {
    std::string& cell = rows.back().back();
    if (quoted && c == '"' && file.peek() == '"') cell += static_cast<char>(file.get());
    else if (c == '"') quoted = !quoted;
    else if (!quoted && c == ',') rows.back().emplace_back();
    else if (!quoted && c == '\n') rows.push_back({""});
    else cell += c;
  }
  rows.pop_back();
  return rows;
}

TEST(Csv, HasALineForEveryTrialInTheOrderOfTheSweep) {
  const test::TemporaryFolder temporary;
  const Folder folder = open_folder(temporary.path() / "out");
  trial::Sweep sweep;
  const std::string message = "no \"luck\",\nnone";
  const std::vector<trial::Record> records{
      test::made_up_record(1, trial::Completed{.training = test::made_up_training(3, 2)}),
      test::made_up_record(2, trial::Failed{.message = message})};
  for (const trial::Record& record : records) {
    sweep.trials.push_back(record.spec);
    sweep.keys.push_back(record.key);
  }
  write_shard(folder, records[1]);
  write_shard(folder, records[0]);
  const auto path = temporary.path() / "results.csv";
  write_csv(folder, sweep, path);
  const auto rows = read_csv(path);
  ASSERT_EQ(rows.size(), 3u);
  std::map<std::string, std::vector<std::string>> columns;
  for (std::size_t c = 0; c < rows[0].size(); ++c) columns[rows[0][c]] = {rows[1].at(c), rows[2].at(c)};
  EXPECT_EQ(columns["trial"], (std::vector<std::string>{"0", "1"}));
  EXPECT_EQ(columns["status"], (std::vector<std::string>{"completed", "failed"}));
  EXPECT_EQ(columns["message"], (std::vector<std::string>{"", message}));
  EXPECT_EQ(columns["parameters"], (std::vector<std::string>{"1990", ""}));
  EXPECT_EQ(std::stod(columns["train_loss"][0]), training_of(records[0].outcome)->curves[0].values.back());
  EXPECT_EQ(columns["train_loss"][1], "") << "what is missing is nothing, not a number";
}

}  // namespace
}  // namespace quanvas::store
