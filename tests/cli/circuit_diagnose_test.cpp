#include "cli/circuit_diagnose.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/json.hpp"
#include "support/program_call.hpp"

namespace quanvas::cli {
namespace {

using test::call_program;
using testing::HasSubstr;

TEST(CircuitDiagnose, GoesOverWiresAndRepetitionsOfAnAnsatz) {
  const auto result = call_program({"circuit", "--ansatz", "layered", "--wires", "2,3", "--repetitions", "1,2",
                                    "--samples", "20", "--diagnose", "--json"});
  ASSERT_EQ(result.code, kSuccess) << result.err;
  const Json json = Json::parse(result.out);
  ASSERT_EQ(json.size(), 4u);
  EXPECT_EQ(json[3]["wires"], 3);
  EXPECT_EQ(json[3]["repetitions"], 2);
  EXPECT_EQ(json[3]["parameters"], 12);
  EXPECT_GT(json[3]["expressibility"], 0);
  EXPECT_LE(json[3]["entangling_capability"], 1);
}

TEST(CircuitDiagnose, TakesTheLayersOfModels) {
  const auto result = call_program({"circuit", "--model", "resqunn", "--diagnose", "--samples", "10"});
  ASSERT_EQ(result.code, kSuccess) << result.err;
  EXPECT_THAT(result.out, HasSubstr("expressibility"));
  EXPECT_THAT(result.out, HasSubstr("    4            -          16"));
}

void expect_refused(std::vector<std::string> arguments, const std::string& message) {
  arguments.insert(arguments.begin(), "circuit");
  const auto result = call_program(arguments);
  EXPECT_EQ(result.code, kBadInput);
  EXPECT_THAT(result.err, HasSubstr(message));
}

TEST(CircuitDiagnose, RefusesWhatMakesNoSense) {
  expect_refused({"--model", "resqunn", "--diagnose", "--shots", "10"}, "--shots: has no meaning with --diagnose");
  expect_refused({"--model", "resqunn", "--samples", "10"}, "--samples: has a meaning with --diagnose alone");
  expect_refused({"--model", "resqunn", "--diagnose", "--wires", "3"}, "--wires: is for --ansatz NAME");
  expect_refused({"--ansatz", "ry_chian", "--diagnose"}, "did you mean `ry_chain`?");
  expect_refused({"--ansatz", "qcnn", "--repetitions", "2", "--diagnose"}, "qcnn pools its wires down to one once");
  expect_refused({"--ansatz", "layered", "--wires", "2,x", "--diagnose"}, "--wires x: a whole number from 1 to 20");
}

}  // namespace
}  // namespace quanvas::cli
