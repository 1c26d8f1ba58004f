// Loops, subroutines, conditions, aliases, physical qubits, includes: what they come to.
#include <map>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "qasm/reader.hpp"
#include "support/dense_program.hpp"
#include "support/error_of.hpp"

namespace quanvas::qasm {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

using Outcomes = std::map<std::string, double>;

// The likely outcomes, by the dense reference.
Outcomes outcomes(std::string_view text) {
  Outcomes likely;
  for (const auto& [bits, probability] : test::run_densely(read_program(text, "f"), {}).probabilities)
    if (probability > 1e-9) likely[bits] = std::round(probability * 1e9) / 1e9;
  return likely;
}

TEST(Control, BitsAreThoseThatAreMeasuredTo) {
  EXPECT_EQ(
      outcomes("OPENQASM 2.0; include \"qelib1.inc\"; qreg q[2]; creg c[2]; x q[0]; measure q[1] -> c[1]; measure "
               "q[0] -> c[0];"),
      (Outcomes{{"10", 1}}));
  EXPECT_EQ(
      outcomes("OPENQASM 2.0; include \"qelib1.inc\"; qreg q[2]; creg c[2]; x q[0]; measure q[0] -> c[1]; measure "
               "q[1] -> c[0];"),
      (Outcomes{{"01", 1}}));
  EXPECT_EQ(
      outcomes("qubit[3] q; bit a; bit[2] b; x q[0]; x q[2]; b[1] = measure q[0]; a = measure q[1]; b[1] = measure "
               "q[1]; b[0] = measure q[2];"),
      (Outcomes{{"010", 1}}));
}

TEST(Control, ConditionsOnRegistersAndBits) {
  EXPECT_EQ(
      outcomes("OPENQASM 2.0; include \"qelib1.inc\"; qreg q[2]; creg c[2]; h q[0]; measure q[0] -> c[0]; if(c==1) x "
               "q[1]; measure q[1] -> c[1];"),
      (Outcomes{{"00", 0.5}, {"11", 0.5}}));
  // Bit 0 is the least significant digit.
  EXPECT_EQ(
      outcomes("OPENQASM 2.0; include \"qelib1.inc\"; qreg q[3]; creg c[2]; creg d[1]; x q[1]; measure q[0] -> c[0]; "
               "measure q[1] -> c[1]; if(c==2) x q[2]; measure q[2] -> d[0];"),
      (Outcomes{{"011", 1}}));
  EXPECT_EQ(
      outcomes("qubit[2] q; bit[2] c; x q[0]; c[0] = measure q[0]; if (c[0] == 0) { x q[1]; } else if (c[1]) x q[1]; "
               "else { h q[1]; z q[1]; h q[1]; } c[1] = measure q[1];"),
      (Outcomes{{"11", 1}}));
  // More bits than a number has.
  EXPECT_EQ(
      outcomes("OPENQASM 2.0; qreg q[2]; creg c[70]; U(pi,0,pi) q[0]; measure q[0] -> c[1]; if(c==2) U(pi,0,pi) q[1]; "
               "measure q[1] -> c[69];")
          .begin()
          ->first,
      "01" + std::string(67, '0') + "1");
}

TEST(Control, LoopsAreUnrolled) {
  const std::string_view adder = R"(
    include "stdgates.inc";
    gate majority a, b, c { cx c, b; cx c, a; ccx a, b, c; }
    gate unmaj a, b, c { ccx a, b, c; cx c, a; cx a, b; }
    qubit cin; qubit[2] a; qubit[2] b; qubit cout; bit[3] ans; uint[2] a_in = 3; uint[2] b_in = 2;
    for uint i in [0:1] { if (bool(a_in[i])) x a[i]; if (bool(b_in[i])) x b[i]; }
    majority cin, b[0], a[0];
    for uint i in [0:0] { majority a[i], b[i + 1], a[i + 1]; }
    cx a[1], cout;
    for uint i in [0: -1: 0] { unmaj a[i], b[i + 1], a[i + 1]; }
    unmaj cin, b[0], a[0];
    measure b[0:1] -> ans[0:1]; measure cout -> ans[2];)";
  EXPECT_EQ(outcomes(adder), (Outcomes{{"101", 1}}));  // 3 + 2 = 5, the lowest bit first
  EXPECT_EQ(
      outcomes(
          "qubit[6] q; bit[6] c; for int i in {1, 4} x q[i]; for i in [5:-2:0] { if (i == 3) continue; if (i == 1) "
          "break; x q[i]; } c = measure q;"),
      (Outcomes{{"010011", 1}}));
  EXPECT_EQ(
      outcomes(
          "qubit[3] q; bit[3] c; int n = 3; while (n > 0) { n -= 1; if (n == 1) continue; x q[n]; } c = measure q; "
          "end; x q;"),
      (Outcomes{{"101", 1}}));
}

