// Lowered circuits, run operation by operation with dense matrices, against the circuits they come from.
#include "sim/plan/lowering.hpp"

#include <numbers>

#include <gtest/gtest.h>

#include "hybrid/ansatz.hpp"
#include "support/random_circuit.hpp"
#include "support/to_dense.hpp"
#include "support/tolerances.hpp"

namespace quanvas::sim {
namespace {

const std::vector<double> kInputs{0.4, -1.1, 2.5};
const std::vector<double> kWeights{0.3, 1.9, -0.8, 2.2};

double value_of(const Angle& angle) {
  if (angle.source == Angle::Source::weight) return angle.scale * kWeights[angle.slot.value] + angle.offset;
  if (angle.source == Angle::Source::input) return angle.scale * kInputs[angle.slot.value] + angle.offset;
  return angle.offset;
}

// A matrix written in products X^a Z^b of its wires, with their images in the place of X and Z.
test::Matrix image_of(const test::Matrix& matrix, const LinearMap& map, std::size_t wires) {
  const std::size_t own = map.x.size();
  const auto size = static_cast<std::uint32_t>(matrix.rows());
  test::Matrix sum = test::Matrix::Zero(1 << wires, 1 << wires);
  for (std::uint32_t a = 0; a < size; ++a)
    for (std::uint32_t b = 0; b < size; ++b) {
      const test::Matrix product = test::to_dense(Pauli{.x = a, .z = b}, own);
      test::Matrix image = test::Matrix::Identity(1 << wires, 1 << wires);
      for (std::size_t w = 0; w < own; ++w)
        if (a >> (own - 1 - w) & 1) image = image * test::to_dense(map.x[w], wires);
      for (std::size_t w = 0; w < own; ++w)
        if (b >> (own - 1 - w) & 1) image = image * test::to_dense(map.z[w], wires);
      sum += (product.adjoint() * matrix).trace() / static_cast<double>(size) * image;
    }
  return sum;
}

std::vector<double> expectations_of(const Lowered& lowered, Basis basis) {
  const std::size_t wires = lowered.frame.wires();
  const auto size = static_cast<Eigen::Index>(std::size_t{1} << wires);
  test::Matrix rho = test::Matrix::Zero(size, size);
  if (basis == Basis::z) rho(0, 0) = 1;
  else rho.fill(1 / static_cast<double>(size));
  for (const LoweredOperation& operation : lowered.operations) {
    std::vector<test::Matrix> kraus;
    if (const Rotation* rotation = std::get_if<Rotation>(&operation)) {
      kraus.push_back(test::rotation_about(test::to_dense(rotation->pauli, wires), value_of(rotation->angle)));
    } else {
      const LinearMap& map = std::get<LinearMap>(operation);
      for (const Matrix& k : map.kraus) kraus.push_back(image_of(test::to_dense(k), map, wires));
    }
    test::Matrix next = test::Matrix::Zero(size, size);
    for (const test::Matrix& k : kraus) next += k * rho * k.adjoint();
    rho = next;
  }
  std::vector<double> values;
  for (const auto& terms : lowered.observables) {
    double value = 0;
    for (const LoweredTerm& term : terms)
      value += term.coefficient * (test::to_dense(term.pauli, wires) * rho).trace().real();
    values.push_back(value);
  }
  return values;
}

class LoweredCircuits : public testing::TestWithParam<std::uint32_t> {};
INSTANTIATE_TEST_SUITE_P(Seeds, LoweredCircuits, testing::Range(0u, 30u));

TEST_P(LoweredCircuits, HaveTheExpectationValuesOfTheCircuit) {
  RandomStream stream(GetParam(), "lowering");
  const bool noisy = GetParam() % 3 == 0;
  const Circuit circuit = test::random_circuit(stream, {.wires = 3, .operations = 15, .channels = noisy});
  const std::vector<Observable> observables{test::random_observable(stream, 3), z(Wire(1)),
                                            parse_observable("X0 Y2 + 0.3", 3)};
  const std::vector<double> expected = test::expectations(circuit, observables, kInputs, kWeights);
  for (const Basis basis : {Basis::z, Basis::x, Basis::y})
    for (const Absorb absorb : {Absorb::cliffords, Absorb::permutations}) {
      Lowered lowered = lower(circuit, observables, basis, absorb);
      const std::vector<double> all = expectations_of(lowered, basis);
      keep_light_cone(lowered);
      const std::vector<double> kept = expectations_of(lowered, basis);
      for (std::size_t o = 0; o < observables.size(); ++o) {
        EXPECT_NEAR(all[o], expected[o], test::kExact);
        EXPECT_NEAR(kept[o], expected[o], test::kExact);
      }
    }
}

Circuit random_clifford_circuit(RandomStream& stream) {
  const GateId plain[] = {gate("x"),    gate("y"),  gate("z"),  gate("h"),  gate("s"),    gate("sdg"), gate("sx"),
                          gate("sxdg"), gate("cx"), gate("cy"), gate("cz"), gate("swap"), gate("id")};
  const GateId rotating[] = {gate("rx"), gate("ry"), gate("rz"), gate("p"), gate("rxx"), gate("ryy"), gate("rzz")};
  Circuit circuit(3, 0, 0);
  for (int i = 0; i < 30; ++i) {
    if (stream.below(3) == 0) {
      const GateId id = rotating[stream.below(std::size(rotating))];
      const double quarters = static_cast<double>(stream.below(9)) - 4;
      circuit.add(id, test::random_wires(stream, info(id).wires, 3),
                  {Angle::constant(quarters * std::numbers::pi / 2)});
    } else {
      const GateId id = plain[stream.below(std::size(plain))];
      circuit.add(id, test::random_wires(stream, info(id).wires, 3));
    }
  }
  return circuit;
}

TEST_P(LoweredCircuits, OfCliffordGatesHaveNoOperations) {
  RandomStream stream(GetParam(), "clifford");
  const Circuit circuit = random_clifford_circuit(stream);
  const std::vector<Observable> observables{test::random_observable(stream, 3), test::random_observable(stream, 3)};
  const Lowered lowered = lower(circuit, observables, Basis::z, Absorb::cliffords);
  EXPECT_TRUE(lowered.operations.empty());
  const std::vector<double> expected = test::expectations(circuit, observables, {}, {});
  for (std::size_t o = 0; o < 2; ++o) EXPECT_NEAR(expectations_of(lowered, Basis::z)[o], expected[o], test::kExact);
}

TEST_P(LoweredCircuits, WithAbsorbedPermutationsStillPermute) {
  RandomStream stream(GetParam(), "permutations");
  const Circuit circuit = test::random_circuit(stream, {.wires = 3, .operations = 20});
  EXPECT_TRUE(lower(circuit, {}, Basis::z, Absorb::permutations).frame.permutes());
}

TEST_P(LoweredCircuits, HaveAConeThatIsStable) {
  RandomStream stream(GetParam(), "cone");
  const Circuit circuit = test::random_circuit(stream, {.wires = 5, .operations = 12});
  Lowered lowered = lower(circuit, {z(Wire(0))}, Basis::z, Absorb::cliffords);
  const std::size_t all = lowered.operations.size();
  keep_light_cone(lowered);
  const std::size_t kept = lowered.operations.size();
  EXPECT_LE(kept, all);
  keep_light_cone(lowered);
  EXPECT_EQ(lowered.operations.size(), kept);
}

std::size_t rotations_left(const Circuit& circuit, const std::vector<Observable>& observables,
                           Absorb absorb = Absorb::cliffords) {
  Lowered lowered = lower(circuit, observables, Basis::z, absorb);
  keep_light_cone(lowered);
  return lowered.operations.size();
}

TEST(Lowering, OnlyPermutationsAreAbsorbedWhereOnlyTheyMay) {
  const auto count = [](GateId id, Absorb absorb) {
    Circuit circuit(3, 0, 0);
    const std::vector<Wire> wires{Wire(2), Wire(0), Wire(1)};
    circuit.add(id, std::vector(wires.begin(), wires.begin() + info(id).wires));
    return lower(circuit, {}, Basis::z, absorb).operations.size();
  };
  for (const GateId id : {gate("id"), gate("x"), gate("cx"), gate("swap")})
    EXPECT_EQ(count(id, Absorb::permutations), 0u) << info(id).name;
  for (const GateId id : {gate("y"), gate("z"), gate("h"), gate("s"), gate("sx"), gate("cy"), gate("cz")}) {
    EXPECT_EQ(count(id, Absorb::permutations), info(id).rotations.size()) << info(id).name;
    EXPECT_EQ(count(id, Absorb::cliffords), 0u) << info(id).name;
  }
  for (const GateId id : {gate("t"), gate("tdg"), gate("ccx")})
    EXPECT_EQ(count(id, Absorb::cliffords), info(id).rotations.size()) << info(id).name;
}

TEST(Lowering, ConstantAnglesAreAbsorbedOnlyAsWholeQuarters) {
  const auto count = [](double angle) {
    Circuit circuit(1, 0, 0);
    circuit.add(gate("rx"), {Wire(0)}, {Angle::constant(angle)});
    return lower(circuit, {}, Basis::z, Absorb::cliffords).operations.size();
  };
  for (const double quarters : {-7, -1, 0, 1, 2, 3, 4, 1000})
    EXPECT_EQ(count(quarters * std::numbers::pi / 2), 0u) << quarters;
  for (const double angle : {1e-9, std::numbers::pi / 4, std::numbers::pi + 1e-8, 1.5})
    EXPECT_EQ(count(angle), 1u) << angle;
}

TEST(Lowering, WiresThatAreNotMeasuredLoseTheirOperations) {
  Circuit circuit(4, 0, 4);
  for (std::uint32_t w = 0; w < 4; ++w) circuit.add(gate("ry"), {Wire(w)}, {Angle::weight(Slot(w))});
  EXPECT_EQ(rotations_left(circuit, {z(Wire(2))}), 1u);
  EXPECT_EQ(rotations_left(circuit, {z(Wire(2)), parse_observable("X0", 4)}), 2u);
  EXPECT_EQ(rotations_left(circuit, {parse_observable("Y0 Y1", 4)}), 0u);
  EXPECT_EQ(rotations_left(circuit, {parse_observable("2", 4)}), 0u);
}

TEST(Lowering, WhatCommutesWithTheMeasurementIsDropped) {
  Circuit circuit(2, 0, 3);
  circuit.add(gate("rx"), {Wire(0)}, {Angle::weight(Slot(0))});
  circuit.add(gate("rz"), {Wire(0)}, {Angle::weight(Slot(1))});
  circuit.add(gate("rzz"), {Wire(0), Wire(1)}, {Angle::weight(Slot(2))});
  EXPECT_EQ(rotations_left(circuit, {z(Wire(0))}), 1u);
  EXPECT_EQ(rotations_left(circuit, {parse_observable("X0", 2)}), 3u);
}

TEST(Lowering, ChannelsOutsideTheConeAreDropped) {
  Circuit circuit(2, 0, 1);
  circuit.add(gate("ry"), {Wire(0)}, {Angle::weight(Slot(0))});
  circuit.add(make_noise_channel("amplitude_damping", {0.2}), {Wire(1)});
  circuit.add(make_noise_channel("depolarizing", {0.2}), {Wire(0)});
  EXPECT_EQ(rotations_left(circuit, {z(Wire(0))}), 2u);
  EXPECT_EQ(rotations_left(circuit, {z(Wire(1))}), 1u);
}

// The last wire of a chain of CNOTs sees all wires before it, the first only itself.
TEST(Lowering, AChainOfNotsSpreadsTheConeOneWay) {
  const Circuit circuit = hybrid::quanvolution_circuit(5, 1, trial::EncodingRepeat::every);
  for (std::uint32_t w = 0; w < 5; ++w) EXPECT_EQ(rotations_left(circuit, {z(Wire(w))}), 2 * (w + 1)) << w;
}

}  // namespace
}  // namespace quanvas::sim
