// What gates, definitions and modifiers are as matrices, global phases included, by the dense reference.
#include "qasm/gates.hpp"

#include <cmath>
#include <numbers>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/circuit_unitary.hpp"
#include "support/error_of.hpp"

namespace quanvas::qasm {
namespace {

using test::error_of;
using test::Matrix;
using testing::HasSubstr;

constexpr double kPi = std::numbers::pi;
using std::complex_literals::operator""i;

struct Read {
  Primitives primitives;
  std::size_t qubits;
};

// One call on qubits 0, 1, ... after some definitions.
Read read_call(std::string_view definitions, std::string_view text) {
  Library library(&Library::standard());
  Scopes scopes;
  Lexer lexer(definitions, "f");
  while (lexer.accept("gate"))
    library.define({.lexer = lexer, .scopes = scopes, .version = Version::qasm3, .call = {}});
  Lexer call_lexer(text, "call");
  const Call call = library.read_call({.lexer = call_lexer, .scopes = scopes, .version = Version::qasm3, .call = {}});
  return {.primitives = primitives_of(call, call.place), .qubits = call.qubit_count()};
}

// With the gates' own phases, since the reference's matrices have them; U and u3 in OpenQASM 3 have others.
Matrix unitary(std::string_view text, std::string_view definitions = "") {
  const Read read = read_call(definitions, text);
  const Eigen::Index size = Eigen::Index{1} << read.qubits;
  Matrix product = Matrix::Identity(size, size);
  for (const Primitive& gate : read.primitives.gates) {
    std::vector<double> angles;
    for (const Formula& angle : gate.angles) angles.push_back(angle.real());
    std::vector<Wire> wires;
    for (const std::uint32_t qubit : gate.wires) wires.emplace_back(qubit);
    Matrix own = test::gate_matrix(sim::info(gate.gate).name, angles);
    if (angles.size() == 3) own *= std::polar(1.0, -(angles[1] + angles[2]) / 2);  // u3 of stdgates.inc
    product = test::on_wires(own, wires, read.qubits) * product;
  }
  return std::polar(1.0, read.primitives.phase.real()) * product;
}

void expect_same(std::string_view call, const Matrix& expected, std::string_view definitions = "") {
  const Matrix actual = unitary(call, definitions);
  ASSERT_EQ(actual.rows(), expected.rows()) << call;
  EXPECT_LT((actual - expected).norm(), 1e-9) << call;
}

Matrix controlled(const Matrix& gate) {
  Matrix m = Matrix::Identity(2 * gate.rows(), 2 * gate.cols());
  m.bottomRightCorner(gate.rows(), gate.cols()) = gate;
  return m;
}

Matrix controlled_by_zero(const Matrix& gate) {
  Matrix m = Matrix::Identity(2 * gate.rows(), 2 * gate.cols());
  m.topLeftCorner(gate.rows(), gate.cols()) = gate;
  return m;
}

// [[cos, -e^(i lambda) sin], [e^(i phi) sin, e^(i (phi + lambda)) cos]] of theta / 2.
Matrix general(double theta, double phi, double lambda) {
  Matrix m(2, 2);
  m << std::cos(theta / 2), -std::polar(std::sin(theta / 2), lambda), std::polar(std::sin(theta / 2), phi),
      std::polar(std::cos(theta / 2), phi + lambda);
  return m;
}

// The built-in U of the language, by its specification.
Matrix built_in(double theta, double phi, double lambda) {
  return std::polar(1.0, theta / 2) * general(theta, phi, lambda);
}

Matrix plain(std::string_view name, const std::vector<double>& angles = {}) { return test::gate_matrix(name, angles); }

Matrix rx(double angle) { return plain("rx", {angle}); }

TEST(Gates, OtherNamesAreTheSameGates) {
  expect_same("U(0.1, 0.2, 0.3)", built_in(0.1, 0.2, 0.3));
  expect_same("u(0.1, 0.2, 0.3)", general(0.1, 0.2, 0.3));
  expect_same("u3(0.1, 0.2, 0.3)", std::polar(1.0, -0.25) * general(0.1, 0.2, 0.3));
  expect_same("u2(0.4, 0.5)", std::polar(1.0, -0.45) * general(kPi / 2, 0.4, 0.5));
  for (const char* name : {"u1(0.4)", "phase(0.4)", "p(0.4)"}) expect_same(name, plain("p", {0.4}));
  for (const char* name : {"cu1(0.4)", "cphase(0.4)"}) expect_same(name, plain("cp", {0.4}));
  for (const char* name : {"CX", "cnot"}) expect_same(name, plain("cx"));
  expect_same("toffoli", plain("ccx"));
  expect_same("u0(1)", Matrix::Identity(2, 2));
}

TEST(Gates, StandardFilesHaveTheirMatrices) {
  expect_same("cu3(0.1, 0.2, 0.3)", controlled(general(0.1, 0.2, 0.3)));
  expect_same("cu(0.1, 0.2, 0.3, 0.4)", controlled(std::polar(1.0, 0.4) * general(0.1, 0.2, 0.3)));
  expect_same("csx", controlled(plain("sx")));
  expect_same("c3x", controlled(plain("ccx")));
  expect_same("c4x", controlled(controlled(plain("ccx"))));
  expect_same("c3sqrtx", controlled(controlled(controlled(plain("sx")))));
  // Relative phases: a Toffoli but for the signs of some entries.
  EXPECT_LT((unitary("rccx").cwiseAbs() - plain("ccx").cwiseAbs()).norm(), 1e-9);
  EXPECT_LT((unitary("rc3x").cwiseAbs() - controlled(plain("ccx")).cwiseAbs()).norm(), 1e-9);
}

TEST(Gates, ControlsKeepPhasesOfWhateverGate) {
  for (const sim::GateInfo& info : sim::kGates) {
    if (info.angles == 3) continue;
    const std::string call = fmt::format("{}{}", info.name, info.angles == 1 ? "(0.3)" : "");
    const Matrix own = plain(info.name, std::vector<double>(info.angles, 0.3));
    expect_same(call, own);
    expect_same("ctrl @ " + call, controlled(own));
    expect_same("ctrl(2) @ " + call, controlled(controlled(own)));
    expect_same("negctrl @ " + call, controlled_by_zero(own));
    expect_same("ctrl @ negctrl @ " + call, controlled(controlled_by_zero(own)));
    expect_same("inv @ ctrl @ " + call, controlled(own.adjoint()));
    expect_same("ctrl @ pow(3) @ " + call, controlled(own * own * own));
    expect_same("pow(-2) @ " + call, own.adjoint() * own.adjoint());
  }
  expect_same("ctrl @ U(0.1, 0.2, 0.3)", controlled(built_in(0.1, 0.2, 0.3)));
  expect_same("ctrl(3) @ U(0.1, 0.2, 0.3)", controlled(controlled(controlled(built_in(0.1, 0.2, 0.3)))));
  expect_same("ctrl @ gphase(0.7)", plain("p", {0.7}));
  expect_same("ctrl(3) @ gphase(0.7)", controlled(controlled(plain("p", {0.7}))));
  expect_same("negctrl @ gphase(0.7)", std::polar(1.0, 0.7) * plain("p", {-0.7}));
}

TEST(Gates, ControlsOfDefinitions) {
  constexpr std::string_view kText =
      "gate f(a) q, r { rx(a / 2) q; gphase(a); ctrl @ t q, r; h r; } gate g q { U(pi, 0, pi) q; gphase(-pi / 2); }";
  const auto one = [](const Matrix& m, std::uint32_t q) { return test::on_wires(m, {Wire(q)}, 2); };
  const Matrix f = std::polar(1.0, 0.8) * one(plain("h"), 1) * controlled(plain("t")) * one(rx(0.4), 0);
  expect_same("f(0.8)", f, kText);
  expect_same("ctrl @ f(0.8)", controlled(f), kText);
  expect_same("negctrl @ inv @ f(0.8)", controlled_by_zero(f.adjoint()), kText);
  expect_same("ctrl @ pow(-2) @ f(0.8)", controlled(f.adjoint() * f.adjoint()), kText);
  expect_same("g", plain("x"), kText);
  expect_same("ctrl @ g", plain("cx"), kText);
  expect_same("ctrl(2) @ g", plain("ccx"), kText);
}

// Principal powers: by the square of the root, and by the root's eigenvalues.
TEST(Gates, PowersThatAreNotWhole) {
  expect_same("pow(0.5) @ x", plain("sx"));
  expect_same("pow(0.5) @ z", plain("s"));
  expect_same("pow(0.25) @ z", plain("t"));
  expect_same("pow(-0.5) @ x", plain("sx").adjoint());
  expect_same("ctrl @ pow(0.5) @ x", controlled(plain("sx")));
  expect_same("pow(0.5) @ cx", controlled(plain("sx")));
  expect_same("pow(0.5) @ ccx", controlled(controlled(plain("sx"))));
  expect_same("pow(0.5) @ rx(0.6)", rx(0.3));
  expect_same("pow(0.5) @ rz(3 * pi)", plain("rz", {-kPi / 2}));  // e^(-3 pi i / 2) is e^(pi i / 2)
  for (const char* call : {"h", "y", "swap", "cswap", "u(0.3, 0.4, 0.5)", "rzz(0.7)", "cry(1.1)"})
    for (const double t : {0.5, 1.0 / 3, 0.3, 1.7}) {
      const Matrix whole = unitary(call);
      const Matrix root = unitary(fmt::format("pow({}) @ {}", t, call));
      const Eigen::ComplexEigenSolver<Matrix> solver(whole);
      Matrix expected = Matrix::Zero(whole.rows(), whole.cols());
      Eigen::VectorXcd powers = solver.eigenvalues();
      for (auto& value : powers) {
        const double angle = std::arg(value);
        value = std::polar(1.0, t * (angle < -kPi + 1e-6 ? kPi : angle));
      }
      expected = solver.eigenvectors() * powers.asDiagonal() * solver.eigenvectors().inverse();
      EXPECT_LT((root - expected).norm(), 1e-7) << call << " " << t;
    }
  EXPECT_THAT(error_of([] { unitary("pow(0.5) @ ch"); }), HasSubstr("call:1:1: a power of 0.5 of a gate on 2 qubits"));
}

TEST(Gates, EveryGateHasItsInverse) {
  for (const sim::GateInfo& info : sim::kGates) {
    const std::string_view angles = info.angles == 0 ? "" : info.angles == 1 ? "(0.3)" : "(0.3, 0.4, 0.5)";
    const Matrix product =
        unitary(fmt::format("inv @ {}{}", info.name, angles)) * unitary(fmt::format("{}{}", info.name, angles));
    EXPECT_LT((product - Matrix::Identity(product.rows(), product.cols())).norm(), 1e-12) << info.name;
  }
}

TEST(Gates, AFilesDefinitionHidesAStandardGate) {
  expect_same("h", plain("x"), "gate h a { x a; }");
  expect_same("u2(1, 2)", plain("x"), "gate u2(a, b) q { x q; }");
  expect_same("x", Matrix::Identity(2, 2), "gate x a { x a; x a; }");
  expect_same("ctrl @ x", controlled(plain("y")), "gate x a { y a; }");
}

TEST(Gates, NamesInMessagesAreThoseOfTheProgram) {
  const auto error = [](std::string_view text) { return error_of([&] { read_call("", text); }); };
  EXPECT_EQ(error("H"), "call:1:1: unknown gate `H`; did you mean `h`?");
  EXPECT_EQ(error("CZ"), "call:1:1: unknown gate `CZ`; did you mean `cz`?");
  EXPECT_EQ(error("ctrl(2) @ z(1)"), "call:1:11: the gate z takes 0 angles, 1 are given");
  EXPECT_THAT(error("pow @ x"), HasSubstr("`(` is expected here"));
  EXPECT_THAT(error("ctrl(0) @ x"), HasSubstr("a number of controls of 0"));
  EXPECT_THAT(error("ctrl(20) @ x"), HasSubstr("more than 4000000 gates"));
}

TEST(Gates, DefinitionsOfGreatLengthAndDepthAreRefused) {
  std::string doubling = "gate g0 a { x a; h a; }";
  for (int i = 1; i < 60; ++i) doubling += fmt::format(" gate g{0} a {{ g{1} a; g{1} a; }}", i, i - 1);
  EXPECT_EQ(read_call(doubling, "g10").primitives.gates.size(), 2048U);
  EXPECT_THAT(error_of([&] { read_call(doubling, "g59"); }), HasSubstr("call:1:1: the program is too long"));
  std::string deep = "gate g0 a { }";
  for (int i = 1; i < 1000; ++i) deep += fmt::format("gate g{} a {{ g{} a; }}", i, i - 1);
  EXPECT_THAT(error_of([&] { read_call(deep, "g999"); }), HasSubstr("nested more than 100 deep"));
}

}  // namespace
}  // namespace quanvas::qasm