TEST(Control, SubroutinesAreInlined) {
  EXPECT_EQ(
      outcomes(
          "const int n = 2; def flip(qubit[n] d, int k, angle a) -> bit { x d[k]; rx(a) d[0]; return measure d[k]; "
          "x d[0]; } qubit[3] q; bit[2] c; bit r; r = flip(q[1:2], 1, pi); c = measure q[1:2];"),
      (Outcomes{{"111", 1}}));
  EXPECT_EQ(
      outcomes("def set(qubit a, qubit b) { x a; } def f(int k) -> int { return k * 2 + 1; } qubit[4] q; bit[4] c; "
               "set(q[f(1)], q[0]); set q[0], q[1]; c = measure q;"),
      (Outcomes{{"1001", 1}}));
}

TEST(Control, AliasesSlicesAndConcatenations) {
  EXPECT_EQ(outcomes("qubit[5] q; qubit r; bit[6] c; let a = q[{0, 3}] ++ r; let b = q[-2:-1]; x a; x b[1]; x a[0:1]; "
                     "c[0:4] = measure q; c[5] = measure r;"),
            (Outcomes{{"000011", 1}}));
}

TEST(Control, PhysicalQubitsNeedNoDeclaration) {
  const sim::Program program = read_program("x $2; cx $2, $0;", "f");
  EXPECT_EQ(program.wires, 3U);
  EXPECT_EQ(program.wire_name(Wire(2)), "$2");
  EXPECT_EQ(outcomes("bit[2] c; x $2; cx $2, $0; c[0] = measure $0; c[1] = measure $1;"), (Outcomes{{"10", 1}}));
}

TEST(Control, OnlyWhatAMeasurementDecidesIsDynamic) {
  const auto dynamic = [](std::string_view text) { return read_program(text, "f").dynamic(); };
  EXPECT_FALSE(dynamic("qubit[2] q; bit[2] c; reset q; h q[0]; c[0] = measure q[0]; x q[1]; c[1] = measure q[1];"));
  EXPECT_FALSE(dynamic("qubit[2] q; bit c; int n = 2; if (n == 2) x q[0]; measure q[0]; c = measure q[1];"));
  EXPECT_TRUE(dynamic("qubit q; bit c; c = measure q; x q;"));
  EXPECT_TRUE(dynamic("qubit q; h q; reset q;"));
  EXPECT_TRUE(dynamic("qubit[2] q; bit c; c = measure q[0]; if (c) x q[1];"));
}

TEST(Control, NumbersThatMeasurementsChangeAreBits) {
  // The digits of a uint, counted up in two conditions.
  EXPECT_EQ(
      outcomes("qubit[2] q; bit[2] c; uint[2] n = 1; x q[0]; c = measure q; if (c[0]) n += 2; if (c[1]) { n = 0; } "
               "bit[2] r; r = n;"),
      (Outcomes{{"1011", 1}}));
}

TEST(Control, FilesAreIncludedFromTheirOwnFolder) {
  const std::map<std::string, std::string> files{{"lib/a.inc", "include \"b.inc\"; gate f q { g q; }"},
                                                 {"lib/b.inc", "OPENQASM 3.0; gate g q { U(pi, 0, pi) q; }"},
                                                 {"lib/loop.inc", "include \"loop.inc\";"},
                                                 {"lib/bad.inc", "\n x q;"}};
  const Includes includes = [&](const std::string& name, const std::string& by) -> std::optional<Included> {
    const std::string folder = by.substr(0, by.find_last_of('/') + 1);
    const auto file = files.find(folder + name);
    if (file == files.end()) return std::nullopt;
    return Included{.path = file->first, .text = file->second};
  };
  const sim::Program program = read_program("include \"lib/a.inc\"; qubit q; f q;", "main.qasm", includes);
  EXPECT_EQ(std::get<sim::Gate>(std::get<sim::Operation>(program.body.at(0)).what).id, sim::gate("u3"));
  const auto error = [&](std::string_view text) {
    return test::error_of([&] { read_program(text, "main.qasm", includes); });
  };
  EXPECT_EQ(error("include \"lib/loop.inc\";"), "lib/loop.inc:1:9: \"loop.inc\" includes itself");
  EXPECT_EQ(error("include \"lib/none.inc\";"),
            "main.qasm:1:9: cannot include \"lib/none.inc\": there is no such file beside this one");
  EXPECT_THAT(error("include \"lib/bad.inc\";"), HasSubstr("lib/bad.inc:2:4: `q` is no register of qubits"));
}

}  // namespace
}  // namespace quanvas::qasm
