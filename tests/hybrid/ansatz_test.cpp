#include "hybrid/ansatz.hpp"

#include <cmath>
#include <numbers>

#include <gtest/gtest.h>

#include "base/error.hpp"
#include "hybrid/encoding.hpp"
#include "support/circuit_checks.hpp"
#include "support/dense_simulator.hpp"
#include "support/run_circuit.hpp"
#include "support/tolerances.hpp"

namespace quanvas::hybrid {
namespace {

TEST(Ansatz, QuanvolutionCountsItsGates) {
  const auto every = quanvolution_circuit(4, 3, trial::EncodingRepeat::every);
  EXPECT_EQ(every.operations().size(), 3u * (4 + 4 + 3));
  EXPECT_EQ(every.weights(), 12u);
  EXPECT_EQ(every.inputs(), 4u);
  EXPECT_EQ(quanvolution_circuit(4, 3, trial::EncodingRepeat::once).operations().size(), 4u + 3 * (4 + 3));
}

// With the chain CNOT 0-1 .. 8-9 and wires 0-3 measured, the light cone leaves out the angles of wires 4 to 9: they
// have exactly no gradient. With wires 6-9 measured every angle has one.
TEST(Ansatz, TheFirstWiresOfTheHeadSeeFourOfItsTenAngles) {
  const std::size_t wires = 10;
  std::vector<double> amplitudes(1024);
  RandomStream stream(1, "amplitudes");
  double square = 0;
  for (double& a : amplitudes) {
    a = stream.uniform();
    square += a * a;
  }
  for (double& a : amplitudes) a /= std::sqrt(square);
  std::vector<double> weights(wires);
  initialise_angles<double>(trial::Init::uniform_2pi, stream, weights);
  const std::vector<std::vector<double>> upstream{{1, 0.5, -0.7, 0.3}};
  const auto seen = [&](trial::HeadWires which) {
    const auto run = test::run_circuit<double>(head_circuit(wires, 1), head_observables(wires, 4, which), {amplitudes},
                                               weights, upstream);
    std::vector<std::size_t> angles;
    for (std::size_t w = 0; w < wires; ++w)
      if (std::abs(run.weight_gradient[w]) > test::kExact) angles.push_back(w);
    return angles;
  };
  EXPECT_EQ(seen(trial::HeadWires::first), (std::vector<std::size_t>{0, 1, 2, 3}));
  EXPECT_EQ(seen(trial::HeadWires::last).size(), 10u);
}

// A wire more or less, a pair twice, or a weight shared would change the counts: n convolutions in a ring of n wires
// (two of two), n/2 poolings, three weights each.
TEST(Ansatz, ConvolutionAndPoolingHalveTheWires) {
  EXPECT_EQ(convolution_and_pooling(8).weights, 63u);
  EXPECT_EQ(convolution_and_pooling(4).weights, 3u * (4 + 2 + 2 + 1));
  EXPECT_EQ(convolution_and_pooling(2).weights, 3u * (2 + 1));
  EXPECT_THROW(convolution_and_pooling(6), Error);
  EXPECT_THROW(convolution_and_pooling(0), Error);
  // What is done last acts on the last wire, and so affects <Z> there; after the last pooling no operation touches
  // another wire.
  const auto last = convolution_and_pooling(8).operations.back();
  EXPECT_EQ(last.wires, std::vector<Wire>{Wire(7)});
}

// <Z> of the last wire depends on every input, but not on every weight: the RZ of a pooling acts on the wire that is
// left, after the last CNOT that could carry it over, and so does that of the last two convolutions. The others have a
// gradient.
TEST(Ansatz, NineWeightsOfConvolutionAndPoolingAreIdle) {
  const Ansatz ansatz = convolution_and_pooling(8);
  sim::Circuit circuit(8, 8, ansatz.weights);
  for (std::uint32_t w = 0; w < 8; ++w) circuit.add(sim::gate("ry"), {Wire(w)}, {sim::Angle::input(Slot(w))});
  for (const sim::Operation& operation : ansatz.operations) circuit.add(operation);
  RandomStream stream(4, "weights");
  std::vector<double> weights(ansatz.weights), inputs(8);
  for (auto* values : {&weights, &inputs})
    for (double& value : *values) value = stream.uniform(0.3, 1.3);
  const auto run = test::run_circuit<double>(circuit, {sim::z(Wire(7))}, {inputs}, weights, {{1}});
  std::vector<std::size_t> idle;
  for (std::size_t w = 0; w < weights.size(); ++w)
    if (std::abs(run.weight_gradient[w]) < 1e-9) idle.push_back(w);
  EXPECT_EQ(idle, (std::vector<std::size_t>{24, 27, 30, 33, 48, 51, 54, 57, 60}));
  for (std::size_t s = 0; s < 8; ++s) EXPECT_GT(std::abs(run.input_gradient[0][s]), 1e-9) << "input " << s;
}

// In Qiskit's convention qubit 0 is the least significant bit of a state's index and the CNOT of two qubits goes from 0
// to 1. By hand, with c, s the cosines and sines of half angles: RY(a) on 0 and RY(b) on 1, CNOT 0-1, RY(c) on 0 and
// RY(d) on 1.
TEST(Ansatz, RealAmplitudesOfTwoWiresAreQiskits) {
  const double a = 0.3, b = 1.1, c = -0.6, d = 0.8;
  const Ansatz ansatz = real_amplitudes(2, 1);
  ASSERT_EQ(ansatz.weights, 4u);
  sim::Circuit circuit(2, 0, 4);
  for (const sim::Operation& operation : ansatz.operations) circuit.add(operation);
  const test::Vector state = test::final_state(circuit, {}, {a, b, c, d});
  // After the CNOT, [qubit 1][qubit 0].
  const double x[2][2] = {{std::cos(b / 2) * std::cos(a / 2), std::sin(b / 2) * std::sin(a / 2)},
                          {std::sin(b / 2) * std::cos(a / 2), std::cos(b / 2) * std::sin(a / 2)}};
  const auto rotation = [](double angle, int to, int from) {
    return to == from ? std::cos(angle / 2) : to ? std::sin(angle / 2) : -std::sin(angle / 2);
  };
  for (int q1 = 0; q1 < 2; ++q1)
    for (int q0 = 0; q0 < 2; ++q0) {
      double expected = 0;
      for (int p1 = 0; p1 < 2; ++p1)
        for (int p0 = 0; p0 < 2; ++p0) expected += rotation(d, q1, p1) * rotation(c, q0, p0) * x[p1][p0];
      EXPECT_NEAR(std::abs(state(2 * q0 + q1) - expected), 0, test::kPrinted);  // wire 0 is our most significant bit
    }
  EXPECT_EQ(real_amplitudes(2, 2).weights, 6u);  // the paper's depths 3, 5 and 7
  EXPECT_EQ(real_amplitudes(2, 3).weights, 8u);
}

TEST(Ansatz, InitialAnglesFollowTheConvention) {
  const auto sample = [](trial::Init init) {
    std::vector<double> angles(20000);
    initialise_angles<double>(init, RandomStream(1, "init"), angles);
    return angles;
  };
  const std::pair<trial::Init, double> uniform[] = {{trial::Init::uniform_2pi, 2 * std::numbers::pi},
                                                    {trial::Init::uniform_pi, std::numbers::pi},
                                                    {trial::Init::uniform_1, 1.0}};
  for (const auto& [init, high] : uniform) {
    double mean = 0;
    for (const double angle : sample(init)) {
      ASSERT_GE(angle, 0.0);
      ASSERT_LT(angle, high);
      mean += angle / 20000;
    }
    EXPECT_NEAR(mean / high, 0.5, 0.01);
  }
  for (const auto& [init, deviation] :
       {std::pair{trial::Init::normal_1, 1.0}, std::pair{trial::Init::normal_0_1, 0.1}}) {
    double square = 0;
    for (const double angle : sample(init)) square += angle * angle / 20000;
    EXPECT_NEAR(std::sqrt(square) / deviation, 1.0, 0.02);
  }
  EXPECT_EQ(sample(trial::Init::zeros), std::vector<double>(20000, 0.0));
}

// The gate names of an ansatz with their wires: "ry0 cx01".
std::string text_of(const Ansatz& ansatz) {
  std::string text;
  for (const sim::Operation& operation : ansatz.operations) {
    text += (text.empty() ? "" : " ") + std::string(sim::info(std::get<sim::Gate>(operation.what).id).name);
    for (const Wire wire : operation.wires) text += std::to_string(wire.value);
  }
  return text;
}

// Each weight is taken once, in order.
void expect_weights_in_order(const Ansatz& ansatz) {
  std::uint32_t next = 0;
  for (const sim::Operation& operation : ansatz.operations)
    for (const sim::Angle& angle : std::get<sim::Gate>(operation.what).angles)
      if (!angle.fixed()) {
        EXPECT_EQ(angle, sim::Angle::weight(Slot(next++)));
      }
  EXPECT_EQ(next, ansatz.weights);
}

TEST(Ansatz, GeneralTemplatesAreThoseOfTheirPapers) {
  EXPECT_EQ(text_of(real_amplitudes(3, 1)), "ry0 ry1 ry2 cx01 cx12 ry0 ry1 ry2");
  EXPECT_EQ(text_of(real_amplitudes(3, 1, Entanglement::full)), "ry0 ry1 ry2 cx01 cx02 cx12 ry0 ry1 ry2");
  EXPECT_EQ(text_of(hardware_efficient(2, 2)), "rz0 ry0 rz1 ry1 cx01 rz0 ry0 rz1 ry1 cx01");
  EXPECT_EQ(text_of(rx_chain(3, 2)), "rx0 rx1 rx2 cx01 cx12 rx0 rx1 rx2 cx01 cx12");
  EXPECT_EQ(text_of(ry_chain(3, 1, Entanglement::ring)), "ry0 ry1 ry2 cx01 cx12 cx20");
  EXPECT_EQ(text_of(strongly_entangling(3, 2)),
            "rz0 ry0 rz0 rz1 ry1 rz1 rz2 ry2 rz2 cx01 cx12 cx20 rz0 ry0 rz0 rz1 ry1 rz1 rz2 ry2 rz2 cx02 cx10 cx21");
  EXPECT_EQ(text_of(strongly_entangling(1, 1)), "rz0 ry0 rz0");
  for (const Ansatz& ansatz : {real_amplitudes(4, 3), strongly_entangling(4, 2), hardware_efficient(4, 3),
                               random_layers(4, 2, 5, RandomStream(1, "a"))})
    expect_weights_in_order(ansatz);
}

bool reads(const AnsatzInfo& info, std::string_view option) {
  return std::ranges::find(info.reads, option) != info.reads.end();
}

Ansatz made(const AnsatzInfo& info, const AnsatzOptions& options = {}) {
  return info.make(4, options, RandomStream(1, "rows"));
}

TEST(Ansatz, EveryRowTakesItsWeightsInOrder) {
  for (const AnsatzInfo& info : ansatze())
    for (const std::size_t layers : {1, 3}) {
      if (layers > 1 && !reads(info, "layers")) continue;
      SCOPED_TRACE(info.name);
      const Ansatz ansatz = made(info, {.layers = layers});
      EXPECT_GT(ansatz.weights, 0u);
      expect_weights_in_order(ansatz);
      EXPECT_EQ(ansatz.starts.size(), layers);
      EXPECT_EQ(ansatz.starts.front(), 0u);
      EXPECT_EQ(text_of(ansatz), text_of(made(ansatz_named(info.name), {.layers = layers})));
    }
  EXPECT_THROW(ansatz_named("layerd"), Error);
  EXPECT_THROW(made(ansatz_named("qcnn"), {.layers = 2}), Error);
}

// An option that a row reads makes a difference, and one that it does not read makes none.
TEST(Ansatz, EveryRowReadsTheOptionsThatItSays) {
  for (const AnsatzInfo& info : ansatze()) {
    SCOPED_TRACE(info.name);
    if (reads(info, "layers")) {
      EXPECT_NE(text_of(made(info, {.layers = 2})), text_of(made(info)));
    }
    for (const Entanglement entanglement : {Entanglement::ring, Entanglement::full, Entanglement::pairwise})
      EXPECT_EQ(text_of(made(info, {.entanglement = entanglement})) != text_of(made(info)),
                reads(info, "entanglement"));
  }
}

// On wires that are rotated beforehand, so that no angle is idle for that reason.
TEST(Ansatz, EveryRowAgreesWithTheReferenceAndItsDerivatives) {
  for (const AnsatzInfo& info : ansatze()) {
    SCOPED_TRACE(info.name);
    const Ansatz ansatz = made(info, {.layers = reads(info, "layers") ? 2u : 1u});
    test::Case c{.circuit = compose(4, angle_encoding(4, sim::gate("ry")), ansatz, trial::EncodingRepeat::every),
                 .observables = test::all_z(4),
                 .weights = std::vector<double>(ansatz.weights),
                 .inputs = {{0.3, -0.8, 1.2, 0.5}, {1.7, 0.2, -0.4, 0.9}},
                 .upstream = {{1, -0.5, 0.7, 0.2}, {0.3, 0.9, -1, 0.6}}};
    RandomStream stream(3, info.name);
    for (double& weight : c.weights) weight = stream.uniform(-2, 2);
    test::expect_reference_values(c);
    test::expect_finite_differences(c);
  }
}

// Results of earlier runs have `layered` in their keys.
TEST(Ansatz, HardwareEfficientIsLayeredInTheAxis) {
  EXPECT_EQ(ansatz_named("layered").name, "hardware_efficient");
  std::string names;
  for (const AnsatzInfo& info : filter_circuits()) {
    EXPECT_TRUE(reads(info, "layers"));
    names += std::string(info.name) + " ";
  }
  EXPECT_EQ(names, "random layered real_amplitudes strongly_entangling rx_chain ry_chain ");
}

// The depths of QCQ-CNN's circuits: 4, 6 and 8 angles for 1, 2 and 3 repetitions on two wires.
TEST(Ansatz, RealAmplitudesOfTwoWiresHaveFourSixAndEightAngles) {
  for (std::size_t r = 1; r <= 3; ++r) EXPECT_EQ(real_amplitudes(2, r).weights, 2 * (r + 1));
}

TEST(Ansatz, RandomLayersAreDrawnFromTheirStream) {
  const auto sample = [](std::uint64_t seed) { return text_of(random_layers(4, 3, 8, RandomStream(seed, "filter"))); };
  EXPECT_EQ(sample(1), sample(1));
  EXPECT_NE(sample(1), sample(2));
  EXPECT_EQ(random_layers(4, 3, 8, RandomStream(1, "filter")).weights, 24u);
  EXPECT_EQ(text_of(random_layers(1, 1, 2, RandomStream(1, "filter"))).find("cx"), std::string::npos);
  EXPECT_THROW(random_layers(4, 1, 1, RandomStream(1, "filter"), 1), Error);
}

}  // namespace
}  // namespace quanvas::hybrid
