// Batches on lanes: any number of circuits, any order of calls, and no memory asked for after the first step.
#include "sim/engine/batch_engine.hpp"

#include <gtest/gtest.h>

#include "hybrid/ansatz.hpp"
#include "sim/simulator.hpp"
#include "support/batch.hpp"
#include "support/count_allocations.hpp"
#include "support/thread_scope.hpp"
#include "support/tolerances.hpp"

namespace quanvas::sim {
namespace {

std::vector<Observable> some_observables() {
  return {z(Wire(0)), z(Wire(3)), parse_observable("0.5 X1 X2 - Z0 Z3 + 0.25", 4)};
}
Circuit pure_circuit() { return hybrid::quanvolution_circuit(4, 2, trial::EncodingRepeat::every); }
Circuit noisy_circuit() {
  Circuit circuit = pure_circuit();
  circuit.add(make_noise_channel("amplitude_damping", {0.1}), {Wire(1)});
  circuit.add(gate("ry"), {Wire(1)}, {Angle::weight(Slot(0))});
  circuit.add(make_noise_channel("depolarizing2", {0.1}), {Wire(3), Wire(0)});
  return circuit;
}

// Results of circuit b of the first batch are those of circuit 0 of the second.
template <class Real>
void expect_same_circuit(const test::Batch<Real>& many, std::size_t b, const test::Batch<Real>& one) {
  for (std::size_t o = 0; o * many.stride < many.expectations.size(); ++o)
    ASSERT_NEAR(many.expectations[o * many.stride + b], one.expectations[o * one.stride], test::kExact);
  for (std::size_t s = 0; s * many.stride < many.inputs.size(); ++s)
    ASSERT_NEAR(many.input_gradient[s * many.stride + b], one.input_gradient[s * one.stride], 10 * test::kExact);
}

void expect_sum_of_circuits(const Circuit& circuit, std::size_t count) {
  Simulator<double> simulator(circuit, some_observables(), Method::batch);
  test::Batch<double> many(simulator, count, 1);
  many.forward(simulator), many.backward(simulator);
  nn::AlignedVector<double> sum(many.weights.size());
  for (std::size_t b = 0; b < count; ++b) {
    test::Batch<double> one(simulator, 1, 1);
    one.weights = many.weights;
    for (std::size_t s = 0; s < simulator.inputs(); ++s) one.inputs[s * one.stride] = many.inputs[s * many.stride + b];
    for (std::size_t o = 0; o < simulator.observables(); ++o)
      one.upstream[o * one.stride] = many.upstream[o * many.stride + b];
    one.forward(simulator), one.backward(simulator);
    expect_same_circuit(many, b, one);
    for (std::size_t w = 0; w < sum.size(); ++w) sum[w] += one.weight_gradient[w];
  }
  for (std::size_t w = 0; w < sum.size(); ++w) EXPECT_NEAR(many.weight_gradient[w], sum[w], 1e3 * test::kExact);
}

// One group, odd numbers of groups within a block and beyond one, with circuits left over and without.
class BatchSizes : public testing::TestWithParam<std::size_t> {};
INSTANTIATE_TEST_SUITE_P(Groups, BatchSizes, testing::Values(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 11, 17));

TEST_P(BatchSizes, GiveWhatTheirCircuitsGive) {
  const std::size_t circuits = GetParam() * kWidth<DoubleLane>;
  for (const std::size_t count : {circuits, circuits + 1}) {
    if (count == 0) continue;
    expect_sum_of_circuits(pure_circuit(), count);
    expect_sum_of_circuits(noisy_circuit(), count);
  }
}

class EveryKind : public testing::TestWithParam<bool> {
 protected:
  Circuit circuit() const { return GetParam() ? noisy_circuit() : pure_circuit(); }
};
INSTANTIATE_TEST_SUITE_P(Kinds, EveryKind, testing::Bool(),
                         [](const auto& noisy) { return noisy.param ? "noisy" : "pure"; });

TEST_P(EveryKind, BackwardBelongsToTheLastForward) {
  Simulator<double> simulator(circuit(), some_observables(), Method::batch);
  test::Batch<double> once(simulator, 50, 1);
  test::Batch<double> other(simulator, 90, 2);
  test::Batch<double> twice(simulator, 50, 1);
  once.forward(simulator), once.backward(simulator);
  other.forward(simulator);
  twice.forward(simulator), twice.forward(simulator), twice.backward(simulator);
  EXPECT_EQ(once.expectations, twice.expectations);
  EXPECT_EQ(once.weight_gradient, twice.weight_gradient);
  EXPECT_EQ(once.input_gradient, twice.input_gradient);
}

TEST_P(EveryKind, WeightGradientsAreAddedAndInputGradientsWritten) {
  Simulator<double> simulator(circuit(), some_observables(), Method::batch);
  test::Batch<double> batch(simulator, 30, 1);
  batch.forward(simulator), batch.backward(simulator);
  const auto weights = batch.weight_gradient;
  const auto inputs = batch.input_gradient;
  batch.forward(simulator), batch.backward(simulator);
  EXPECT_EQ(batch.input_gradient, inputs);
  for (std::size_t w = 0; w < weights.size(); ++w)
    EXPECT_NEAR(batch.weight_gradient[w], 2 * weights[w], 100 * test::kExact);
}

TEST_P(EveryKind, EmptyGradientsAreNotComputed) {
  Simulator<double> simulator(circuit(), some_observables(), Method::batch);
  test::Batch<double> all(simulator, 30, 1);
  test::Batch<double> some(simulator, 30, 1);
  all.forward(simulator), all.backward(simulator);
  some.forward(simulator);
  simulator.backward(some.upstream, some.weight_gradient, {});
  for (std::size_t w = 0; w < all.weights.size(); ++w)
    EXPECT_NEAR(some.weight_gradient[w], all.weight_gradient[w], 100 * test::kExact);
  some.forward(simulator);
  simulator.backward(some.upstream, {}, some.input_gradient);
  for (std::size_t i = 0; i < all.inputs.size(); ++i)
    EXPECT_NEAR(some.input_gradient[i], all.input_gradient[i], 100 * test::kExact);
}

TEST(BatchEngine, StridesAreWholeLanes) {
  for (std::size_t count = 1; count < 70; ++count) {
    EXPECT_EQ(stride_of<float>(count) % kWidth<FloatLane>, 0u);
    EXPECT_GE(stride_of<float>(count), count);
    EXPECT_LT(stride_of<float>(count), count + kWidth<FloatLane>);
    EXPECT_EQ(stride_of<double>(count) % kWidth<DoubleLane>, 0u);
    EXPECT_LT(stride_of<double>(count), count + kWidth<DoubleLane>);
  }
}

// Called by name, since the compiler may leave out pairs of new and delete expressions.
TEST(CountAllocations, SeesEveryKind) {
  const std::size_t before = test::allocations();
  ::operator delete(::operator new(4));
  ::operator delete[](::operator new[](20));
  ::operator delete (::operator new (256, std::align_val_t{64}), std::align_val_t{64});
  EXPECT_EQ(test::allocations() - before, 3u);
}

std::size_t allocations_of_later_steps(const Circuit& circuit, Method method, std::size_t count) {
  Simulator<float> simulator(circuit, some_observables(), method);
  test::Batch<float> batch(simulator, count, 1);
  batch.forward(simulator), batch.backward(simulator);
  const std::size_t before = test::allocations();
  for (int step = 0; step < 3; ++step) batch.forward(simulator), batch.backward(simulator);
  return test::allocations() - before;
}

// Batches of one thread and of several.
TEST(NoAllocations, AfterTheFirstStep) {
  const test::ThreadScope scope(2);
  for (const std::size_t count : {100u, 20000u}) {
    const Circuit product = hybrid::quanvolution_circuit(4, 1, trial::EncodingRepeat::every);
    EXPECT_EQ(allocations_of_later_steps(product, Method::product, count), 0u) << count;
    EXPECT_EQ(allocations_of_later_steps(pure_circuit(), Method::batch, count), 0u) << count;
    EXPECT_EQ(allocations_of_later_steps(hybrid::head_circuit(4, 2), Method::batch, count), 0u) << count;
  }
  EXPECT_EQ(allocations_of_later_steps(noisy_circuit(), Method::batch, 100), 0u);
  EXPECT_EQ(allocations_of_later_steps(noisy_circuit(), Method::batch, 2000), 0u);
}

// A last batch of an epoch is smaller.
TEST(NoAllocations, ForSmallerBatches) {
  Simulator<float> simulator(pure_circuit(), some_observables(), Method::batch);
  test::Batch<float> large(simulator, 300, 1);
  test::Batch<float> small(simulator, 77, 1);
  large.forward(simulator), large.backward(simulator);
  const std::size_t before = test::allocations();
  small.forward(simulator), small.backward(simulator);
  large.forward(simulator), large.backward(simulator);
  EXPECT_EQ(test::allocations() - before, 0u);
}

}  // namespace
}  // namespace quanvas::sim
