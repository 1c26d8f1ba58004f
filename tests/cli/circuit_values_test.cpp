// Where `quanvas circuit` takes values from, one layer of a model at a time: against closed forms.
#include "cli/circuit_values.hpp"

#include <cmath>
#include <fstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/json.hpp"
#include "support/program_call.hpp"
#include "support/temporary_folder.hpp"
#include "support/tolerances.hpp"
#include "sweep/vocabulary.hpp"
#include "train/run_trial.hpp"

namespace quanvas::cli {
namespace {

using test::call_program;
using testing::HasSubstr;

class CircuitValues : public testing::Test {
 protected:
  std::string file(const std::string& name, const std::string& text) {
    const std::string path = (folder_.path() / name).string();
    std::ofstream(path) << text;
    return path;
  }

  static Json json(std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), "circuit");
    arguments.push_back("--json");
    const auto result = call_program(arguments);
    EXPECT_EQ(result.code, kSuccess) << result.err;
    return Json::parse(result.out);
  }

  void expect_refused(std::vector<std::string> arguments, const std::string& message) {
    arguments.insert(arguments.begin(), "circuit");
    const auto result = call_program(arguments);
    EXPECT_EQ(result.code, kBadInput);
    EXPECT_THAT(result.err, HasSubstr(message));
  }

  test::TemporaryFolder folder_;
};

// Layer 2 has one repetition, of which <Z> of wire k is the product of cos(x) cos(theta) up to it.
std::vector<double> second_layer(const std::vector<double>& x, const std::vector<double>& theta) {
  std::vector<double> values;
  double product = 1;
  for (std::size_t k = 0; k < 4; ++k) values.push_back(product *= std::cos(x[k]) * std::cos(theta[k]));
  return values;
}

void expect_values(const Json& found, const std::vector<double>& expected, double tolerance = test::kExact) {
  ASSERT_EQ(found.size(), expected.size());
  for (std::size_t i = 0; i < expected.size(); ++i) EXPECT_NEAR(found[i].get<double>(), expected[i], tolerance);
}

const std::vector<double> kTheta{0.5, 0.6, 0.7, 0.8};

TEST_F(CircuitValues, RowsOfInputsGiveRowsOfResults) {
  const std::string weights = file("weights.csv", "0.5\n0.6\n0.7\n0.8\n");
  const std::string inputs = file("inputs.csv", "0.1,0.2,0.3,0.4\n1,2,3,4\n0,0,0,1e17\n");
  const std::vector<std::string> arguments{"--model",   "resqunn", "--layer",  "2",
                                           "--weights", weights,   "--inputs", inputs};
  const Json result = json(arguments);
  ASSERT_EQ(result["rows"].size(), 3u);
  expect_values(result["rows"][0]["expectations"], second_layer({0.1, 0.2, 0.3, 0.4}, kTheta));
  expect_values(result["rows"][1]["expectations"], second_layer({1, 2, 3, 4}, kTheta));
  expect_values(result["rows"][2]["expectations"], second_layer({0, 0, 0, 1e17}, kTheta));
  std::vector<std::string> as_text = arguments;
  as_text.insert(as_text.begin(), "circuit");
  const auto text = call_program(as_text);
  EXPECT_THAT(text.out, HasSubstr("row      Z0"));
  EXPECT_THAT(text.out, HasSubstr(fmt::format("\n2        {:<+14.10f}", second_layer({1, 2, 3, 4}, kTheta)[0])));
}

TEST_F(CircuitValues, AreFoundByName) {
  const std::string weights = file("w.json", R"({"theta3": 0.8, "theta1": 0.6, "theta0": 0.5, "theta2": 0.7})");
  const std::string inputs = file("i.csv", "x3 x0 x2 x1\n0.4 0.1 0.3 0.2\n");
  expect_values(json({"--model", "resqunn", "--layer", "2", "--weights", weights, "--inputs", inputs})["expectations"],
                second_layer({0.1, 0.2, 0.3, 0.4}, kTheta));
  // --set goes before a file of weights.
  expect_values(json({"--model", "resqunn", "--layer", "2", "--weights", weights, "--inputs", inputs, "--set",
                      "theta0=0.9"})["expectations"],
                second_layer({0.1, 0.2, 0.3, 0.4}, {0.9, 0.6, 0.7, 0.8}));
}

TEST_F(CircuitValues, ProgramsHaveThemToo) {
  const std::string program =
      file("p.qasm",
           "OPENQASM 3.0;\ninclude \"stdgates.inc\";\ninput float a;\ninput float b;\nqubit q;\nry(a) q;\nry(b) q;\n");
  const std::string rows = file("rows.csv", "b,a\n0.1,0.2\n0.3,0.4\n");
  const Json both = json({program, "--inputs", rows});
  EXPECT_NEAR(both["rows"][1]["expectations"][0].get<double>(), std::cos(0.7), test::kExact);
  // The first parameters are inputs, the others weights.
  const Json split =
      json({program, "--inputs", file("a.csv", "0.2\n0.4\n"), "--weights", file("b.csv", "0.3\n"), "--gradient"});
  EXPECT_NEAR(split["rows"][1]["expectations"][0].get<double>(), std::cos(0.7), test::kExact);
  EXPECT_NEAR(split["rows"][1]["gradients"][0][1].get<double>(), -std::sin(0.7), test::kExact);
  EXPECT_EQ(json({program, "--weights", "random:3"}), json({program, "--weights", "random:3"}));
  EXPECT_NE(json({program, "--weights", "random:3"}), json({program, "--weights", "random:4"}));
}

