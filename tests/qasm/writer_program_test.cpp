// Programs that are written and read again: registers, measurements, parameters, definitions and decisions are theirs.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "qasm/reader.hpp"
#include "qasm/writer.hpp"
#include "support/circuit_unitary.hpp"
#include "support/dense_program.hpp"
#include "support/error_of.hpp"

namespace quanvas::qasm {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

sim::Program again(const sim::Program& program, Version version) {
  return read_program(write(program, version), "written");
}

TEST(WriterProgram, KeepsRegistersParametersAndMeasurements) {
  const sim::Program program = read_program(
      "OPENQASM 3.0; include \"stdgates.inc\"; input float[64] gamma; input angle[32] beta; qubit[2] data; qubit a; "
      "bit[2] "
      "c; bit d; ry(2*gamma - 0.5) data[0]; rx(-beta) data[1]; cp(gamma/3) data[0], data[1]; rz(gamma * beta) a; "
      "barrier "
      "data; c[1] = measure data[0]; d = measure a;",
      "f");
  EXPECT_EQ(write(program, Version::qasm3), R"(OPENQASM 3.0;
include "stdgates.inc";
input float gamma;
input float beta;
qubit[2] data;
qubit a;
bit[2] c;
bit d;
ry(2 * gamma - 0.5) data[0];
rx(-beta) data[1];
cp(0.3333333333333333 * gamma) data[0], data[1];
rz((gamma * beta)) a;
barrier data[0], data[1];
c[1] = measure data[0];
d = measure a;
)");
  const sim::Program read = again(program, Version::qasm3);
  EXPECT_THAT(read.parameters, ElementsAre("gamma", "beta"));
  EXPECT_EQ(read.measured, program.measured);
  EXPECT_EQ(write(sim::bind(program, std::vector{0.25, 2.0}), Version::qasm2), R"(OPENQASM 2.0;
include "qelib1.inc";
qreg data[2];
qreg a[1];
creg c[2];
creg d[1];
ry(0) data[0];
rx(-2) data[1];
cu1(0.08333333333333333) data[0], data[1];
rz(0.5) a[0];
barrier data[0], data[1];
measure data[0] -> c[1];
measure a[0] -> d[0];
)");
}

// Under noise a gate is one gate in whatever version it is written.
TEST(WriterProgram, GatesAreWrittenAsThemselves) {
  const sim::Program program = read_program(
      "OPENQASM 3.0; gate pair(t) a, b { h a; cx a, b; rz(t ** 2) b; } gate nothing a { } qubit[4] q; rzz(0.3) q[0], "
      "q[1]; "
      "sx q[1]; pair(0.5) q[2], q[0]; nothing q; ctrl(3) @ x q[0], q[1], q[2], q[3]; c3x q[3], q[1], q[2], q[0]; "
      "cu3(0.1, "
      "0.2, 0.3) q[1], q[0]; negctrl @ pair(0.4) q[3], q[1], q[0]; pow(0.5) @ h q[0]; csx q[0], q[3]; inv @ pair(0.1) "
      "q[0], q[1];",
      "f");
  const sim::NoiseModel noise = sim::parse_noise("depolarizing(0.02), amplitude_damping(0.01)");
  const test::Matrix expected = test::final_density(sim::circuit_of(program, noise), {}, {});
  for (const Version version : {Version::qasm2, Version::qasm3}) {
    const sim::Program read = again(program, version);
    EXPECT_EQ(read.body.size(), program.body.size());
    EXPECT_LT((test::final_density(sim::circuit_of(read, noise), {}, {}) - expected).norm(), 1e-12);
    EXPECT_LT((test::final_density(sim::circuit_of(again(read, version), noise), {}, {}) - expected).norm(), 1e-12);
  }
  EXPECT_THAT(write(program, Version::qasm3),
              HasSubstr("gate pair(p0) q0, q1 { h q0; cx q0, q1; rz((p0 ** 2)) q1; }\n"));
  EXPECT_THAT(write(program, Version::qasm3), HasSubstr("pair(0.5) q[2], q[0];"));
  EXPECT_THAT(write(program, Version::qasm2), HasSubstr("rz((p0 ^ 2)) q1;"));
}

constexpr std::string_view kDynamic =
    "qubit[2] q; bit[2] c; bit d; uint[3] n = 1; h q[0]; c[0] = measure q[0]; if (c == 1) { x q[1]; n += 2; } else { "
    "ry(0.3) "
    "q[1]; } reset q[0]; h q[0]; while (c[0] == 1 && n != 6) { rx(0.4) q[1]; c[0] = measure q[0]; h q[0]; n += 1; } "
    "c[1] = "
    "measure q[1]; d = n[1];";

TEST(WriterProgram, DecisionsAreKept) {
  const sim::Program program = read_program(kDynamic, "f");
  const auto expected = test::run_densely(program, {});
  const sim::Program read = again(program, Version::qasm3);
  const auto actual = test::run_densely(read, {});
  EXPECT_EQ(actual.probabilities.size(), expected.probabilities.size());
  for (const auto& [bits, probability] : expected.probabilities)
    EXPECT_NEAR(actual.probabilities.at(bits), probability, 1e-12);
  EXPECT_LT((actual.density - expected.density).norm(), 1e-12);
  EXPECT_EQ(write(read, Version::qasm3), write(again(read, Version::qasm3), Version::qasm3));
}

TEST(WriterProgram, OpenQasm2HasConditionsOnRegistersAlone) {
  constexpr std::string_view kText = R"(OPENQASM 2.0;
include "qelib1.inc";
qreg q[2];
creg c[2];
h q[0];
measure q[0] -> c[0];
if (c == 1) x q[1];
reset q[0];
measure q[1] -> c[1];
)";
  EXPECT_EQ(write(read_program(kText, "f"), Version::qasm2), kText);
  EXPECT_THAT(test::error_of([] { write(read_program(kDynamic, "f"), Version::qasm2); }),
              HasSubstr("cannot be written as OpenQASM 2: write OpenQASM 3"));
}

TEST(WriterProgram, NamesThatTheVersionLacksAreChanged) {
  const sim::Program program = read_program(
      "OPENQASM 3.0; input float θ; gate π_2 a { h a; x a; } qubit[2] Q; bit ψ; rx(θ) Q[0]; π_2 Q[1]; ψ = "
      "measure Q[0]; x $1;",
      "f");
  EXPECT_THAT(write(program, Version::qasm3), HasSubstr("rx(θ) Q[0];\nπ_2 Q[1];\nx $1;\nψ = measure Q[0];"));
  const std::string text = write(sim::bind(program, std::vector{0.5}), Version::qasm2);
  EXPECT_EQ(read_program(text, "written").body.size(), program.body.size());
  EXPECT_THAT(text, HasSubstr("qreg quanvas_Q[2];"));
  // A gate's name, and a word of OpenQASM 3, are names of registers in OpenQASM 2.
  const sim::Program old = read_program("OPENQASM 2.0; qreg bit[1]; qreg x[1]; U(1,2,3) bit[0]; CX bit[0], x[0];", "f");
  EXPECT_EQ(again(old, Version::qasm3).body.size(), 2U);
}

}  // namespace
}  // namespace quanvas::qasm
