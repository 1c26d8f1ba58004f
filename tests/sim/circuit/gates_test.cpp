// Properties of every gate of the list against the dense reference: its matrix, its inverse and its derivative.
#include "sim/circuit/gates.hpp"

#include <cmath>

#include <gtest/gtest.h>

#include "base/random.hpp"
#include "sim/gradients.hpp"
#include "support/dense_simulator.hpp"
#include "support/random_circuit.hpp"
#include "support/run_circuit.hpp"
#include "support/tolerances.hpp"

namespace quanvas::sim {
namespace {

class EveryGate : public testing::TestWithParam<std::size_t> {
 protected:
  GateId id() const { return static_cast<GateId>(GetParam()); }
  const GateInfo& facts() const { return info(id()); }
  std::vector<double> angles(double first) const {
    const std::vector<double> all{first, 1.1, -0.4};
    return {all.begin(), all.begin() + facts().angles};
  }
};
INSTANTIATE_TEST_SUITE_P(Gates, EveryGate, testing::Range(std::size_t{0}, kGates.size()),
                         [](const auto& name) { return std::string(kGates[name.param].name); });

// The product of the gate's rotations, by matrices.
test::Matrix product_of_rotations(const GateInfo& facts, const std::vector<double>& angles) {
  const auto size = static_cast<Eigen::Index>(std::size_t{1} << facts.wires);
  test::Matrix product = test::Matrix::Identity(size, size);
  for (const GateRotation& rotation : facts.rotations) {
    const double angle =
        rotation.offset +
        (rotation.argument < 0 ? 0 : rotation.scale * angles[static_cast<std::size_t>(rotation.argument)]);
    Observable pauli{.terms = {{.coefficient = 1, .factors = {}}}};
    for (std::uint32_t w = 0; w < facts.wires; ++w)
      if (rotation.pauli[w] != 'I') pauli.terms[0].factors.emplace_back(Wire(w), rotation.pauli[w]);
    const test::Matrix p = test::observable_matrix(pauli, facts.wires);
    product =
        (std::cos(angle / 2) * test::Matrix::Identity(size, size) - test::Complex(0, 1) * std::sin(angle / 2) * p) *
        product;
  }
  return product;
}

// Equal up to a global phase: |tr(A^dagger B)| = size for unitaries.
void expect_same_up_to_phase(const test::Matrix& a, const test::Matrix& b) {
  EXPECT_NEAR(std::abs((a.adjoint() * b).trace()), static_cast<double>(a.rows()), test::kExact);
}

TEST_P(EveryGate, IsTheProductOfItsRotations) {
  for (const double angle : {0.0, 0.7, -2.9, 5.5})
    expect_same_up_to_phase(test::gate_matrix(facts().name, angles(angle)),
                            product_of_rotations(facts(), angles(angle)));
}

TEST_P(EveryGate, HasAUnitaryReference) {
  const test::Matrix u = test::gate_matrix(facts().name, angles(0.77));
  ASSERT_EQ(u.rows(), 1 << facts().wires);
  EXPECT_LT((u * u.adjoint() - test::Matrix::Identity(u.rows(), u.cols())).cwiseAbs().maxCoeff(), test::kExact);
}

TEST_P(EveryGate, IsUndoneByItsInverse) {
  std::vector<double> undo = angles(0.77);
  for (double& angle : undo) angle = -angle;
  if (facts().angles == 3) std::swap(undo[1], undo[2]);
  const std::string_view inverse = facts().inverse.empty() ? facts().name : facts().inverse;
  ASSERT_TRUE(find_gate(inverse));
  const test::Matrix both = test::gate_matrix(inverse, undo) * test::gate_matrix(facts().name, angles(0.77));
  expect_same_up_to_phase(both, test::Matrix::Identity(both.rows(), both.cols()));
}

// On a random state of four wires, on wires in an order that is neither sorted nor adjacent, with every angle a weight:
// the simulator's expectation values and gradients against the dense reference and its finite differences, and the
// gradient by the gate's shift rule.
TEST_P(EveryGate, IsSimulatedAndDifferentiated) {
  RandomStream stream(GetParam(), "gate");
  Circuit circuit(4, 0, 3);
  for (std::uint32_t w = 0; w < 4; ++w) circuit.add(test::random_unitary(stream, 2), {Wire(w)});
  circuit.add(test::random_unitary(stream, 4), {Wire(1), Wire(2)});
  circuit.add(test::random_unitary(stream, 4), {Wire(3), Wire(0)});
  std::vector<Wire> wires{Wire(2), Wire(0), Wire(3)};
  wires.resize(facts().wires);
  std::vector<Angle> slots;
  for (std::uint32_t i = 0; i < facts().angles; ++i) slots.push_back(Angle::weight(Slot(i), 1.5));
  circuit.add(id(), wires, slots);
  const std::vector<Observable> observables{test::random_observable(stream, 4), parse_observable("X0 Y2 Z3", 4),
                                            parse_observable("Z0 + Y3", 4)};
  std::vector<double> weights{0.9, -0.3, 2.2};
  const std::vector<std::vector<double>> upstream{{0.4, -1.2, 0.7}};
  const auto run = test::run_circuit<double>(circuit, observables, {{}}, weights, upstream);
  const auto loss = [&] {
    double total = 0;
    const auto values = test::expectations(circuit, observables, {}, weights);
    for (std::size_t o = 0; o < 3; ++o) total += upstream[0][o] * values[o];
    return total;
  };
  const auto expected = test::expectations(circuit, observables, {}, weights);
  for (std::size_t o = 0; o < 3; ++o) EXPECT_NEAR(run.expectations[0][o], expected[o], test::kExact);
  const Jacobian shifted = parameter_shift(circuit, observables, {}, weights);
  for (std::size_t w = 0; w < 3; ++w) {
    const double centre = weights[w];
    weights[w] = centre + 1e-5;
    const double above = loss();
    weights[w] = centre - 1e-5;
    const double below = loss();
    weights[w] = centre;
    EXPECT_NEAR(run.weight_gradient[w], (above - below) / 2e-5, test::kDifference);
    double by_shift = 0;
    for (std::size_t o = 0; o < 3; ++o) by_shift += upstream[0][o] * shifted.weights[o][w];
    EXPECT_NEAR(run.weight_gradient[w], by_shift, 100 * test::kExact);
  }
}

TEST(GateList, NamesAreUnique) {
  for (std::size_t i = 0; i < kGates.size(); ++i)
    for (std::size_t j = 0; j < i; ++j) EXPECT_NE(kGates[i].name, kGates[j].name);
}

}  // namespace
}  // namespace quanvas::sim
