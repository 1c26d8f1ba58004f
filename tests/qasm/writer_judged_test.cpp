// What the writer writes, judged by a reader that is not ours (support/qasm_judge), with the standard files as they are
// in fact: with OpenQASM 2 that of the paper and the longer one that came later.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "qasm/writer.hpp"
#include "support/circuit_unitary.hpp"
#include "support/error_of.hpp"
#include "support/qasm_judge.hpp"
#include "support/random_circuit.hpp"

namespace quanvas::qasm {
namespace {

using sim::Angle;
using test::judge_qasm;
using test::Qelib1;
using testing::HasSubstr;

void expect_meaning(std::string_view text, const test::Matrix& expected,
                    const std::map<std::string, double>& inputs = {}) {
  for (const Qelib1 qelib1 : {Qelib1::first, Qelib1::later}) {
    const test::JudgedProgram program = judge_qasm(text, qelib1, inputs);
    ASSERT_EQ(program.unitary.rows(), expected.rows());
    EXPECT_LT(test::distance_up_to_phase(program.unitary, expected), 1e-12) << text;
  }
}

TEST(WriterJudged, EveryGateIsWhatItIsCalled) {
  for (const sim::GateInfo& info : sim::kGates)
    for (const std::vector<std::uint32_t>& order : {std::vector<std::uint32_t>{2, 0, 1}, {0, 1, 2}, {1, 2, 0}}) {
      SCOPED_TRACE(info.name);
      sim::Circuit circuit(3, 0, 0);
      std::vector<Wire> on;
      for (unsigned w = 0; w < info.wires; ++w) on.emplace_back(order[w]);
      std::vector<Angle> angles{Angle::constant(0.3), Angle::constant(-1.7), Angle::constant(2.9)};
      angles.resize(info.angles);
      circuit.add(sim::find_gate(info.name).value(), on, angles);
      for (const Version version : {Version::qasm2, Version::qasm3})
        expect_meaning(write(circuit, version), test::circuit_unitary(circuit, {}, {}));
    }
}

TEST(WriterJudged, RandomCircuitsMeanTheSame) {
  for (std::uint64_t seed = 0; seed < 40; ++seed) {
    SCOPED_TRACE(seed);
    RandomStream stream(seed, "judged");
    const sim::Circuit all = test::random_circuit(stream, {.wires = 1 + seed % 4, .operations = 25});
    sim::Circuit circuit(all.wires(), all.inputs(), all.weights());
    for (const sim::Operation& operation : all.operations())
      if (std::holds_alternative<sim::Gate>(operation.what) || operation.wires.size() == 1) circuit.add(operation);
    std::map<std::string, double> values;
    std::vector<double> inputs(circuit.inputs());
    std::vector<double> weights(circuit.weights());
    for (std::size_t i = 0; i < inputs.size(); ++i) values[fmt::format("x{}", i)] = inputs[i] = stream.uniform(-3, 3);
    for (std::size_t i = 0; i < weights.size(); ++i)
      values[fmt::format("theta{}", i)] = weights[i] = stream.uniform(-3, 3);
    const test::Matrix expected = test::circuit_unitary(circuit, inputs, weights);
    expect_meaning(write(circuit, Version::qasm3), expected, values);
    expect_meaning(write(qasm::bind(circuit, inputs, weights), Version::qasm2), expected);
  }
}

constexpr std::string_view kHead2 = "OPENQASM 2.0;\ninclude \"qelib1.inc\";\n";
constexpr std::string_view kHead3 = "OPENQASM 3.0;\ninclude \"stdgates.inc\";\n";

test::Matrix meaning(std::string_view head, std::string_view body) {
  return judge_qasm(fmt::format("{}{}", head, body), Qelib1::first).unitary;
}

// The judge itself, on matrices that are known.
TEST(WriterJudged, TheJudgeReadsPrograms) {
  const double root = std::sqrt(0.5);
  test::Matrix bell(4, 4);
  bell << root, 0, root, 0, 0, root, 0, root, 0, root, 0, -root, root, 0, -root, 0;
  const auto close = [](const test::Matrix& a, const test::Matrix& b) { return (a - b).norm() < 1e-14; };
  EXPECT_TRUE(close(meaning(kHead2, "qreg q[2]; // two\nh q[0];\ncx q[0],q[1];"), bell));
  EXPECT_TRUE(
      close(meaning(kHead2, "qreg a[1]; qreg b[1]; creg c[1]; barrier a,b; h a; CX a,b; measure b[0] -> c[0];"), bell));
  EXPECT_TRUE(close(meaning(kHead3, "qubit a; qubit[1] b; bit c; h a; ctrl @ x a, b[0]; c = measure a;"), bell));
  EXPECT_TRUE(close(
      meaning(kHead3, "gate f(t) q, r { h r; ctrl @ U(pi/t, 0, pi) r, q; } qubit[2] q; f(1.0e0) q[1], q[0];"), bell));
  EXPECT_TRUE(close(meaning(kHead3, "qubit[2] q; inv @ s q; pow(2) @ t q[0]; inv @ t q[1]; t q[1]; s q[1];"),
                    test::Matrix::Identity(4, 4)));
  EXPECT_TRUE(
      close(meaning(kHead3, "qubit q; gphase(-(1 + 2**2) * 0.5 + 2.5); rx(2 * pi / (3 - 1)) q; inv @ rx(pi) q;"),
            test::Matrix::Identity(2, 2)));
}

TEST(WriterJudged, TheJudgeKnowsWhatTheStandardFilesLack) {
  const auto error = [](std::string_view head, std::string_view body, Qelib1 qelib1) {
    return test::error_of([&] { judge_qasm(fmt::format("{}qreg q[3];\n{}", head, body), qelib1); });
  };
  for (const char* call : {"sx q[0]", "sxdg q[0]", "swap q[0],q[1]", "p(1) q[0]", "rzz(1) q[0],q[1]"}) {
    EXPECT_THAT(error(kHead2, fmt::format("{};", call), Qelib1::first), HasSubstr("there is no gate"));
    EXPECT_EQ(error(kHead2, fmt::format("{};", call), Qelib1::later), "no error");
  }
  for (const char* call : {"sxdg q[0]", "ryy(1) q[0], q[1]", "rxx(1) q[0], q[1]", "cu1(1) q[0], q[1]"})
    EXPECT_THAT(error(kHead3, fmt::format("{};", call), Qelib1::later), HasSubstr("there is no gate"));
  EXPECT_THAT(error(kHead2, "gate sx a { h a; }", Qelib1::later), HasSubstr("defined twice"));
  EXPECT_EQ(error(kHead2, "gate sx a { h a; }", Qelib1::first), "no error");
  EXPECT_THAT(error(kHead2, "cx q[0];", Qelib1::first), HasSubstr("on 1 qubits"));
  EXPECT_THAT(error(kHead2, "x q[3];", Qelib1::first), HasSubstr("no qubit"));
}

}  // namespace
}  // namespace quanvas::qasm
