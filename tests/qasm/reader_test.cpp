#include "qasm/reader.hpp"

#include <cmath>
#include <numbers>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/circuit_unitary.hpp"
#include "support/error_of.hpp"

namespace quanvas::qasm {
namespace {

using sim::Angle;
using sim::gate;
using test::error_of;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::StartsWith;

constexpr double kPi = std::numbers::pi;

Program read2(std::string_view body) {
  return read(fmt::format("OPENQASM 2.0;\ninclude \"qelib1.inc\";\n{}", body), "f");
}
Program read3(std::string_view body) {
  return read(fmt::format("OPENQASM 3.0;\ninclude \"stdgates.inc\";\n{}", body), "f");
}

std::vector<Wire> wires(std::initializer_list<std::uint32_t> values) {
  std::vector<Wire> result;
  for (const std::uint32_t value : values) result.emplace_back(value);
  return result;
}

void expect_same(const sim::Circuit& actual, const sim::Circuit& expected, const std::vector<double>& weights = {}) {
  ASSERT_EQ(actual.wires(), expected.wires());
  ASSERT_EQ(actual.weights(), expected.weights());
  EXPECT_EQ(actual.inputs(), 0U);
  const test::Matrix a = test::circuit_unitary(actual, {}, weights);
  const test::Matrix b = test::circuit_unitary(expected, {}, weights);
  EXPECT_LT(test::distance_up_to_phase(a, b), 1e-12);
}

TEST(Reader, ReadsARegisterAndGates) {
  sim::Circuit expected(3, 0, 0);
  expected.add(gate("h"), wires({0}));
  expected.add(gate("cx"), wires({0, 2}));
  expected.add(gate("u3"), wires({1}), {Angle::constant(kPi / 2), Angle::constant(0.25), Angle::constant(-1)});
  constexpr std::string_view kGates = "h q[0]; cx q[0], q[2];\n u3(pi/2, 0.25, -1) q[1];";
  expect_same(read2(fmt::format("qreg q[3]; {}", kGates)).circuit, expected);
  expect_same(read3(fmt::format("qubit[3] q; {}", kGates)).circuit, expected);
  expect_same(read("OPENQASM 2.0; qreg q[3]; U(pi/2,0,pi) q[0]; CX q[0],q[2]; U(pi/2,0.25,-1) q[1];", "f").circuit,
              expected);
  for (const char* version : {"3", "3.1"})
    expect_same(read(fmt::format("OPENQASM {}; qreg q[3]; {}", version, kGates), "f").circuit, expected);
}

TEST(Reader, GivesWiresInTheOrderOfTheirRegisters) {
  const Program program = read3("qubit[2] b; qubit a; qreg c[1]; x a; y b[1]; z c[0];");
  EXPECT_THAT(program.wires, ElementsAre("b[0]", "b[1]", "a", "c[0]"));
  sim::Circuit expected(4, 0, 0);
  expected.add(gate("x"), wires({2}));
  expected.add(gate("y"), wires({1}));
  expected.add(gate("z"), wires({3}));
  expect_same(program.circuit, expected);
}

TEST(Reader, AppliesGatesToWholeRegisters) {
  const Program program = read2("qreg a[2]; qreg b[2]; qreg c[1]; h a; cx a, b; cx b[0], a; cx a, c[0];");
  sim::Circuit expected(5, 0, 0);
  for (const auto wire : {0U, 1U}) expected.add(gate("h"), wires({wire}));
  for (const auto wire : {0U, 1U}) expected.add(gate("cx"), wires({wire, wire + 2}));
  for (const auto wire : {0U, 1U}) expected.add(gate("cx"), wires({2, wire}));
  for (const auto wire : {0U, 1U}) expected.add(gate("cx"), wires({wire, 4}));
  expect_same(program.circuit, expected);
}

TEST(Reader, ExpandsDefinitions) {
  const Program program = read2(R"(
    gate majority a, b, c { cx c, b; cx c, a; ccx a, b, c; }
    gate turn(x) a { rz(-x/2) a; barrier a; ry(x^2) a; }
    qreg q[3];
    majority q[2], q[0], q[1];
    barrier q[0], q;
    turn(0.5) q;)");
  sim::Circuit expected(3, 0, 0);
  expected.add(gate("cx"), wires({1, 0}));
  expected.add(gate("cx"), wires({1, 2}));
  expected.add(gate("ccx"), wires({2, 0, 1}));
  for (const auto wire : {0U, 1U, 2U}) {
    expected.add(gate("rz"), wires({wire}), {Angle::constant(-0.25)});
    expected.add(gate("ry"), wires({wire}), {Angle::constant(0.25)});
  }
  expect_same(program.circuit, expected);
}

TEST(Reader, InputsBecomeWeights) {
  const Program program = read3(R"(
    input float theta; input angle[32] phi; input float[64] unused;
    const float shift = pi / 4; const int n = 2;
    qubit[n] q;
    gate twice(a) b { rx(2 * a) b; }
    rx(theta) q[0];
    ry(-phi / n + shift) q[n - 1];
    twice(theta + 1) q[0];
    gphase(theta);
    inv @ rz(3 * phi) q[1];)");
  EXPECT_THAT(program.parameters, ElementsAre("theta", "phi", "unused"));
  sim::Circuit expected(2, 0, 3);
  expected.add(gate("rx"), wires({0}), {Angle::weight(Slot(0))});
  expected.add(gate("ry"), wires({1}),
               {{.source = Angle::Source::weight, .slot = Slot(1), .scale = -0.5, .offset = kPi / 4}});
  expected.add(gate("rx"), wires({0}), {{.source = Angle::Source::weight, .slot = Slot(0), .scale = 2, .offset = 2}});
  expected.add(gate("rz"), wires({1}), {Angle::weight(Slot(1), -3)});
  expect_same(program.circuit, expected, {0.3, 0.7, 5});
}

TEST(Reader, FormulasOfInputsBecomeFurtherWeights) {
  const sim::Program program = read_program(
      "input float a; input float b; qubit[2] q; gate f(x, y) r { rx(x * y) r; } rx(a * b) q[0]; f(a, b + 1) q[1]; "
      "ry(2 * a) q[0]; rz(sin(a)) q[1];",
      "f");
  EXPECT_THAT(program.parameters, ElementsAre("a", "b"));
  EXPECT_EQ(program.weights(), 5U);
  const std::vector<double> values = program.weight_values(std::vector{0.3, 0.7});
  sim::Circuit expected(2, 0, 0);
  expected.add(gate("rx"), wires({0}), {Angle::constant(0.3 * 0.7)});
  expected.add(gate("rx"), wires({1}), {Angle::constant(0.3 * 1.7)});
  expected.add(gate("ry"), wires({0}), {Angle::constant(0.6)});
  expected.add(gate("rz"), wires({1}), {Angle::constant(std::sin(0.3))});
  const test::Matrix actual = test::circuit_unitary(sim::circuit_of(program), {}, values);
  EXPECT_LT(test::distance_up_to_phase(actual, test::circuit_unitary(expected, {}, {})), 1e-12);
  // d(a b) and so on, each once: by the chain rule.
  const std::vector<double> gradient =
      program.parameter_gradient(std::vector{1.0, 0.0, 1.0, 1.0, 1.0}, std::vector{0.3, 0.7});
  EXPECT_NEAR(gradient[0], 1 + 0.7 + 1.7 + std::cos(0.3), 1e-12);
  EXPECT_NEAR(gradient[1], 0.3 + 0.3, 1e-12);
}

TEST(Reader, ReadsModifiers) {
  const Program program = read3(
      "qubit[3] q; inv @ s q[0]; ctrl @ rx(0.5) q[1], q[0]; inv @ ctrl(2) @ x q[2], q[1], q[0]; inv @ u3(1, 2, 3) "
      "q[0];");
  sim::Circuit expected(3, 0, 0);
  expected.add(gate("sdg"), wires({0}));
  expected.add(gate("crx"), wires({1, 0}), {Angle::constant(0.5)});
  expected.add(gate("ccx"), wires({2, 1, 0}));
  expected.add(gate("u3"), wires({0}), {Angle::constant(-1), Angle::constant(-3), Angle::constant(-2)});
  expect_same(program.circuit, expected);
}

TEST(Reader, RecordsFinalMeasurements) {
  EXPECT_THAT(read2("qreg q[2]; creg c[2]; h q; measure q -> c;").measured, ElementsAre(Wire(0), Wire(1)));
  EXPECT_THAT(read2("qreg q[2]; creg c[2]; measure q[0] -> c[1]; h q[1]; measure q[1]->c[0];").measured,
              ElementsAre(Wire(1), Wire(0)));
  EXPECT_THAT(read3("qubit[2] q; bit[2] c; c = measure q;").measured, ElementsAre(Wire(0), Wire(1)));
  EXPECT_THAT(read3("qubit[2] q; bit c; c = measure q[1];").measured, ElementsAre(Wire(1)));
  EXPECT_THAT(read3("qubit[2] q; bit[2] c; c[1] = measure q[0];").measured, ElementsAre(Wire(0)));
  EXPECT_THAT(read3("qubit[2] q; bit[2] c = measure q;").measured, ElementsAre(Wire(0), Wire(1)));
  EXPECT_THAT(read3("qubit[2] q; bit[2] c; c[0] = measure q[1]; c[1] = measure q[0];").measured,
              ElementsAre(Wire(1), Wire(0)));
  EXPECT_THAT(read3("qubit[3] q; bit[2] c; measure q[2] -> c[1]; measure q[0] -> c[1]; measure q[1] -> c[0];").measured,
              ElementsAre(Wire(1), Wire(0)));
  EXPECT_THAT(read3("qubit[2] q; measure q; barrier;").measured, IsEmpty());
  EXPECT_THAT(read3("qubit q;").measured, IsEmpty());
}

TEST(Reader, AFilesGateHidesAStandardOne) {
  const Program program = read2("gate sx a { h a; } gate u3(x) a { rx(x) a; } qreg q[1]; sx q[0]; u3(0.5) q[0];");
  sim::Circuit expected(1, 0, 0);
  expected.add(gate("h"), wires({0}));
  expected.add(gate("rx"), wires({0}), {Angle::constant(0.5)});
  expect_same(program.circuit, expected);
}

TEST(Reader, RefusesOtherVersions) {
  EXPECT_EQ(error_of([] { read("", "f"); }), "f:1:1: the program has no qubits");
  EXPECT_THAT(error_of([] { read("qreg q[1]; OPENQASM 2.0;", "f"); }),
              StartsWith("f:1:12: `OPENQASM` must be the first statement"));
  EXPECT_EQ(error_of([] { read("OPENQASM 4.0;", "f"); }),
            "f:1:10: OpenQASM 4.0 is not supported, only 2.0, 3.0 and 3.1");
}

TEST(Reader, ALongProgramIsRefusedSoon) {
  std::string text = "gate g0 a { x a; }";
  for (int i = 1; i < 60; ++i) text += fmt::format(" gate g{0} a {{ g{1} a; g{1} a; }}", i, i - 1);
  EXPECT_THAT(error_of([&] { read2(text + " qreg q[24];\ng59 q;"); }),
              StartsWith("f:4:1: the program is too long: more than 4000000 gates"));
}

}  // namespace
}  // namespace quanvas::qasm
