// Which circuits are products of single wires, and what their plans compute.
#include "sim/plan/product_plan.hpp"

#include <cmath>

#include <gtest/gtest.h>

#include "hybrid/ansatz.hpp"
#include "support/dense_simulator.hpp"
#include "support/random_circuit.hpp"
#include "support/tolerances.hpp"

namespace quanvas::sim {
namespace {

// A plan evaluated as sim/plan/product_plan.hpp describes it.
std::vector<double> evaluate(const ProductPlan& plan, const std::vector<double>& inputs,
                             const std::vector<double>& weights) {
  std::vector<double> values;
  for (const Angle& row : plan.rows) {
    double angle = row.offset;
    if (row.source == Angle::Source::weight) angle += row.scale * weights[row.slot.value];
    if (row.source == Angle::Source::input) angle += row.scale * inputs[row.slot.value];
    values.push_back(std::cos(angle));
    values.push_back(std::sin(angle));
  }
  for (const ProductPlan::Product& product : plan.products) {
    double value = values.at(product.first) * values.at(product.second);
    if (product.third != ProductPlan::Product::kNone)
      value += product.sign * values.at(product.third) * values.at(product.fourth);
    values.push_back(value);
  }
  std::vector<double> results;
  for (const auto& terms : plan.observables) {
    double sum = 0;
    for (const ProductPlan::Term& term : terms) sum += term.coefficient * (term.value ? values.at(*term.value) : 1);
    results.push_back(sum);
  }
  return results;
}

Circuit rotations_on_wires() {
  Circuit circuit(3, 1, 1);
  circuit.add(gate("rx"), {Wire(0)}, {Angle::weight(Slot(0))});
  circuit.add(gate("rz"), {Wire(0)}, {Angle::input(Slot(0))});
  circuit.add(gate("ry"), {Wire(2)}, {Angle::constant(0.4)});
  circuit.add(gate("t"), {Wire(2)});
  return circuit;
}

bool is_product(const Circuit& circuit, const std::vector<Observable>& observables) {
  return plan_product(circuit, observables).has_value();
}
std::vector<Observable> everything() { return {parse_observable("Z0 X1 Y2 + X0 Y1 + Y0 X2 + Z1 Z2", 3)}; }

TEST(ProductPlan, RotationsOfSingleWiresAreProducts) {
  Circuit circuit = rotations_on_wires();
  EXPECT_TRUE(is_product(circuit, everything()));
  circuit.add(gate("cx"), {Wire(0), Wire(1)});
  circuit.add(gate("swap"), {Wire(1), Wire(2)});
  circuit.add(gate("h"), {Wire(1)});
  EXPECT_TRUE(is_product(circuit, everything()));
}

TEST(ProductPlan, RotationsAfterEntanglingAreNot) {
  Circuit circuit = rotations_on_wires();
  circuit.add(gate("cx"), {Wire(0), Wire(1)});
  circuit.add(gate("rx"), {Wire(0)}, {Angle::weight(Slot(0))});
  EXPECT_FALSE(is_product(circuit, everything()));
  // RX of the target commutes with the CNOT.
  Circuit harmless = rotations_on_wires();
  harmless.add(gate("cx"), {Wire(0), Wire(1)});
  harmless.add(gate("rx"), {Wire(1)}, {Angle::weight(Slot(0))});
  EXPECT_TRUE(is_product(harmless, everything()));
}

TEST(ProductPlan, WhatIsOutsideTheConeDoesNotMatter) {
  Circuit circuit = rotations_on_wires();
  circuit.add(gate("rxx"), {Wire(0), Wire(1)}, {Angle::weight(Slot(0))});
  EXPECT_FALSE(is_product(circuit, everything()));
  EXPECT_FALSE(is_product(circuit, {z(Wire(0))}));
  EXPECT_TRUE(is_product(circuit, {z(Wire(2))}));
}

TEST(ProductPlan, GatesOfSeveralWiresMatricesAndNoiseAreNot) {
  for (const char* name : {"rzz", "crx", "cp"}) {
    Circuit circuit = rotations_on_wires();
    circuit.add(*find_gate(name), {Wire(0), Wire(1)}, {Angle::weight(Slot(0))});
    EXPECT_FALSE(is_product(circuit, everything())) << name;
  }
  Circuit with_ccx = rotations_on_wires();
  with_ccx.add(gate("ccx"), {Wire(0), Wire(1), Wire(2)});
  EXPECT_FALSE(is_product(with_ccx, everything()));
  RandomStream stream(1, "unitary");
  Circuit with_matrix = rotations_on_wires();
  with_matrix.add(test::random_unitary(stream, 2), {Wire(0)});
  EXPECT_FALSE(is_product(with_matrix, everything()));
  Circuit noisy = rotations_on_wires();
  noisy.add(make_noise_channel("bit_flip", {0.1}), {Wire(0)});
  EXPECT_FALSE(is_product(noisy, everything()));
  EXPECT_FALSE(is_product(hybrid::head_circuit(3, 1), everything()));
}

TEST(ProductPlan, OfTheQuanvolutionCircuitExistsForOneRepetition) {
  const std::vector<Observable> observables{z(Wire(3))};
  for (const auto encoding : {trial::EncodingRepeat::every, trial::EncodingRepeat::once}) {
    const auto plan = plan_product(hybrid::quanvolution_circuit(4, 1, encoding), observables);
    ASSERT_TRUE(plan);
    EXPECT_EQ(plan->rows.size(), 8u);
    EXPECT_EQ(plan->products.size(), 7u);  // of eight cosines
    for (const ProductPlan::Product& product : plan->products) EXPECT_EQ(product.third, ProductPlan::Product::kNone);
  }
  EXPECT_FALSE(is_product(hybrid::quanvolution_circuit(4, 2, trial::EncodingRepeat::every), observables));
}

TEST(ProductPlan, ComputesNothingTwiceAndNothingUnused) {
  const Circuit circuit = rotations_on_wires();
  const auto once = plan_product(circuit, {z(Wire(0))});
  const auto twice = plan_product(circuit, {z(Wire(0)), z(Wire(0))});
  ASSERT_TRUE(once && twice);
  EXPECT_EQ(once->products.size(), twice->products.size());
  const auto none = plan_product(circuit, {parse_observable("2.5", 3), z(Wire(1)), parse_observable("X1", 3)});
  ASSERT_TRUE(none);
  EXPECT_TRUE(none->products.empty());
  EXPECT_EQ(evaluate(*none, {0.1}, {0.2}), (std::vector<double>{2.5, 1, 0}));
}

class ProductPlans : public testing::TestWithParam<std::uint32_t> {};
INSTANTIATE_TEST_SUITE_P(Seeds, ProductPlans, testing::Range(0u, 40u));

TEST_P(ProductPlans, HaveTheExpectationValuesOfTheCircuit) {
  RandomStream stream(GetParam(), "product plan");
  const GateId single[] = {gate("rx"), gate("ry"), gate("rz"), gate("p"), gate("u3"), gate("h"), gate("t"), gate("sx")};
  const GateId pairs[] = {gate("cx"), gate("cz"), gate("cy"), gate("swap")};
  Circuit circuit(3, 3, 4);
  for (int i = 0; i < 14; ++i) {
    const GateId id = single[stream.below(std::size(single))];
    std::vector<Angle> angles;
    for (unsigned a = 0; a < info(id).angles; ++a) {
      const Slot slot(static_cast<std::uint32_t>(stream.below(3)));
      Angle angle =
          stream.below(2) ? Angle::weight(slot, stream.uniform(-2, 2)) : Angle::input(slot, stream.uniform(-2, 2));
      if (stream.below(3) == 0) angle = {};
      angle.offset = stream.uniform(-2, 2);
      angles.push_back(angle);
    }
    circuit.add(id, test::random_wires(stream, 1, 3), angles);
  }
  for (int i = 0; i < 5; ++i) circuit.add(pairs[stream.below(4)], test::random_wires(stream, 2, 3));
  circuit.add(gate("s"), {Wire(1)});
  const std::vector<Observable> observables{test::random_observable(stream, 3), test::random_observable(stream, 3),
                                            z(Wire(0))};
  const std::vector<double> inputs{0.4, -1.1, 2.5};
  const std::vector<double> weights{0.3, 1.9, -0.8, 2.2};
  const auto plan = plan_product(circuit, observables);
  ASSERT_TRUE(plan);
  const std::vector<double> values = evaluate(*plan, inputs, weights);
  const std::vector<double> expected = test::expectations(circuit, observables, inputs, weights);
  for (std::size_t o = 0; o < 3; ++o) EXPECT_NEAR(values[o], expected[o], test::kExact);
}

}  // namespace
}  // namespace quanvas::sim
