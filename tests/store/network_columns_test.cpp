#include "store/network_columns.hpp"

#include <cmath>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/records.hpp"

namespace quanvas::store {
namespace {

trial::Record record_of(const std::string& parameters, const std::string& values) {
  trial::Record record = test::made_up_record(1, trial::Failed{.message = "made up"});
  record.spec.network = R"({"layers": [], "parameters": {)" + parameters + "}}";
  record.spec.network_parameters = values;
  return record;
}

const std::string kWidth = R"("width": {"type": "integer", "default": 8})";
const std::string kForm = R"("form": {"type": "choice", "values": ["wide", "deep"], "default": "wide"})";

std::vector<Field> fields_of(const std::vector<trial::Record>& records, const std::vector<Field>& taken = {}) {
  NetworkColumns columns;
  for (const trial::Record& record : records) columns.include(record.spec);
  return columns.fields(taken);
}

TEST(NetworkColumns, AreThoseThatNetworksDeclare) {
  const std::vector<trial::Record> records{record_of(kWidth + "," + kForm, "width=4"), record_of(kWidth, "none")};
  const std::vector<Field> fields = fields_of(records);
  ASSERT_EQ(fields.size(), 2u);
  EXPECT_EQ(fields[0].column.name, "form");
  EXPECT_EQ(fields[1].column.name, "width");
  EXPECT_EQ(std::get<std::string>(fields[0].of({0, &records[0]})), "wide");
  EXPECT_EQ(std::get<std::string>(fields[0].of({1, &records[1]})), "") << "the second one does not declare it";
  EXPECT_EQ(std::get<std::int64_t>(fields[1].of({0, &records[0]})), 4);
  EXPECT_EQ(std::get<std::int64_t>(fields[1].of({1, &records[1]})), 8);
}

TEST(NetworkColumns, HoldNanForTrialsOfOtherModels) {
  const std::vector<trial::Record> records{record_of(kWidth, "width=4"),
                                           test::made_up_record(2, trial::Failed{.message = "made up"})};
  const std::vector<Field> fields = fields_of(records);
  ASSERT_EQ(fields.size(), 1u);
  EXPECT_EQ(std::get<double>(fields[0].of({0, &records[0]})), 4);
  EXPECT_TRUE(std::isnan(std::get<double>(fields[0].of({1, &records[1]}))));
}

TEST(NetworkColumns, AreNoneWithoutNetworks) {
  EXPECT_TRUE(fields_of({test::made_up_record(2, trial::Failed{.message = "made up"})}).empty());
}

TEST(NetworkColumns, LeaveTakenNamesAlone) {
  const std::vector<trial::Record> records{record_of(kWidth, "none")};
  EXPECT_TRUE(fields_of(records, fields_of(records)).empty());
}

}  // namespace
}  // namespace quanvas::store
