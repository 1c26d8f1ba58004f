// Plans: run by plain loops they give the circuit's expectation values and probabilities; and what they are made of.
#include "sim/plan/plan.hpp"

#include <cmath>
#include <numeric>
#include <set>

#include <gtest/gtest.h>

#include "hybrid/ansatz.hpp"
#include "support/dense_simulator.hpp"
#include "support/plan_interpreter.hpp"
#include "support/random_circuit.hpp"
#include "support/tolerances.hpp"

namespace quanvas::sim {
namespace {

using test::PlanInterpreter;
using test::Register;

struct Case {
  Circuit circuit;
  std::vector<Observable> observables;
  std::vector<double> inputs;
  std::vector<double> weights;
};

Case random_case(std::uint32_t seed, std::size_t wires) {
  RandomStream stream(seed, "plan");
  const bool noisy = seed % 3 == 0;
  const bool amplitudes = seed % 3 == 1;
  const auto preparation = amplitudes ? Preparation::amplitudes : Preparation::zero;
  Case c{.circuit = test::random_circuit(
             stream, {.wires = wires, .operations = 16, .preparation = preparation, .channels = noisy}),
         .observables = {test::random_observable(stream, wires), test::random_observable(stream, wires)}};
  for (std::size_t i = 0; i < c.circuit.inputs(); ++i) c.inputs.push_back(stream.normal());
  for (std::size_t i = 0; i < c.circuit.weights(); ++i) c.weights.push_back(stream.uniform(-3, 3));
  const double norm = std::sqrt(std::inner_product(c.inputs.begin(), c.inputs.end(), c.inputs.begin(), 0.0));
  if (amplitudes)
    for (double& input : c.inputs) input /= norm;
  return c;
}

class Plans : public testing::TestWithParam<std::uint32_t> {};
INSTANTIATE_TEST_SUITE_P(Seeds, Plans, testing::Range(0u, 45u));

TEST_P(Plans, RunByPlainLoopsGiveTheExpectationValues) {
  const Case c = random_case(GetParam(), 3);
  const Plan plan = plan_expectations(c.circuit, c.observables);
  const PlanInterpreter interpreter(plan, c.inputs, c.weights);
  const std::vector<double> values = interpreter.expectations(interpreter.final_register());
  const std::vector<double> expected = test::expectations(c.circuit, c.observables, c.inputs, c.weights);
  for (std::size_t o = 0; o < expected.size(); ++o) EXPECT_NEAR(values[o], expected[o], test::kExact);
}

TEST_P(Plans, StartWhereTheirFirstStepsLead) {
  const Case c = random_case(GetParam(), 4);
  const Plan plan = plan_expectations(c.circuit, c.observables);
  if (plan.start.kind != Start::Kind::product) return;
  EXPECT_GT(plan.started, 0u);
  const PlanInterpreter interpreter(plan, c.inputs, c.weights);
  const Register a = interpreter.final_register();
  const Register b = interpreter.final_register_from_bare_start();
  for (std::size_t r = 0; r < a.size(); ++r) EXPECT_NEAR(a[r], b[r], test::kExact);
}

TEST_P(Plans, OfStatesGiveTheProbabilities) {
  const Case c = random_case(GetParam(), 3);
  const auto [plan, order] = plan_state(c.circuit);
  ASSERT_EQ(order.size(), c.circuit.noisy() ? 64u : 8u);
  std::set<std::uint32_t> entries;
  for (const SignedEntry& at : order) entries.insert(at.entry);
  EXPECT_EQ(entries.size(), order.size());
  const Register a = PlanInterpreter(plan, c.inputs, c.weights).final_register();
  const test::Vector state = c.circuit.noisy() ? test::Vector() : test::final_state(c.circuit, c.inputs, c.weights);
  const test::Matrix rho =
      c.circuit.noisy() ? test::final_density(c.circuit, c.inputs, c.weights) : test::Matrix(state * state.adjoint());
  for (std::uint32_t p = 0; p < 8; ++p) {
    double probability = 0;
    if (plan.storage == Storage::pauli)
      for (std::uint32_t z = 0; z < 8; ++z)
        probability += (odd(z & p) ? -1 : 1) * order[z].sign * a[order[z].entry] / 8;
    else
      probability =
          std::pow(a[order[p].entry], 2) + (plan.storage == Storage::complex ? std::pow(a[order[p].entry + 8], 2) : 0);
    EXPECT_NEAR(probability, rho(p, p).real(), test::kExact);
  }
}

// Of state vectors every entry rotates; of density matrices those whose Pauli anticommutes with the rotation's, which
// are half.
TEST_P(Plans, RotateEachEntryOnce) {
  const Case c = random_case(GetParam(), 4);
  const Plan plan = plan_expectations(c.circuit, c.observables);
  for (const Step& step : plan.steps) {
    const Rotate* rotate = std::get_if<Rotate>(&step);
    if (!rotate) continue;
    ASSERT_GE(rotate->count, 1u);
    ASSERT_LE(rotate->count, kMostFused);
    std::set<std::uint32_t> seen;
    for (const std::uint32_t base : rotate->bases)
      for (std::size_t t = 0; t < std::size_t{1} << rotate->count; ++t) {
        EXPECT_LT(base ^ rotate->offsets[t], plan.entries());
        EXPECT_TRUE(seen.insert(base ^ rotate->offsets[t]).second);
      }
    EXPECT_EQ(seen.size(), plan.storage == Storage::pauli ? plan.entries() / 2 : plan.entries());
  }
}

TEST_P(Plans, HaveTransposesOfTheirSparseSteps) {
  const Case c = random_case(GetParam(), 3);
  const Plan plan = plan_expectations(c.circuit, c.observables);
  for (const Step& step : plan.steps) {
    const Sparse* sparse = std::get_if<Sparse>(&step);
    if (!sparse) continue;
    const std::size_t count = sparse->offsets.size();
    EXPECT_EQ(std::set(sparse->offsets.begin(), sparse->offsets.end()).size(), count);
    for (std::uint32_t r = 0; r < plan.entries(); ++r)
      for (std::size_t j = 0; j < count; ++j)
        EXPECT_EQ(sparse->transposed[r * count + j], sparse->values[(r ^ sparse->offsets[j]) * count + j]);
  }
}

std::vector<Observable> all_z(std::size_t wires) {
  std::vector<Observable> observables;
  for (std::uint32_t w = 0; w < wires; ++w) observables.push_back(z(Wire(w)));
  return observables;
}

TEST(Plan, OfTheQuanvolutionCircuitFusesItsRotations) {
  for (std::size_t repetitions = 1; repetitions <= 4; ++repetitions) {
    const Plan plan =
        plan_expectations(hybrid::quanvolution_circuit(4, repetitions, trial::EncodingRepeat::every), all_z(4));
    std::size_t rotations = 0;
    for (const Step& step : plan.steps) {
      if (const Rotate* rotate = std::get_if<Rotate>(&step)) rotations += rotate->count;
      else rotations += std::get<Phase>(step).terms.size();
    }
    EXPECT_EQ(rotations, 8 * repetitions);
    EXPECT_EQ(plan.steps.size(), (kMostFused == 4 ? 2 : 3) * repetitions);
    EXPECT_EQ(plan.start.kind, Start::Kind::product);
    EXPECT_EQ(plan.shared_rows.size(), 4 * repetitions);
  }
}

TEST(Plan, StoresWhatTheStateNeeds) {
  Circuit circuit(3, 0, 2);
  circuit.add(gate("ry"), {Wire(0)}, {Angle::weight(Slot(0))});
  circuit.add(gate("cx"), {Wire(0), Wire(1)});
  circuit.add(gate("cz"), {Wire(1), Wire(2)});
  circuit.add(gate("h"), {Wire(1)});
  circuit.add(gate("ry"), {Wire(1)}, {Angle::weight(Slot(1))});
  EXPECT_EQ(plan_expectations(circuit, all_z(3)).storage, Storage::real);
  EXPECT_EQ(plan_expectations(circuit, all_z(3)).bits, 3u);
  Circuit complex = circuit;
  complex.add(gate("rx"), {Wire(0)}, {Angle::weight(Slot(1))});
  complex.add(gate("ry"), {Wire(0)}, {Angle::weight(Slot(0))});
  complex.add(gate("rz"), {Wire(0)}, {Angle::weight(Slot(1))});
  complex.add(gate("rx"), {Wire(0)}, {Angle::weight(Slot(0))});
  EXPECT_EQ(plan_expectations(complex, all_z(3)).storage, Storage::complex);
  EXPECT_EQ(plan_expectations(complex, all_z(3)).bits, 4u);
  circuit.add(make_noise_channel("bit_flip", {0.1}), {Wire(0)});
  EXPECT_EQ(plan_expectations(circuit, all_z(3)).storage, Storage::pauli);
  EXPECT_EQ(plan_expectations(circuit, all_z(3)).bits, 6u);
}

// With X stored as Y, and Z as X, rotations about X, XZ and so on are real.
TEST(Plan, ChoosesABasisInWhichTheStateIsReal) {
  Circuit circuit(2, 0, 2);
  circuit.add(gate("rx"), {Wire(0)}, {Angle::weight(Slot(0))});
  circuit.add(gate("rx"), {Wire(1)}, {Angle::weight(Slot(1))});
  circuit.add(gate("cz"), {Wire(0), Wire(1)});
  circuit.add(gate("rx"), {Wire(0)}, {Angle::weight(Slot(1))});
  circuit.add(gate("rx"), {Wire(1)}, {Angle::weight(Slot(0))});
  EXPECT_EQ(plan_expectations(circuit, all_z(2)).storage, Storage::real);
}

TEST(Plan, KnowsItsFirstSteps) {
  Circuit circuit(2, 1, 1);
  circuit.add(gate("ry"), {Wire(0)}, {Angle::constant(0.3)});
  circuit.add(gate("cx"), {Wire(0), Wire(1)});
  circuit.add(gate("ry"), {Wire(0)}, {Angle::input(Slot(0))});
  circuit.add(gate("rx"), {Wire(0)}, {Angle::constant(0.3)});
  circuit.add(gate("ry"), {Wire(0)}, {Angle::weight(Slot(0))});
  const Plan plan = plan_expectations(circuit, {z(Wire(0))});
  EXPECT_LT(plan.first_input_step, plan.first_weight_step);
  EXPECT_LT(plan.first_weight_step, plan.steps.size());
  Circuit constant(1, 0, 0);
  constant.add(gate("rx"), {Wire(0)}, {Angle::constant(0.3)});
  EXPECT_EQ(plan_expectations(constant, {z(Wire(0))}).first_weight_step, Plan::kNone);
  EXPECT_EQ(plan_expectations(constant, {z(Wire(0))}).first_input_step, Plan::kNone);
  EXPECT_EQ(plan_expectations(hybrid::head_circuit(3, 1), all_z(3)).first_input_step, 0u);
}

TEST(Plan, FlopsGrowWithTheRepetitions) {
  double forward = 0;
  double weights = 0;
  double inputs = 0;
  for (std::size_t repetitions = 1; repetitions <= 8; ++repetitions) {
    const Plan plan =
        plan_expectations(hybrid::quanvolution_circuit(4, repetitions, trial::EncodingRepeat::every), all_z(4));
    EXPECT_GT(forward_flops(plan), forward);
    EXPECT_GT(backward_flops(plan, false), weights);
    EXPECT_GT(backward_flops(plan, true), std::max(inputs, backward_flops(plan, false)));
    forward = forward_flops(plan), weights = backward_flops(plan, false), inputs = backward_flops(plan, true);
  }
}

std::size_t rotations_of_head(std::size_t repetitions, trial::HeadWires which) {
  const Plan plan = plan_expectations(hybrid::head_circuit(8, repetitions), hybrid::head_observables(8, 1, which));
  std::size_t rotations = 0;
  for (const Step& step : plan.steps) rotations += std::get<Rotate>(step).count;
  return rotations;
}

// CNOTs pass on what is in the wires before; so one repetition of the first wire holds one rotation.
TEST(Plan, OfTheHeadCircuitHoldsTheLightConeAlone) {
  EXPECT_EQ(rotations_of_head(1, trial::HeadWires::first), 1u);
  EXPECT_EQ(rotations_of_head(1, trial::HeadWires::last), 8u);
  EXPECT_EQ(rotations_of_head(2, trial::HeadWires::first), 3u);
  EXPECT_EQ(rotations_of_head(3, trial::HeadWires::first), 6u);
  EXPECT_EQ(rotations_of_head(3, trial::HeadWires::last), 24u);
}

}  // namespace
}  // namespace quanvas::sim
