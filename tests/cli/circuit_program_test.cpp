// `quanvas circuit` on programs that measure, reset and decide while they run, and on what only programs have.
#include <cmath>
#include <fstream>

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

class CircuitProgram : public testing::Test {
 protected:
  std::string file(const std::string& text) {
    const std::string path = (folder_.path() / "program.qasm").string();
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

  test::TemporaryFolder folder_;
};

// Whatever the measurement gives, the second qubit becomes the same, and the first one |0>.
constexpr const char* kCopied =
    "OPENQASM 3.0;\ninclude \"stdgates.inc\";\ninput float theta;\nqubit[2] q;\nbit[2] c;\nry(theta) q[0];\n"
    "c[0] = measure q[0];\nif (c[0] == 1) x q[1];\nreset q[0];\nc[1] = measure q[1];\n";

TEST_F(CircuitProgram, DecidesOnWhatItMeasured) {
  const Json result = json({file(kCopied), "--set", "theta=0.8", "--observable", "Z0", "--observable", "Z1",
                            "--probabilities", "--gradient"});
  EXPECT_NEAR(result["expectations"][0].get<double>(), 1, test::kExact);
  EXPECT_NEAR(result["expectations"][1].get<double>(), std::cos(0.8), test::kExact);
  EXPECT_NEAR(result["probabilities"]["11"].get<double>(), std::pow(std::sin(0.4), 2), test::kExact);
  EXPECT_NEAR(result["probabilities"]["00"].get<double>(), std::pow(std::cos(0.4), 2), test::kExact);
  EXPECT_NEAR(result["gradients"][1][0].get<double>(), -std::sin(0.8), test::kExact);
  EXPECT_EQ(result["bits"], (Json{"c[0]", "c[1]"}));
}

TEST_F(CircuitProgram, SamplesAgreeWithTheEstimatesOfTheSameRun) {
  const Json result = json({file(kCopied), "--set", "theta=0.8", "--observable", "Z1", "--shots", "1000"});
  const auto zeros = result["counts"]["00"].get<double>();
  EXPECT_NEAR(result["expectations"][0].get<double>(), (2 * zeros - 1000) / 1000, test::kExact);
  EXPECT_NEAR(zeros / 1000, std::pow(std::cos(0.4), 2), 0.06);
}

TEST_F(CircuitProgram, BitStringsAreByRegistersOrAsQiskitPrintsThem) {
  const std::string path = file(
      "OPENQASM 2.0;\ninclude \"qelib1.inc\";\nqreg q[3];\ncreg a[2];\ncreg b[1];\nx q[0];\nx q[2];\n"
      "measure q[0] -> a[1];\nmeasure q[1] -> a[0];\nmeasure q[2] -> b[0];\n");
  const Json declared = json({path, "--shots", "5"});
  EXPECT_EQ(declared["counts"], (Json{{"011", 5}}));
  EXPECT_EQ(declared["bits"], (Json{"a[0]", "a[1]", "b[0]"}));
  const Json qiskit = json({path, "--shots", "5", "--bit-order", "qiskit"});
  EXPECT_EQ(qiskit["counts"], (Json{{"110", 5}}));
  EXPECT_EQ(qiskit["bits"], (Json{"b[0]", "a[1]", "a[0]"}));
  EXPECT_EQ(json({"--model", "resqunn",  "--set",       "x0=3.14159265358979",
                  "--set",   "x1=0",     "--set",       "x2=0",
                  "--set",   "x3=0",     "--depths",    "1",
                  "--set",   "theta0=0", "--set",       "theta1=0",
                  "--set",   "theta2=0", "--set",       "theta3=0",
                  "--shots", "3",        "--bit-order", "qiskit"})["counts"],
            (Json{{"1111", 3}}));
  EXPECT_THAT(call_program({"circuit", path, "--shots", "5", "--bit-order", "big"}).err,
              HasSubstr("--bit-order big: declared or qiskit"));
}

TEST_F(CircuitProgram, ALaterMeasurementReplacesAnEarlierOneAndABitThatNothingSetsIsZero) {
  const Json result = json({file("OPENQASM 2.0;\ninclude \"qelib1.inc\";\nqreg q[2];\ncreg c[2];\nx q[1];\n"
                                 "measure q[0] -> c[1];\nmeasure q[1] -> c[1];\n"),
                            "--shots", "4"});
  EXPECT_EQ(result["counts"], (Json{{"01", 4}}));
}

TEST_F(CircuitProgram, ManyIdleWiresAreNoHindrance) {
  const Json result = json({file("OPENQASM 2.0;\ninclude \"qelib1.inc\";\nqreg q[500];\nry(0.3) q[450];\n"
                                 "cx q[450], q[451];\n"),
                            "--observable", "Z450 Z451", "--observable", "Z451"});
  EXPECT_NEAR(result["expectations"][0].get<double>(), 1, test::kExact);
  EXPECT_NEAR(result["expectations"][1].get<double>(), std::cos(0.3), test::kExact);
}

TEST_F(CircuitProgram, GradientsOfProductsOfInputsFollowTheChainRule) {
  const Json result = json({file("OPENQASM 3.0;\ninclude \"stdgates.inc\";\ninput float a;\ninput float b;\nqubit q;\n"
                                 "rx(a * b + sin(a)) q;\n"),
                            "--set", "a=0.7", "--set", "b=-1.2", "--gradient"});
  const double angle = -0.84 + std::sin(0.7);
  EXPECT_NEAR(result["gradients"][0][0].get<double>(), -std::sin(angle) * (-1.2 + std::cos(0.7)), test::kExact);
  EXPECT_NEAR(result["gradients"][0][1].get<double>(), -std::sin(angle) * 0.7, test::kExact);
}

// One channel of two wires after the gate as it is written, whatever the gate is made of: <Z0 Z1> of |00> becomes
// 1 - 16/15 p.
TEST_F(CircuitProgram, NoiseFollowsAGateAsItIsWritten) {
  const std::string path = file(
      "OPENQASM 2.0;\ninclude \"qelib1.inc\";\nqreg q[2];\ngate mine a, b { cx a, b; cx b, a; cx b, a; cx a, b; }\n"
      "mine q[0], q[1];\n");
  const Json result = json({path, "--observable", "Z0 Z1", "--noise", "depolarizing2(0.3)"});
  EXPECT_NEAR(result["expectations"][0].get<double>(), 1 - 16.0 / 15 * 0.3, test::kExact);
}

TEST_F(CircuitProgram, IsWrittenAndDrawnWithItsNames) {
  const std::string path = file(kCopied);
  const auto written = call_program({"circuit", path, "--format", "qasm3"});
  EXPECT_EQ(written.code, kSuccess) << written.err;
  const Json again = json({file(written.out), "--set", "theta=0.8", "--observable", "Z1", "--probabilities"});
  EXPECT_NEAR(again["expectations"][0].get<double>(), std::cos(0.8), test::kExact);
  EXPECT_EQ(again["bits"], (Json{"c[0]", "c[1]"}));

  const std::string drawing = call_program({"circuit", file(kCopied), "--format", "text"}).out;
  EXPECT_THAT(drawing, HasSubstr("q[0]: ─┤RY(theta)├─┤M → c[0]├──────┤|0⟩├───"));
  EXPECT_THAT(drawing, HasSubstr("\nq[1]: ────────────────────────┤if (c[0] == 1)├─┤X├─┤end├─┤M → c[1]├─\n"));
  EXPECT_THAT(call_program({"circuit", path, "--format", "svg"}).out, HasSubstr(">M → c[1]</text>"));
  EXPECT_THAT(call_program({"circuit", path, "--format", "json"}).err,
              HasSubstr("--format json: only gates and final measurements are supported here"));
}

TEST_F(CircuitProgram, JsonNamesWiresParametersAndBits) {
  const auto printed = call_program(
      {"circuit",
       file("OPENQASM 3.0;\ninclude \"stdgates.inc\";\ninput float gamma;\nqubit[2] data;\nqubit spare;\nbit[2] c;\n"
            "ry(gamma) data[1];\nc[1] = measure data[1];\n"),
       "--format", "json"});
  const Json result = Json::parse(printed.out);
  EXPECT_EQ(result["wire_names"], (Json{"data[0]", "data[1]", "spare"}));
  EXPECT_EQ(result["parameters"], Json::array({"gamma"}));
  EXPECT_EQ(result["measured"], Json::array({1}));
  EXPECT_EQ(result["bits"], Json::array({"c[1]"}));
}

}  // namespace
}  // namespace quanvas::cli
