#include "qasm/library.hpp"

#include <cmath>
#include <numbers>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/circuit_unitary.hpp"
#include "support/error_of.hpp"

namespace quanvas::qasm {
namespace {

using test::error_of;
using testing::HasSubstr;

constexpr double kPi = std::numbers::pi;

// The operations of one call on wires 0, 1, ... after some definitions.
sim::Circuit expanded(std::string_view definitions, std::string_view call) {
  Library library(&Library::standard());
  const Values values;
  Lexer lexer(definitions, "f");
  while (lexer.accept("gate")) library.define(lexer, Version::qasm3, values);
  Lexer call_lexer(call, "call");
  const Scope scope{.version = Version::qasm3, .values = values};
  const Call read = library.read_call(call_lexer, scope);
  std::vector<Wire> wires;
  for (std::uint32_t w = 0; w < read.qubit_count(); ++w) wires.emplace_back(w);
  Expansion expansion;
  expansion.apply(read, wires);
  sim::Circuit circuit(wires.size(), 0, 0);
  for (sim::Operation& operation : expansion.take()) circuit.add(std::move(operation));
  return circuit;
}

test::Matrix unitary(std::string_view definitions, std::string_view call) {
  return test::circuit_unitary(expanded(definitions, call), {}, {});
}

void expect_same(std::string_view call, const test::Matrix& expected) {
  EXPECT_LT(test::distance_up_to_phase(unitary("", call), expected), 1e-12) << call;
}

test::Matrix controlled(const test::Matrix& gate) {
  test::Matrix m = test::Matrix::Identity(2 * gate.rows(), 2 * gate.cols());
  m.bottomRightCorner(gate.rows(), gate.cols()) = gate;
  return m;
}

// The matrix of U that cu and cu3 control.
test::Matrix general(double theta, double phi, double lambda) {
  test::Matrix m(2, 2);
  m << std::cos(theta / 2), -std::polar(std::sin(theta / 2), lambda), std::polar(std::sin(theta / 2), phi),
      std::polar(std::cos(theta / 2), phi + lambda);
  return m;
}

TEST(Library, OtherNamesAreTheSameGates) {
  expect_same("U(0.1, 0.2, 0.3)", test::gate_matrix("u3", {0.1, 0.2, 0.3}));
  expect_same("u(0.1, 0.2, 0.3)", general(0.1, 0.2, 0.3));
  expect_same("u1(0.4)", test::gate_matrix("p", {0.4}));
  expect_same("phase(0.4)", test::gate_matrix("p", {0.4}));
  expect_same("u2(0.4, 0.5)", general(kPi / 2, 0.4, 0.5));
  expect_same("u0(1)", test::Matrix::Identity(2, 2));
  for (const char* name : {"cu1(0.4)", "cphase(0.4)"}) expect_same(name, test::gate_matrix("cp", {0.4}));
  for (const char* name : {"CX", "cnot"}) expect_same(name, test::gate_matrix("cx", {}));
}

TEST(Library, ControlledGatesHaveTheirPhases) {
  expect_same("cu3(0.1, 0.2, 0.3)", controlled(general(0.1, 0.2, 0.3)));
  expect_same("cu(0.1, 0.2, 0.3, 0.4)", controlled(std::polar(1.0, 0.4) * general(0.1, 0.2, 0.3)));
  expect_same("csx", controlled(test::gate_matrix("sx", {})));
}

TEST(Library, RelativePhaseToffoliIsAToffoliUpToPhases) {
  const test::Matrix m = unitary("", "rccx");
  EXPECT_LT((m.cwiseAbs() - test::gate_matrix("ccx", {}).cwiseAbs()).norm(), 1e-12);
}

TEST(Library, ControlModifiersNameTheControlledGates) {
  const auto plain = [](std::string_view name, const std::vector<double>& angles) {
    return controlled(test::gate_matrix(name, angles));
  };
  for (const char* name : {"x", "y", "z", "h", "swap", "cx"})
    expect_same(fmt::format("ctrl @ {}", name), plain(name, {}));
  for (const char* name : {"rx", "ry", "rz", "p"}) expect_same(fmt::format("ctrl @ {}(0.3)", name), plain(name, {0.3}));
  expect_same("ctrl(2) @ x", test::gate_matrix("ccx", {}));
  expect_same("ctrl @ ctrl @ x", test::gate_matrix("ccx", {}));
  expect_same("inv @ ctrl @ rx(0.3)", plain("rx", {-0.3}));
  EXPECT_THAT(error_of([] { unitary("", "ctrl @ sx"); }),
              HasSubstr("`ctrl @` of the gate sx is not supported, only of the standard x, y"));
  EXPECT_THAT(error_of([] { unitary("gate f a { x a; }", "ctrl @ f"); }), HasSubstr("of the gate f is not supported"));
  EXPECT_THAT(error_of([] { unitary("gate x a { y a; }", "ctrl @ x"); }), HasSubstr("of the gate x is not supported"));
  EXPECT_THAT(error_of([] { unitary("", "ctrl(3) @ x"); }), HasSubstr("of the gate ccx is not supported"));
  EXPECT_THAT(error_of([] { unitary("", "pow(2) @ x"); }), HasSubstr("call:1:1: the modifier `pow` is not supported"));
}

TEST(Library, EveryGateHasItsInverse) {
  for (const sim::GateInfo& info : sim::kGates) {
    const std::string_view angles = info.angles == 0 ? "" : info.angles == 1 ? "(0.3)" : "(0.3, 0.4, 0.5)";
    const test::Matrix product =
        unitary("", fmt::format("inv @ {}{}", info.name, angles)) * unitary("", fmt::format("{}{}", info.name, angles));
    EXPECT_LT(test::distance_up_to_phase(product, test::Matrix::Identity(product.rows(), product.cols())), 1e-12)
        << info.name;
  }
}

TEST(Library, DefinitionsAreExpanded) {
  constexpr std::string_view kText = R"(
    gate first(a) q, r { rx(a/2) q; barrier q, r; cx q, r; gphase(a); }
    gate second(a, b) q, r, s { first(a + b) s, q; inv @ first(2*a) q, r; }
  )";
  sim::Circuit expected(3, 0, 0);
  expected.add(sim::gate("rx"), {Wire(2)}, {sim::Angle::constant(0.5)});
  expected.add(sim::gate("cx"), {Wire(2), Wire(0)});
  expected.add(sim::gate("cx"), {Wire(0), Wire(1)});
  expected.add(sim::gate("rx"), {Wire(0)}, {sim::Angle::constant(-0.25)});
  const test::Matrix matrix = test::circuit_unitary(expected, {}, {});
  EXPECT_LT(test::distance_up_to_phase(unitary(kText, "second(0.25, 0.75)"), matrix), 1e-12);
  EXPECT_LT(test::distance_up_to_phase(unitary(kText, "inv @ second(0.25, 0.75)"), matrix.adjoint()), 1e-12);
}

TEST(Library, AFilesDefinitionHidesAStandardGate) {
  const auto names = [](const sim::Circuit& circuit) {
    std::string all;
    for (const sim::Operation& operation : circuit.operations())
      all += sim::info(std::get<sim::Gate>(operation.what).id).name;
    return all;
  };
  EXPECT_EQ(names(expanded("gate h a { x a; }", "h")), "x");
  EXPECT_EQ(names(expanded("gate u2(a, b) q { x q; }", "u2(1, 2)")), "x");
  EXPECT_EQ(names(expanded("gate x a { x a; x a; }", "x")), "xx");
}

TEST(Library, DefinitionsOfGreatLengthAndDepthAreRefused) {
  std::string doubling = "gate g0 a { x a; }";
  for (int i = 1; i < 60; ++i) doubling += fmt::format(" gate g{0} a {{ g{1} a; g{1} a; }}", i, i - 1);
  EXPECT_EQ(expanded(doubling, "g10").operations().size(), 1024U);
  EXPECT_THAT(error_of([&] { expanded(doubling, "g59"); }), HasSubstr("call:1:1: the program is too long"));
  std::string empty = "gate g0 a { }" + doubling.substr(doubling.find('}') + 1);
  EXPECT_THAT(error_of([&] { expanded(empty, "g59"); }), HasSubstr("call:1:1: the program is too long"));
  std::string deep = "gate g0 a { }";
  for (int i = 1; i < 1000; ++i) deep += fmt::format("gate g{} a {{ g{} a; }}", i, i - 1);
  EXPECT_THAT(error_of([&] { expanded(deep, "g999"); }), HasSubstr("nested more than 100 deep"));
}

}  // namespace
}  // namespace quanvas::qasm
