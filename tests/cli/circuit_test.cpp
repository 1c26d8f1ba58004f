// `quanvas circuit`: results against closed forms, and wrong input.
#include <cmath>
#include <fstream>

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/json.hpp"
#include "support/program_call.hpp"
#include "support/temporary_folder.hpp"
#include "support/tolerances.hpp"

namespace quanvas::cli {
namespace {

using test::call_program;
using testing::HasSubstr;

class CircuitCommand : public testing::Test {
 protected:
  std::string file(const std::string& text) {
    const std::string path = (folder_.path() / "circuit.qasm").string();
    std::ofstream(path) << text;
    return path;
  }

  Json json(std::vector<std::string> arguments) {
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
    EXPECT_EQ(result.out, "");
    EXPECT_THAT(result.err, HasSubstr(message));
  }

  test::TemporaryFolder folder_;
};

constexpr const char* kBell =
    "OPENQASM 2.0;\ninclude \"qelib1.inc\";\nqreg q[2];\ncreg c[2];\nh q[0];\ncx q[0], q[1];\nmeasure q -> c;\n";
constexpr const char* kTurned =
    "OPENQASM 3.0;\ninclude \"stdgates.inc\";\ninput float theta;\nqubit[2] q;\nry(2 * theta) q[0];\nrx(0.4) q[1];\n";

TEST_F(CircuitCommand, ExpectationsAndProbabilitiesOfABellPair) {
  const Json result =
      json({file(kBell), "--observable", "Z0 Z1", "--observable", "0.5 X0 X1 - 2 Z0", "--probabilities"});
  EXPECT_NEAR(result["expectations"][0].get<double>(), 1, test::kExact);
  EXPECT_NEAR(result["expectations"][1].get<double>(), 0.5, test::kExact);
  EXPECT_NEAR(result["probabilities"]["00"].get<double>(), 0.5, test::kExact);
  EXPECT_NEAR(result["probabilities"]["11"].get<double>(), 0.5, test::kExact);
  EXPECT_FALSE(result["probabilities"].contains("01"));
  EXPECT_FALSE(result.contains("counts"));
  EXPECT_FALSE(result.contains("gradients"));
}

TEST_F(CircuitCommand, ShotsComeFromTheirSeed) {
  const std::string path = file(kBell);
  const Json result = json({path, "--shots", "1000", "--seed", "5"});
  EXPECT_EQ(result["counts"]["00"].get<int>() + result["counts"]["11"].get<int>(), 1000);
  EXPECT_EQ(result, json({path, "--shots", "1000", "--seed", "5"}));
  EXPECT_NE(result["counts"], json({path, "--shots", "1000", "--seed", "6"})["counts"]);
  EXPECT_EQ(result["standard_errors"].size(), 2u);
}

// Z of a wire is what is counted; X0 needs a sample of its own, as does the half of the last one that is not diagonal.
TEST_F(CircuitCommand, EstimatesAndCountsComeFromOneSample) {
  const Json result = json({file("OPENQASM 2.0;\nqreg q[2];\nU(pi/2, 0, pi) q[0];\nU(0.3, 0, 0) q[1];\n"), "--shots",
                            "10", "--observable", "Z0", "--observable", "X0", "--observable", "Z0 Z1 + Y1"});
  double z0 = 0;
  for (const auto& [bits, count] : result["counts"].items()) z0 += (bits[0] == '0' ? 0.1 : -0.1) * count.get<double>();
  EXPECT_NEAR(result["expectations"][0].get<double>(), z0, test::kExact);
  EXPECT_EQ(result["samples"], Json::parse(R"([{"basis": "ZZ", "observables": ["Z0", "Z0 Z1 + Y1"]},
                                              {"basis": "XY", "observables": ["X0", "Z0 Z1 + Y1"]}])"));
  EXPECT_THAT(call_program({"circuit", file(kBell), "--shots", "10"}).out,
              HasSubstr("one sample of 10 shots in basis ZZ: counts; Z0; Z1"));
}

// 2^18 members: their number of steps would be 2^36 if each looked for itself.
TEST_F(CircuitCommand, ProbabilitiesOfManyWiresAreWrittenAsTheyCome) {
  const auto printed =
      call_program({"circuit", file("OPENQASM 2.0;\nqreg q[18];\nU(pi/2, 0, pi) q;\n"), "--probabilities", "--json"});
  const auto result = nlohmann::json::parse(printed.out);  // Json looks names up one by one
  ASSERT_EQ(result["probabilities"].size(), std::size_t{1} << 18);
  EXPECT_NEAR(result["probabilities"].front().get<double>(), std::ldexp(1.0, -18), 1e-15);
}

TEST_F(CircuitCommand, ProbabilitiesAreSummedOverWiresThatAreNotMeasured) {
  const Json result = json({file("OPENQASM 2.0;\nqreg q[3];\ncreg c[2];\nx q[2];\nU(pi/2, 0, pi) q[1];\nmeasure q[2] "
                                 "-> c[0];\nmeasure q[0] -> c[1];\n"),
                            "--probabilities"});
  ASSERT_EQ(result["probabilities"].size(), 1u);
  EXPECT_NEAR(result["probabilities"]["10"].get<double>(), 1, test::kExact);
}

TEST_F(CircuitCommand, OnlyMeasuredWiresAreCounted) {
  const Json result =
      json({file("OPENQASM 2.0;\nqreg q[3];\ncreg c[2];\nx q[2];\nmeasure q[2] -> c[0];\nmeasure q[0] -> c[1];\n"),
            "--shots", "10"});
  EXPECT_EQ(result["counts"], (Json{{"10", 10}}));
}

TEST_F(CircuitCommand, GradientsAreByTheParametersOrByEveryAngle) {
  const std::string path = file(kTurned);
  const Json by_input = json({path, "--set", "theta=0.3", "--observable", "Z0", "--gradient"});
  EXPECT_EQ(by_input["parameters"], Json::array({"theta"}));
  EXPECT_NEAR(by_input["expectations"][0].get<double>(), std::cos(0.6), test::kExact);
  EXPECT_NEAR(by_input["gradients"][0][0].get<double>(), -2 * std::sin(0.6), test::kExact);

  const Json by_angle = json({file("OPENQASM 2.0;\nqreg q[1];\nrx(0.4) q[0];\nrx(0.1) q[0];\n"), "--gradient"});
  EXPECT_EQ(by_angle["parameters"].size(), 2u);
  EXPECT_NEAR(by_angle["gradients"][0][1].get<double>(), -std::sin(0.5), test::kExact);
}

TEST_F(CircuitCommand, NoiseFollowsTheGates) {
  const Json result =
      json({file("OPENQASM 2.0;\nqreg q[1];\nx q[0];\n"), "--noise", "bit_flip(0.1), readout_error(0, 0.25)"});
  EXPECT_NEAR(result["expectations"][0].get<double>(), 1 - 2 * 0.9 * 0.75, test::kExact);
}

TEST_F(CircuitCommand, TextNamesWhatItShows) {
  const auto result = call_program({"circuit", file(kBell), "--shots", "100", "--gradient", "--probabilities"});
  EXPECT_EQ(result.code, kSuccess);
  for (const char* word : {"estimate", "Z0", "standard error", "derivative of <Z1>", "probability", "counts"})
    EXPECT_THAT(result.out, HasSubstr(word));
}

// A model's circuit, written and read again, gives what the closed form of one repetition says.
TEST_F(CircuitCommand, ModelsAreWrittenForOtherTools) {
  const auto written = call_program({"circuit", "--model", "resqunn", "--layer", "2", "--format", "qasm3"});
  EXPECT_EQ(written.code, kSuccess);
  EXPECT_THAT(written.out, HasSubstr("input float theta3;"));
  std::vector<std::string> arguments{file(written.out)};
  double product = 1;
  std::vector<double> expected;
  for (int i = 0; i < 4; ++i) {
    arguments.insert(arguments.end(),
                     {"--set", fmt::format("x{}=0.{}", i, i + 1), "--set", fmt::format("theta{}=0.{}", i, i + 5)});
    expected.push_back(product *= std::cos(0.1 * (i + 1)) * std::cos(0.1 * (i + 5)));
  }
  const Json result = json(arguments);
  for (std::size_t i = 0; i < 4; ++i) EXPECT_NEAR(result["expectations"][i].get<double>(), expected[i], test::kExact);

  arguments[0] = "--model=resqunn";
  arguments.insert(arguments.end(), {"--layer", "2", "--format", "qasm2"});
  arguments.insert(arguments.begin(), "circuit");
  EXPECT_THAT(call_program(arguments).out, HasSubstr("ry(0.1) q[0];"));
}

TEST_F(CircuitCommand, IsDrawnAndDescribed) {
  const auto text = call_program({"circuit", "--model", "resqunn", "--layer", "2", "--format", "text"});
  EXPECT_EQ(text.code, kSuccess);
  EXPECT_THAT(text.out, HasSubstr("q0: ─┤RY(x₀)├─┤RX(θ₀)├─●"));
  EXPECT_THAT(call_program({"circuit", "--model", "resqunn", "--layer", "1", "--format", "svg"}).out,
              HasSubstr("<title>resqunn quanv1</title>"));

  const Json json =
      Json::parse(call_program({"circuit", "--model", "resqunn", "--layer", "1", "--format", "json"}).out);
  EXPECT_EQ(json["wires"], 4);
  EXPECT_EQ(json["weights"], 16);
  EXPECT_EQ(json["measured"], Json({0, 1, 2, 3}));
  EXPECT_EQ(json["operations"].size(), 4u * (4 + 4 + 3));
  EXPECT_EQ(json["operations"][0]["angles"][0]["source"], "input");
  const Json head = Json::parse(call_program({"circuit", "--model", "resqunn", "--head", "quantum", "--classes", "4",
                                              "--head_wires", "last", "--layer", "3", "--format", "json"})
                                    .out);
  EXPECT_EQ(head["preparation"], "amplitudes");
  EXPECT_EQ(head["measured"], Json({6, 7, 8, 9}));
}

// With values for its parameters a circuit is drawn with them.
TEST_F(CircuitCommand, IsDrawnWithItsValues) {
  const std::string path =
      file("OPENQASM 3.0;\ninclude \"stdgates.inc\";\ninput float theta;\nqubit q;\nrx(theta) q;\n");
  EXPECT_THAT(call_program({"circuit", path, "--format", "text"}).out, HasSubstr("RX(theta)"));
  EXPECT_THAT(call_program({"circuit", path, "--format", "text", "--set", "theta=0.5"}).out, HasSubstr("RX(0.5)"));
}

TEST_F(CircuitCommand, MistakesAreExplained) {
  const std::string bell = file(kBell);
  expect_refused({}, "name a FILE or a --model");
  expect_refused({bell, "--model", "resqunn"}, "one of them");
  expect_refused({"nowhere.qasm"}, "nowhere.qasm");
  expect_refused({folder_.path().string()}, "no file that can be opened");
  expect_refused({bell, "--observable", "Z7"}, "no wire 7");
  expect_refused({bell, "--observable", "Q0"}, "column 1");
  expect_refused({bell, "--shots", "0"}, "--shots 0");
  expect_refused({bell, "--seed", "-1"}, "--seed -1");
  expect_refused({file(kTurned), "--set", "theta=1", "--set", "theta=2"}, "has a value already");
  file(kBell);
  expect_refused({bell, "--noise", "depolarising(0.1)"}, "depolarizing");
  expect_refused({bell, "--format", "png"}, "--format png: text, svg, json, qasm2 or qasm3");
  expect_refused({bell, "--set", "theta"}, "NAME=NUMBER");
  expect_refused({bell, "--set", "theta=1"}, "no parameter `theta`");
  expect_refused({"--model", "resqunn", "--layer", "5", "--format", "qasm3"}, "layers 1 to 2");
  expect_refused({"--model", "resqunn", "--head", "quantum", "--layer", "3", "--format", "qasm3"}, "amplitudes");
  expect_refused({file(kTurned)}, "theta");
  expect_refused({file("OPENQASM 2.0;\nqreg q[2];\ncx q[0];\n")}, "circuit.qasm:3:");
}

}  // namespace
}  // namespace quanvas::cli
