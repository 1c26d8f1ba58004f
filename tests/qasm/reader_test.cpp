#include "qasm/reader.hpp"

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
  EXPECT_THAT(read2("qreg q[2]; creg c[2]; measure q[1] -> c[0]; h q[0]; measure q[0]->c[1];").measured,
              ElementsAre(Wire(1), Wire(0)));
  EXPECT_THAT(read3("qubit[2] q; bit[2] c; c = measure q;").measured, ElementsAre(Wire(0), Wire(1)));
  EXPECT_THAT(read3("qubit[2] q; bit c; c = measure q[1];").measured, ElementsAre(Wire(1)));
  EXPECT_THAT(read3("qubit[2] q; bit[2] c; c[1] = measure q[0];").measured, ElementsAre(Wire(0)));
  EXPECT_THAT(read3("qubit[2] q; bit[2] c = measure q;").measured, ElementsAre(Wire(0), Wire(1)));
  EXPECT_THAT(read3("qubit[2] q; measure q; barrier;").measured, ElementsAre(Wire(0), Wire(1)));
  EXPECT_THAT(read3("qubit q;").measured, IsEmpty());
}

TEST(Reader, AFilesGateHidesAStandardOne) {
  const Program program = read2("gate sx a { h a; } gate u3(x) a { rx(x) a; } qreg q[1]; sx q[0]; u3(0.5) q[0];");
  sim::Circuit expected(1, 0, 0);
  expected.add(gate("h"), wires({0}));
  expected.add(gate("rx"), wires({0}), {Angle::constant(0.5)});
  expect_same(program.circuit, expected);
}

struct Refused {
  std::string_view text;
  std::string_view place;
  std::string_view reason;
};

// Bodies start at line 2.
constexpr Refused kRefused2[] = {
    {"", "2:1", "the program has no qubits"},
    {"qreg q[2]\nh q;", "3:1", "`;` is expected here, not `h`"},
    {"qreg q[2];\nh q[2];", "3:5", "an index of `q` of 2: it must be a whole number from 0 to 1"},
    {"qreg q[2];\nh q[-1];", "3:5", "an index of `q` of -1"},
    {"qreg q[2];\nhh q;", "3:1", "unknown gate `hh`; did you mean `h`?"},
    {"qreg q[2];\ncx q[0];", "3:1", "this gate acts on 2 qubits, 1 are given"},
    {"qreg q[2];\nh q[0], q[1];", "3:1", "this gate acts on 1 qubits, more are given"},
    {"qreg q[2];\ncx q[1], q[1];", "3:10", "the qubit q[1] is named twice"},
    {"qreg q[2];\ncx q, q[0];", "3:7", "the qubit q[0] is named twice"},
    {"qreg q[2]; qreg r[3];\ncx q, r;", "3:7", "registers of different sizes: `q` of 2 and `r` of 3"},
    {"qreg q[2];\nrx q[0];", "3:1", "the gate rx takes 1 angles, 0 are given"},
    {"qreg q[2];\nh(1) q[0];", "3:1", "the gate h takes 0 angles, 1 are given"},
    {"qreg q[2];\nrx(1/0) q[0];", "3:5", "a division by zero"},
    {"qreg q[2];\nrx(theta) q[0];", "3:4", "unknown name `theta` in an expression"},
    {"qreg q[25];", "2:6", "more than 24 qubits in all"},
    {"qreg q[20];\nqreg r[5];", "3:6", "more than 24 qubits in all"},
    {"qreg q[0];", "2:8", "a size of 0"},
    {"qreg q;", "2:7", "the size of the register is missing"},
    {"qreg q[1]; creg q[1];", "2:17", "`q` is declared already"},
    {"qreg qubits[1];\nh qubit[0];", "3:3", "`qubit` is no register of qubits; did you mean `qubits`?"},
    {"creg c[1]; qreg q[1];\nh c[0];", "3:3", "`c` is no register of qubits"},
    {"qreg q[1];\nif (c == 1) x q[0];", "3:1", "`if` is not supported"},
    {"qreg q[1];\nreset q[0];", "3:1", "`reset` is not supported: circuits are unitary"},
    {"qreg q[1]; opaque magic a;\nmagic q[0];", "3:1", "the gate `magic` is opaque"},
    {"qreg q[1]; creg c[1]; measure q -> c;\nh q[0];", "3:3", "q[0] is measured already"},
    {"qreg q[1]; creg c[2];\nmeasure q -> c;", "3:14", "1 qubits are measured to 2 bits"},
    {"qreg q[1]; creg c[1];\nmeasure q;", "3:10", "`-> BIT` is missing"},
    {"qreg q[1]; creg c[1];\nc = measure q;", "3:1",
     "`c` is a bit register: in OpenQASM 2 measure with `measure q -> c;`"},
    {"qreg q[1]; creg c[1];\nmeasure q -> d;", "3:14", "`d` is no register of bits; did you mean `c`?"},
    {"qubit[2] q;", "2:1", "`qubit` is OpenQASM 3, and the file says OPENQASM 2.0"},
    {"input float x;", "2:1", "`input` is OpenQASM 3"},
    {"qreg q[1]; inv @ h q[0];", "2:16", "`inv @` is no modifier of OpenQASM 2"},
    {"include \"mine.inc\";", "2:9", "cannot include \"mine.inc\": only qelib1.inc and stdgates.inc"},
    {"include mine;", "2:9", "a file's name in quotes is expected here, not `mine`"},
    {"gate f a { f a; }", "2:12", "unknown gate `f`"},
    {"gate f a { x a; }\ngate f a { y a; }", "3:6", "the gate `f` is defined already"},
    {"gate f a { x b; }", "2:14", "`b` is no qubit of the gate f; did you mean `a`?"},
    {"gate f a { x a[0]; }", "2:15", "`a` is a single qubit here"},
    {"gate f a, b { cx a, a; }", "2:21", "the qubit `a` is named twice"},
    {"gate f a, b { cx a; }", "2:15", "this gate acts on 2 qubits, 1 are given"},
    {"gate f(x, x) a { }", "2:11", "`x` is named twice"},
    {"gate f a { x a;", "2:16", "a statement is expected here, not the end of the file"},
    {"gate f a { measure a; }", "2:12", "unknown gate `measure`"},
    {"qreg q[1]; rx(1 q[0];", "2:17", "`)` is expected here, not `q`"},
    {"qreg q[1]; /* h q;", "2:12", "this comment does not end"},
    {"; qreg q[1];", "2:1", "a statement is expected here, not `;`"},
    {"qreg q[1]; # h", "2:12", "an unexpected `#`"},
};

