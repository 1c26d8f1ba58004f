#include "store/schema.hpp"

#include <set>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "store/file.hpp"
#include "store/h5.hpp"
#include "support/error_of.hpp"
#include "support/records.hpp"
#include "support/temporary_folder.hpp"

namespace quanvas::store {
namespace {

using testing::HasSubstr;
using trial::Record;

std::vector<Record> records() {
  std::vector<Record> all;
  all.push_back(test::made_up_record(1, trial::Completed{.training = test::made_up_training(5, 2)}));
  all.push_back(test::made_up_record(
      2, trial::Diverged{.training = test::made_up_training(3, 1), .message = "loss not finite in epoch 3"}));
  all.push_back(test::made_up_record(3, trial::Failed{.message = "kein Speicher für θ"}));
  all.push_back(test::made_up_record(4, trial::Lost{.message = "2 processes ended while they ran it"}));
  all.push_back(test::made_up_record(
      5, trial::Stopped{.training = test::made_up_training(2, 2), .message = "after epoch 2 of 5"}));
  all[3].attempts = 7;
  all[0].execution.started = "2026-11-25T19:48:03Z";
  all[0].execution.ended = "2026-11-25T19:48:09Z";
  all[0].execution.revision = "0123abc";
  all[0].execution.build = "GNU 12 -O3";
  all[1].spec.wiring = "(X+O1)+O2";
  all[1].spec.learning_rate = 0.1 + 0.2;
  return all;
}

std::vector<std::byte> bytes_of(const std::vector<Record>& all) {
  std::vector<Row> rows;
  for (std::size_t i = 0; i < all.size(); ++i) rows.push_back({static_cast<std::int64_t>(i), &all[i]});
  return write_records(rows, {.texts = {{"sweep", "text"}, {"empty", ""}}, .integers = {{"planned_trials", 7}}});
}

void expect_same_meanings(const trial::TrainingRecord& a, const trial::TrainingRecord& b) {
  for (const trial::Curve& curve : a.curves) {
    ASSERT_NE(b.find(curve.name), nullptr) << curve.name;
    EXPECT_EQ(b.find(curve.name)->meaning, curve.meaning);
    EXPECT_EQ(b.find(curve.name)->better, curve.better);
  }
}

// What every schema version holds of a training.
void expect_equal(const trial::TrainingRecord& a, const trial::TrainingRecord& b) {
  ASSERT_EQ(a.curves.size(), b.curves.size());
  for (const trial::Curve& curve : a.curves) {
    ASSERT_NE(b.find(curve.name), nullptr) << curve.name;
    EXPECT_EQ(b.find(curve.name)->values, curve.values);
    EXPECT_EQ(b.find(curve.name)->unit, curve.unit);
  }
  EXPECT_EQ(a.gradient_norms, b.gradient_norms);
  EXPECT_EQ(a.gradient_reached, b.gradient_reached);
  EXPECT_EQ(a.feature_shape, b.feature_shape);
  EXPECT_EQ(a.parameters, b.parameters);
  EXPECT_EQ(a.data_checksum, b.data_checksum);
}

TEST(Records, RoundTripBitForBit) {
  const std::vector<Record> written = records();
  const std::vector<Record> read = read_records(bytes_of(written), "file");
  ASSERT_EQ(read.size(), written.size());
  for (std::size_t i = 0; i < read.size(); ++i) {
    SCOPED_TRACE(i);
    EXPECT_EQ(read[i].key, written[i].key);
    EXPECT_EQ(read[i].spec, written[i].spec);
    EXPECT_EQ(status_of(read[i].outcome), status_of(written[i].outcome));
    EXPECT_EQ(message_of(read[i].outcome), message_of(written[i].outcome));
    EXPECT_EQ(read[i].attempts, written[i].attempts);
    EXPECT_EQ(read[i].execution.host, written[i].execution.host);
    EXPECT_EQ(read[i].execution.rank, written[i].execution.rank);
    EXPECT_EQ(read[i].execution.threads, written[i].execution.threads);
    EXPECT_EQ(read[i].execution.seconds, written[i].execution.seconds);
    EXPECT_EQ(read[i].execution.started, written[i].execution.started);
    EXPECT_EQ(read[i].execution.ended, written[i].execution.ended);
    EXPECT_EQ(read[i].execution.revision, written[i].execution.revision);
    EXPECT_EQ(read[i].execution.build, written[i].execution.build);
    if (const trial::TrainingRecord* training = training_of(written[i].outcome)) {
      expect_equal(*training, *training_of(read[i].outcome));
      expect_same_meanings(*training, *training_of(read[i].outcome));
    }
  }
}

// A file of a model without quantum layers has no room for gradient norms, but for its epochs.
TEST(Records, WithoutQuantumLayersRoundTrip) {
  const std::vector<Record> written{
      test::made_up_record(1, trial::Completed{.training = test::made_up_training(4, 0)})};
  const std::vector<Record> read = read_records(bytes_of(written), "file");
  ASSERT_EQ(read.size(), 1u);
  expect_equal(*training_of(written[0].outcome), *training_of(read[0].outcome));
  EXPECT_EQ(training_of(read[0].outcome)->gradient_norms.size(), 4u);
}

// A file as version 2 of the schema had it, without the columns of axes that came later.
std::vector<std::byte> without_later_axes(const std::vector<std::byte>& bytes) {
  const H5File now = H5File::open(bytes, "now");
  H5File old = H5File::create();
  old.set_attribute("/", "format", now.text_attribute("/", "format"));
  old.set_attribute("/", "schema_version", std::int64_t{2});
  old.set_attribute("/", "git_revision", std::string("0ld"));
  old.set_attribute("/", "compiler", std::string("GNU 11"));
  old.set_attribute("/", "flags", std::string("-O2"));
  std::vector<Column> columns = now.read_table("/trials");
  std::erase_if(columns, [](const Column& column) {
    const trial::Axis* axis = trial::find_axis(column.name);
    return axis && axis->added == trial::Added::later;
  });
  std::vector<ColumnType> types;
  for (const Column& column : columns)
    types.push_back({.name = column.name, .kind = static_cast<ColumnType::Kind>(column.values.index())});
  const std::size_t rows = now.read_doubles("/gradient_norms").extent[0];
  {
    H5Table table = old.add_table("/trials", types, rows);
    for (std::size_t row = 0; row < rows; ++row) {
      std::vector<Cell> cells;
      for (const Column& column : columns)
        std::visit([&](const auto& values) { cells.emplace_back(values[row]); }, column.values);
      table.write(row, cells);
    }
  }
  const auto copy = [&](const auto& array, H5Rows target) {
    const std::size_t size = array.values.size() / rows;
    for (std::size_t row = 0; row < rows; ++row) target.write(row, std::span(array.values).subspan(row * size, size));
  };
  for (const std::string& curve : now.names("/history")) {
    const Array<double> values = now.read_doubles("/history/" + curve);
    copy(values, old.add_doubles("/history/" + curve, values.extent));
    old.set_attribute("/history/" + curve, "unit", now.text_attribute("/history/" + curve, "unit"));
  }
  const Array<double> norms = now.read_doubles("/gradient_norms");
  const Array<std::int8_t> reached = now.read_bytes("/gradient_reached");
  copy(norms, old.add_doubles("/gradient_norms", norms.extent));
  copy(reached, old.add_bytes("/gradient_reached", reached.extent));
  return old.bytes();
}

TEST(Records, OfAnOlderSchemaHaveLaterAxesAtTheirDefaults) {
  const std::vector<Record> written = records();
  const std::vector<Record> read = read_records(without_later_axes(bytes_of(written)), "old");
  ASSERT_EQ(read.size(), written.size());
  for (std::size_t i = 0; i < read.size(); ++i) {
    EXPECT_EQ(read[i].execution.revision, "0ld") << "of the program that wrote the file";
    EXPECT_EQ(read[i].execution.build, "GNU 11 -O2");
    EXPECT_EQ(read[i].spec, written[i].spec);
    EXPECT_EQ(read[i].key, written[i].key);
    if (const trial::TrainingRecord* training = training_of(written[i].outcome))
      expect_equal(*training, *training_of(read[i].outcome));
  }
}

TEST(Records, TheTableHasAColumnForEveryAxisAndFinalMetric) {
  const auto bytes = bytes_of(records());
  const H5File file = H5File::open(bytes, "file");
  std::vector<std::string> names;
  for (const Column& column : file.read_table("/trials")) names.push_back(column.name);
  for (const trial::Axis& axis : trial::kAxes) EXPECT_THAT(names, testing::Contains(axis.key));
  for (const char* name : {"trial", "key", "status", "message", "train_loss", "validation_accuracy", "epochs_run",
                           "host", "rank", "threads", "seconds", "attempts", "started", "ended", "revision", "build"})
    EXPECT_THAT(names, testing::Contains(name));
}

// A failed trial has no map of features: 0 channels would lower a mean.
TEST(Records, WhatATrialDoesNotHaveIsMissing) {
  const auto bytes = bytes_of(records());
  const H5File file = H5File::open(bytes, "file");
  const std::set<std::string> counts{"feature_channels", "feature_height", "feature_width", "parameters"};
  for (const Column& column : file.read_table("/trials"))
    if (counts.contains(column.name)) {
      const auto& values = std::get<std::vector<double>>(column.values);
      EXPECT_GT(values[0], 0) << column.name;
      EXPECT_TRUE(std::isnan(values[2]) && std::isnan(values[3])) << column.name;
    }
}

TEST(Records, OfAResultsFileAreFoundByNumberAndByTheFrontOfTheirKey) {
  const test::TemporaryFolder temporary;
  const std::vector<Record> written = records();
  const auto path = temporary.path() / "results.h5";
  write_whole(path, bytes_of(written));
  EXPECT_EQ(read_result(path, "1").key, written[1].key);
  EXPECT_EQ(read_result(path, "1").spec, written[1].spec);
  EXPECT_EQ(read_result(path, written[3].key.text.substr(0, 20)).key, written[3].key);
  const auto error = [&](const char* trial) { return test::error_of([&] { read_result(path, trial); }); };
  for (const char* none : {"5", "-1", "abc", "zzzzzzzz"}) EXPECT_THAT(error(none), HasSubstr("results.h5: no trial `"));
  const auto other = temporary.write("other.h5", "text");
  EXPECT_THAT(test::error_of([&] { read_result(other, "1"); }), HasSubstr("other.h5: not a whole HDF5 file"));
}

TEST(Records, ArraysArePaddedAndAttributesKept) {
  const auto bytes = bytes_of(records());
  const H5File file = H5File::open(bytes, "file");
  const Array<double> loss = file.read_doubles("/history/train_loss");
  EXPECT_EQ(loss.extent, (std::vector<std::size_t>{5, 5}));
  EXPECT_FALSE(std::isnan(loss.values[5 + 2]));
  for (const std::size_t gap : {8, 9, 10, 14}) EXPECT_TRUE(std::isnan(loss.values[gap])) << gap;
  EXPECT_EQ(file.read_doubles("/gradient_norms").extent, (std::vector<std::size_t>{5, 5, 2}));
  EXPECT_EQ(file.read_bytes("/gradient_reached").values, (std::vector<std::int8_t>{1, 0, 1, -1, -1, -1, -1, -1, 1, 0}));
  EXPECT_EQ(file.text_attribute("/", "sweep"), "text");
  EXPECT_EQ(file.text_attribute("/", "empty"), "");
  EXPECT_EQ(file.integer_attribute("/", "planned_trials"), 7);
  EXPECT_EQ(file.integer_attribute("/", "schema_version"), kSchemaVersion);
  EXPECT_FALSE(file.text_attribute("/", "compiler").empty());
}

TEST(Records, OfNoTrialAreAFileToo) { EXPECT_TRUE(read_records(bytes_of({}), "file").empty()); }

TEST(Records, DamagedFilesAreRefusedByName) {
  std::vector<std::byte> bytes = bytes_of(records());
  EXPECT_THAT(test::error_of([&] { read_records(std::span(bytes).first(bytes.size() / 2), "a.h5"); }),
              testing::StartsWith("a.h5: "));
  EXPECT_THAT(test::error_of([&] { read_records(std::span(bytes).first(100), "a.h5"); }),
              HasSubstr("not a whole HDF5 file"));
  EXPECT_THAT(test::error_of([&] { read_records({}, "a.h5"); }), HasSubstr("an empty file"));
}

TEST(Records, SayWhichColumnsAreParameters) {
  const auto bytes = bytes_of(records());
  const H5File file = H5File::open(bytes, "file");
  const std::string parameters = file.text_attribute("/trials", "parameters");
  const std::vector<std::string_view> keys = split(parameters, ',');
  ASSERT_EQ(keys.size(), trial::kAxes.size());
  std::vector<std::string> columns;
  for (const Column& column : file.read_table("/trials")) columns.push_back(column.name);
  for (std::size_t i = 0; i < keys.size(); ++i) {
    EXPECT_EQ(keys[i], trial::kAxes[i].key);
    EXPECT_THAT(columns, testing::Contains(keys[i]));
  }
}

TEST(Records, WithAParameterThatThisProgramDoesNotHaveAreRefused) {
  H5File file = H5File::create();
  file.set_attribute("/", "format", std::string("quanvas results"));
  file.set_attribute("/", "schema_version", kSchemaVersion);
  file.add_table("/trials", {{.name = "key", .kind = ColumnType::Kind::text}}, 0);
  file.set_attribute("/trials", "parameters", std::string("model,spin"));
  EXPECT_THAT(test::error_of([&] { read_records(file.bytes(), "a.h5"); }),
              HasSubstr("parameter `spin` is unknown to this program"));
  EXPECT_THROW(read_records(file.bytes(), "a.h5"), WrongVersion);
}

TEST(Records, OfAnotherSchemaAreRefused) {
  H5File file = H5File::create();
  file.set_attribute("/", "format", std::string("quanvas results"));
  file.set_attribute("/", "schema_version", std::int64_t{99});
  EXPECT_THAT(test::error_of([&] { read_records(file.bytes(), "a.h5"); }), HasSubstr("schema version 99"));
  EXPECT_THROW(read_records(file.bytes(), "a.h5"), WrongVersion);
}

}  // namespace
}  // namespace quanvas::store
