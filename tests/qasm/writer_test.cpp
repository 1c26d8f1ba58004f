#include "qasm/writer.hpp"

#include <limits>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "qasm/reader.hpp"
#include "support/circuit_unitary.hpp"
#include "support/error_of.hpp"
#include "support/random_circuit.hpp"

namespace quanvas::qasm {
namespace {

using sim::Angle;
using sim::gate;
using test::error_of;
using testing::ElementsAre;
using testing::HasSubstr;

// Without unitaries of two wires, which cannot be written.
sim::Circuit writable_circuit(RandomStream& stream, std::size_t wires) {
  const sim::Circuit all = test::random_circuit(stream, {.wires = wires, .operations = 25});
  sim::Circuit circuit(all.wires(), all.inputs(), all.weights());
  for (const sim::Operation& operation : all.operations())
    if (std::holds_alternative<sim::Gate>(operation.what) || operation.wires.size() == 1) circuit.add(operation);
  return circuit;
}

std::vector<double> random_values(RandomStream& stream, std::size_t count) {
  std::vector<double> values(count);
  for (double& value : values) value = stream.uniform(-3, 3);
  return values;
}

TEST(Writer, WritesOpenQasm3WithItsInputs) {
  sim::Circuit circuit(3, 1, 2);
  circuit.add(gate("h"), {Wire(0)});
  circuit.add(gate("rx"), {Wire(1)}, {Angle::input(Slot(0))});
  circuit.add(gate("u3"), {Wire(1)}, {Angle::weight(Slot(0), -1), Angle::weight(Slot(1), 0.1), Angle::constant(-0.5)});
  circuit.add(gate("rxx"), {Wire(2), Wire(0)},
              {{.source = Angle::Source::weight, .slot = Slot(1), .scale = -2, .offset = -1.5}});
  EXPECT_EQ(write(circuit, Version::qasm3), R"(OPENQASM 3.0;
include "stdgates.inc";
gate rxx(theta) a, b { h a; h b; cx a, b; rz(theta) b; cx a, b; h a; h b; }
input float x0;
input float theta0;
input float theta1;
qubit[3] q;
h q[0];
rx(x0) q[1];
u3(-theta0, 0.1 * theta1, -0.5) q[1];
rxx(-2 * theta1 - 1.5) q[2], q[0];
)");
}

TEST(Writer, WritesOpenQasm2WithTheFirstLibraryOnly) {
  sim::Circuit circuit(2, 0, 0);
  circuit.add(gate("p"), {Wire(0)}, {Angle::constant(0.25)});
  circuit.add(gate("sx"), {Wire(1)});
  circuit.add(gate("cp"), {Wire(1), Wire(0)}, {Angle::constant(1)});
  EXPECT_EQ(write(circuit, Version::qasm2), R"(OPENQASM 2.0;
include "qelib1.inc";
gate quanvas_sx a { rx(pi/2) a; }
qreg q[2];
u1(0.25) q[0];
quanvas_sx q[1];
cu1(1) q[1], q[0];
)");
}

TEST(Writer, EveryGateIsReadAgain) {
  for (const sim::GateInfo& info : sim::kGates) {
    sim::Circuit circuit(3, 0, 0);
    std::vector<Wire> on{Wire(2), Wire(0), Wire(1)};
    on.resize(info.wires);
    std::vector<Angle> angles{Angle::constant(0.3), Angle::constant(-1.7), Angle::constant(2.9)};
    angles.resize(info.angles);
    circuit.add(sim::find_gate(info.name).value(), on, angles);
    const test::Matrix expected = test::circuit_unitary(circuit, {}, {});
    for (const Version version : {Version::qasm2, Version::qasm3}) {
      const Program program = read(write(circuit, version), "written");
      EXPECT_LT(test::distance_up_to_phase(test::circuit_unitary(program.circuit, {}, {}), expected), 1e-12)
          << info.name;
    }
  }
}

TEST(Writer, RandomCircuitsAreReadAgain) {
  for (std::uint64_t seed = 0; seed < 60; ++seed) {
    RandomStream stream(seed, "writer");
    const sim::Circuit circuit = writable_circuit(stream, 1 + seed % 4);
    const std::vector<sim::Observable> observables{test::random_observable(stream, circuit.wires()),
                                                   test::random_observable(stream, circuit.wires())};
    const std::vector<double> inputs = random_values(stream, circuit.inputs());
    const std::vector<double> weights = random_values(stream, circuit.weights());
    const std::vector<double> expected = test::expectations(circuit, observables, inputs, weights);

    const Program program3 = read(write(circuit, Version::qasm3), "written");
    std::vector<double> values = inputs;
    values.insert(values.end(), weights.begin(), weights.end());
    EXPECT_THAT(test::expectations(program3.circuit, observables, {}, values),
                testing::Pointwise(testing::DoubleNear(1e-10), expected))
        << seed;

    const Program program2 = read(write(qasm::bind(circuit, inputs, weights), Version::qasm2), "written");
    EXPECT_THAT(test::expectations(program2.circuit, observables, {}, {}),
                testing::Pointwise(testing::DoubleNear(1e-10), expected))
        << seed;
  }
}

TEST(Writer, UnitariesOfOneWireBecomeU3) {
  const std::complex<double> i(0, 1);
  RandomStream stream(1, "unitaries");
  std::vector<sim::Matrix> matrices{sim::Matrix(2, {1, 0, 0, i}), sim::Matrix(2, {0, 1, i, 0}),
                                    sim::Matrix(2, {0, -i, i, 0}), sim::Matrix(2, {-1, 0, 0, -1}),
                                    sim::Matrix(2, {1e-9, 1, i, -i * 1e-9})};
  for (int n = 0; n < 20; ++n)
    matrices.push_back(std::polar(1.0, stream.uniform(0, 6)) * test::random_unitary(stream, 2));
  for (const sim::Matrix& matrix : matrices) {
    sim::Circuit circuit(1, 0, 0);
    circuit.add(matrix, {Wire(0)});
    const test::Matrix read_again =
        test::circuit_unitary(read(write(circuit, Version::qasm2), "written").circuit, {}, {});
    EXPECT_LT(test::distance_up_to_phase(read_again, test::circuit_unitary(circuit, {}, {})), 1e-12);
  }
}

TEST(Writer, KeepsNamesAndTheBitsOfAngles) {
  sim::Circuit circuit(1, 1, 1);
  const Angle angle{.source = Angle::Source::weight, .slot = Slot(0), .scale = 0.1 + 0.2, .offset = -1e-300};
  circuit.add(gate("rx"), {Wire(0)}, {angle});
  const Program program = read(write(sim::program_of(circuit, {"pixel", "w_0"}), Version::qasm3), "written");
  EXPECT_THAT(program.parameters, ElementsAre("pixel", "w_0"));
  Angle expected = angle;
  expected.slot = Slot(1);
  EXPECT_EQ(std::get<sim::Gate>(program.circuit.operations().at(0).what).angles.at(0), expected);
}

TEST(Writer, RefusesWhatOpenQasmCannotSay) {
  const auto message = [](const sim::Circuit& circuit, Version version = Version::qasm3) {
    return error_of([&] { write(circuit, version); });
  };
  EXPECT_THAT(message(sim::Circuit(1, 2, 0, sim::Preparation::amplitudes)), HasSubstr("amplitudes"));
  sim::Circuit noisy(1, 0, 0);
  noisy.add(sim::make_noise_channel("bit_flip", {0.1}), {Wire(0)});
  EXPECT_THAT(message(noisy), HasSubstr("the channel bit_flip cannot be written"));
  sim::Circuit unitary(2, 0, 0);
  unitary.add(sim::Matrix::identity(4), {Wire(0), Wire(1)});
  EXPECT_THAT(message(unitary), HasSubstr("a unitary of two wires cannot be written"));
  sim::Circuit open(1, 1, 1);
  open.add(gate("rx"), {Wire(0)}, {Angle::input(Slot(0))});
  EXPECT_THAT(message(open, Version::qasm2),
              HasSubstr("an angle of the gate rx is `x0`, and OpenQASM 2 has only numbers: bind the values"));
  sim::Circuit infinite(1, 0, 0);
  infinite.add(gate("rx"), {Wire(0)}, {Angle::constant(std::numeric_limits<double>::infinity())});
  EXPECT_THAT(message(infinite), HasSubstr("not a finite number"));
  EXPECT_THAT(error_of([&] { sim::program_of(open, {"a"}); }), HasSubstr("1 names for 2 inputs and weights"));
}

TEST(Writer, BindingNeedsAllValues) {
  const sim::Circuit circuit(1, 1, 2);
  EXPECT_THAT(error_of([&] { qasm::bind(circuit, {}, std::vector<double>(2)); }), HasSubstr("0 values for 1 inputs"));
  EXPECT_THAT(error_of([&] { qasm::bind(circuit, std::vector<double>(1), {}); }), HasSubstr("0 values for 2 weights"));
  EXPECT_EQ(qasm::bind(circuit, std::vector<double>(1), std::vector<double>(2)).weights(), 0U);
}

}  // namespace
}  // namespace quanvas::qasm
