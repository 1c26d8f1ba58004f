// Products of Bloch vectors over batches, against the batch method.
#include "sim/engine/product_engine.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "hybrid/ansatz.hpp"
#include "sim/simulator.hpp"
#include "support/batch.hpp"
#include "support/error_of.hpp"
#include "support/tolerances.hpp"

namespace quanvas::sim {
namespace {

std::vector<Observable> some_observables() {
  return {z(Wire(0)), z(Wire(3)), parse_observable("0.5 X1 X2 - Z0 Z3 + 0.25", 4)};
}
Circuit one_repetition() { return hybrid::quanvolution_circuit(4, 1, trial::EncodingRepeat::every); }

template <class Real>
void expect_the_batch_method(const Circuit& circuit, const std::vector<Observable>& observables, std::size_t count,
                             double tolerance) {
  Simulator<Real> product(circuit, observables, Method::product);
  Simulator<Real> batch(circuit, observables, Method::batch);
  test::Batch<Real> a(product, count, 1);
  test::Batch<Real> b(batch, count, 1);
  a.forward(product), a.backward(product);
  b.forward(batch), b.backward(batch);
  for (std::size_t i = 0; i < a.expectations.size(); ++i) {
    if (i % a.stride < count) {
      ASSERT_NEAR(a.expectations[i], b.expectations[i], tolerance);
    }
  }
  for (std::size_t i = 0; i < a.input_gradient.size(); ++i) {
    if (i % a.stride < count) {
      ASSERT_NEAR(a.input_gradient[i], b.input_gradient[i], 10 * tolerance);
    }
  }
  // Sums over the batch.
  for (std::size_t w = 0; w < a.weight_gradient.size(); ++w)
    ASSERT_NEAR(a.weight_gradient[w], b.weight_gradient[w], 10 * static_cast<double>(count) * tolerance);
}

// Fewer circuits than a lane, whole lanes, a block of eight groups, and one circuit beside each.
class RaggedBatches : public testing::TestWithParam<std::size_t> {};
INSTANTIATE_TEST_SUITE_P(Counts, RaggedBatches,
                         testing::Values(1, 2, 7, 8, 9, 15, 16, 17, 63, 64, 65, 127, 128, 129, 257, 1000));

TEST_P(RaggedBatches, AgreeWithTheBatchMethod) {
  expect_the_batch_method<double>(one_repetition(), some_observables(), GetParam(), test::kExact);
  expect_the_batch_method<float>(one_repetition(), some_observables(), GetParam(), test::kSingle);
}

TEST(ProductEngine, WeightsAlone) {
  Circuit circuit(4, 0, 2);
  for (std::uint32_t w = 0; w < 4; ++w)
    circuit.add(w % 2 ? gate("rx") : gate("ry"), {Wire(w)}, {Angle::weight(Slot(w / 2), 0.5 + w)});
  circuit.add(gate("cx"), {Wire(0), Wire(3)});
  for (const std::size_t count : {1u, 9u, 70u})
    expect_the_batch_method<double>(circuit, some_observables(), count, test::kExact);
}

TEST(ProductEngine, InputsAlone) {
  Circuit circuit(4, 3, 0);
  for (std::uint32_t w = 0; w < 4; ++w)
    circuit.add(w % 2 ? gate("rx") : gate("ry"), {Wire(w)}, {Angle::input(Slot(w / 2), 0.5 + w)});
  circuit.add(gate("cx"), {Wire(0), Wire(3)});
  for (const std::size_t count : {1u, 9u, 70u})
    expect_the_batch_method<double>(circuit, some_observables(), count, test::kExact);
}

TEST(ProductEngine, ConstantsAlone) {
  Circuit circuit(4, 1, 1);
  circuit.add(gate("ry"), {Wire(0)}, {Angle::constant(0.7)});
  circuit.add(gate("t"), {Wire(0)});
  expect_the_batch_method<double>(circuit, {parse_observable("X0", 4), z(Wire(0)), z(Wire(2))}, 9, test::kExact);
}

TEST(ProductEngine, AddsToTheWeightGradientAndWritesTheInputGradient) {
  Simulator<double> simulator(one_repetition(), some_observables(), Method::product);
  test::Batch<double> batch(simulator, 20, 2);
  batch.forward(simulator), batch.backward(simulator);
  const auto weights = batch.weight_gradient;
  const auto inputs = batch.input_gradient;
  batch.forward(simulator), batch.backward(simulator);
  EXPECT_EQ(batch.input_gradient, inputs);
  for (std::size_t w = 0; w < weights.size(); ++w)
    EXPECT_NEAR(batch.weight_gradient[w], 2 * weights[w], test::kExact * 20);
}

TEST(ProductEngine, EmptyGradientsAreNotComputed) {
  Simulator<double> simulator(one_repetition(), some_observables(), Method::product);
  test::Batch<double> all(simulator, 20, 3);
  test::Batch<double> some(simulator, 20, 3);
  all.forward(simulator), all.backward(simulator);
  some.forward(simulator);
  simulator.backward(some.upstream, some.weight_gradient, {});
  EXPECT_EQ(some.weight_gradient, all.weight_gradient);
  some.forward(simulator);
  simulator.backward(some.upstream, {}, some.input_gradient);
  EXPECT_EQ(some.input_gradient, all.input_gradient);
}

TEST(ProductEngine, RefusesWhatItCannotDo) {
  const Circuit entangled = hybrid::quanvolution_circuit(4, 2, trial::EncodingRepeat::every);
  const auto make = [&] { Simulator<float>(entangled, some_observables(), Method::product); };
  EXPECT_THAT(test::error_of(make), testing::HasSubstr("entangles its wires"));
  Simulator<float> simulator(one_repetition(), some_observables(), Method::product);
  std::vector<float> out(16);
  EXPECT_THAT(test::error_of([&] { simulator.probabilities(out); }), testing::HasSubstr("make one without"));
}

TEST(ProductEngine, IsTheAutomaticChoiceForProducts) {
  Simulator<float> automatic(one_repetition(), some_observables());
  Simulator<float> product(one_repetition(), some_observables(), Method::product);
  Simulator<float> batch(one_repetition(), some_observables(), Method::batch);
  EXPECT_EQ(automatic.backward_flops(true), product.backward_flops(true));
  EXPECT_LT(product.backward_flops(true), batch.backward_flops(true));
}

}  // namespace
}  // namespace quanvas::sim