constexpr Refused kRefused3[] = {
    {"qubit q;\nx q[0];", "3:4", "`q` is single: it has no index"},
    {"qubit[4] q;\nx q[0:2];", "3:6", "slices of registers are not supported"},
    {"qubit[4] q;\nx q[{0, 1}];", "3:5", "slices of registers are not supported"},
    {"qubit q;\nx $0;", "3:3", "an unexpected `$`"},
    {"input float t; qubit q;\nrx(sin(t)) q;", "3:4",
     "`sin` of an input: an angle may only be number * input + number"},
    {"input float t; input float s; qubit q;\nrx(t * s) q;", "3:6", "a product of two inputs"},
    {"input float t; gate f(a) q { rx(1 +\na * a) q; } qubit q; f(t) q;", "3:3", "a product of two inputs"},
    {"input bool t;", "2:7", "`input bool` is not supported, only of the types float and angle"},
    {"input float t; const float s = 2 * t;", "2:32", "the constant `s` depends on an input"},
    {"input float t;\nqubit[t] q;", "3:7", "a size cannot depend on an input"},
    {"input float t; input float t;", "2:28", "`t` is declared already"},
    {"float t = 1;", "2:1", "`float` is not supported"},
    {"for int i in [0:2] { }", "2:1", "`for` is not supported"},
    {"while (true) { }", "2:1", "`while` is not supported"},
    {"def f(qubit a) { }", "2:1", "`def` is not supported"},
    {"let a = q;", "2:1", "`let` is not supported"},
    {"qubit q; pow(2) @ x q;", "2:10", "the modifier `pow` is not supported"},
    {"qubit[2] q; negctrl @ x q[0], q[1];", "2:13", "the modifier `negctrl` is not supported"},
    {"qubit[2] q; ctrl @ t q[0], q[1];", "2:20", "`ctrl @` of the gate t is not supported"},
    {"bit[2] c; c = 1;", "2:15", "only measurements can be assigned to bits"},
    {"bit[2] c = \"01\";", "2:12", "only measurements can be assigned to bits"},
    {"bit c; qubit[2] q; c = measure q;", "2:20", "2 qubits are measured to 1 bits"},
    {"qubit q; rx(2 ^ 3) q;", "2:15", "the power is written `**` in OpenQASM 3"},
    {"qubit q; θ q;", "2:10", "a character outside ASCII"},
};

TEST(Reader, RefusesWithThePlaceAndTheReason) {
  const auto check = [](std::string_view version, const Refused& refused) {
    const std::string message = error_of([&] { read(fmt::format("OPENQASM {};\n{}", version, refused.text), "f"); });
    EXPECT_THAT(message, StartsWith(fmt::format("f:{}: ", refused.place))) << refused.text;
    EXPECT_THAT(message, HasSubstr(std::string(refused.reason))) << refused.text;
  };
  for (const Refused& refused : kRefused2) check("2.0", refused);
  for (const Refused& refused : kRefused3) check("3.0", refused);
}

TEST(Reader, RefusesOtherVersions) {
  EXPECT_EQ(error_of([] { read("", "f"); }),
            "f:1:1: the version is missing: the first statement must be `OPENQASM 2.0;` or `OPENQASM 3.0;`");
  EXPECT_THAT(error_of([] { read("// no\nqreg q[1];", "f"); }), StartsWith("f:2:1: the version is missing"));
  EXPECT_EQ(error_of([] { read("OPENQASM 4.0;", "f"); }),
            "f:1:10: OpenQASM 4.0 is not supported, only 2.0, 3.0 and 3.1");
}

TEST(Reader, ALongProgramIsRefusedSoon) {
  std::string text = "gate g0 a { x a; }";
  for (int i = 1; i < 60; ++i) text += fmt::format(" gate g{0} a {{ g{1} a; g{1} a; }}", i, i - 1);
  EXPECT_THAT(error_of([&] { read2(text + " qreg q[24];\ng59 q;"); }),
              StartsWith("f:4:1: the program is too long: more than 1000000 gates"));
}

}  // namespace
}  // namespace quanvas::qasm