TEST_F(CircuitValues, RandomWeightsAreThoseATrialBeginsWith) {
  const trial::TrialSpec spec = sweep::vocabulary().canonical({.seed = 7});
  std::vector<double> theta;
  for (const train::NamedWeights& weights : train::initial_weights(spec, sweep::image_format(spec)))
    if (weights.name == "quanv2") theta = weights.values;
  ASSERT_EQ(theta.size(), 4u);
  const std::string inputs = file("i.csv", "0.1,0.2,0.3,0.4\n");
  expect_values(
      json({"--model", "resqunn", "--layer", "2", "--weights", "random:7", "--inputs", inputs})["expectations"],
      second_layer({0.1, 0.2, 0.3, 0.4}, theta));
}

TEST_F(CircuitValues, TrainedWeightsAreThoseAfterTheLastEpoch) {
  const std::string sweep = file("tiny.toml",
                                 "[sweep]\nname = \"tiny\"\n[fixed]\ndataset = \"synthetic\"\nsamples_per_class = 4\n"
                                 "epochs = 2\nwiring = \"O1+O2\"\n[axes]\nseed = [0, 1]\n");
  const std::string folder = (folder_.path() / "out").string();
  ASSERT_EQ(call_program({"sweep", sweep, "--out", folder}).code, kSuccess);
  const Json record = Json::parse(call_program({"show", folder, "1", "--json"}).out);
  const std::string key = record["key"];

  trial::TrialSpec spec;
  spec.dataset = "synthetic";
  spec.samples_per_class = 4;
  spec.epochs = 2;
  spec.wiring = "O1+O2";
  spec.seed = 1;
  spec = sweep::vocabulary().canonical(spec);
  std::vector<double> theta;
  train::TrialRunner().run(spec, {.observer = [&](const train::Moment& moment) {
                             for (const train::NamedWeights& weights : moment.weights())
                               if (weights.name == "quanv2") theta = weights.values;
                           }});
  ASSERT_EQ(theta.size(), 4u);
  const std::string inputs = file("i.csv", "0.1,0.2,0.3,0.4\n");
  const auto result = call_program({"circuit", "--weights", folder, key, "--layer", "2", "--inputs", inputs, "--json"});
  ASSERT_EQ(result.code, kSuccess) << result.err;
  EXPECT_THAT(result.err, HasSubstr("a sweep keeps no weights"));
  EXPECT_THAT(result.err, testing::Not(HasSubstr("differs")));
  expect_values(Json::parse(result.out)["expectations"], second_layer({0.1, 0.2, 0.3, 0.4}, theta));
  expect_refused({"--weights", folder, key, "--model", "resqunn"}, "the trial says what the model is");
  expect_refused({"--weights", folder, "99"}, "`99`");
  expect_refused({"--model", "resqunn", "--weights", folder}, "name a trial of it as well");
}

TEST_F(CircuitValues, AmplitudesAreInputs) {
  std::string row = "1";
  for (int i = 1; i < 1024; ++i) row += ",0";
  const Json result = json({"--model", "resqunn", "--head", "quantum", "--layer", "3", "--weights", "random:1",
                            "--inputs", file("state.csv", row + "\n")});
  for (const Json& value : result["expectations"]) EXPECT_LE(std::abs(value.get<double>()), 1 + test::kExact);
}

TEST_F(CircuitValues, MistakesAreExplained) {
  const std::vector<std::string> layer{"--model", "resqunn", "--layer", "2"};
  const auto with = [&](std::vector<std::string> more) {
    std::vector<std::string> all = layer;
    all.insert(all.end(), more.begin(), more.end());
    return all;
  };
  const std::string three = file("three.csv", "1,2,3\n");
  const std::string inputs = file("four.csv", "1,2,3,4\n");
  expect_refused(with({"--weights", "random:1"}), "these parameters have no value: x0, x1, x2, x3");
  expect_refused(with({"--weights", three, "--inputs", inputs}), "3 numbers, where the circuit has 4 weights");
  expect_refused(with({"--weights", "random:1", "--inputs", three}),
                 "rows of 3 numbers, where the circuit has 4 inputs");
  expect_refused(with({"--weights", "random:x"}), "--weights random:x: a seed is a whole number");
  expect_refused(with({"--inputs", file("n.csv", "x0,x9\n1,2\n")}), "no parameter `x9`; did you mean `x0`?");
  expect_refused(with({"--inputs", inputs, "--set", "x0=1"}), "`x0` has its values from --inputs");
  expect_refused(with({"--inputs", file("t.csv", "x0,x0\n1,2\n")}), "two columns are named `x0`");
  expect_refused(with({"--inputs", "nowhere.csv"}), "nowhere.csv");
  expect_refused(
      {file("o.qasm", "OPENQASM 3.0;\ninclude \"stdgates.inc\";\ninput float a;\nqubit q;\nry(1e300*a) q;\n"), "--set",
       "a=1e300"},
      "the angle 1e+300 * a + 0 of gate ry is no finite number where a is 1e+300");
}

}  // namespace
}  // namespace quanvas::cli
