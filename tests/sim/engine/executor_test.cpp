// Plans run by the executor, chunk by chunk.
#include "sim/engine/executor.hpp"

#include <cmath>

#include <gtest/gtest.h>

#include "hybrid/ansatz.hpp"
#include "support/lanes.hpp"
#include "support/random_circuit.hpp"
#include "support/tolerances.hpp"

namespace quanvas::sim {
namespace {

using L = DoubleLane;

constexpr std::size_t kGroups = 8;
constexpr std::size_t kStride = kGroups * kWidth<L>;

// Memory for kGroups groups of one plan and random numbers to run it on.
struct Bench {
  Bench(const Circuit& circuit, std::vector<Observable> of, std::uint64_t seed)
      : executor(plan_expectations(circuit, of)),
        observables(of.size()),
        slots(circuit.inputs()),
        stream(seed, "bench"),
        weights(circuit.weights()),
        inputs(slots * kGroups),
        upstream(observables * kGroups),
        rotations(kGroups * executor.plan().input_rows.size()),
        states(kGroups * executor.entries()),
        input_gradient(slots * kGroups),
        expectations(observables * kGroups) {
    executor.make_room(scratch);
    for (double& weight : weights) weight = stream.uniform(-3, 3);
    inputs = test::random_lanes<L>(stream, inputs.size());
    upstream = test::random_lanes<L>(stream, upstream.size());
    executor.bind(weights);
    sums.resize(executor.sums_size());
  }

  static const double* reals(const std::vector<L>& lanes) { return reinterpret_cast<const double*>(lanes.data()); }
  static double* reals(std::vector<L>& lanes) { return reinterpret_cast<double*>(lanes.data()); }

  Chunk<double> chunk(std::size_t first, std::size_t groups) {
    return {.groups = groups,
            .inputs = reals(inputs) + first * kWidth<L>,
            .stride = kStride,
            .rotations = rotations.data() + first * executor.plan().input_rows.size(),
            .states = states.data() + first * executor.entries()};
  }
  void forward(std::size_t first, std::size_t groups) {
    executor.forward(chunk(first, groups), scratch);
    executor.measure(chunk(first, groups), reals(expectations) + first * kWidth<L>);
  }
  void backward(std::size_t first, std::size_t groups) {
    executor.backward(chunk(first, groups), reals(upstream) + first * kWidth<L>,
                      {.sums = sums.data(), .inputs = reals(input_gradient) + first * kWidth<L>}, scratch);
  }
  void clear() {
    for (auto* lanes : {&sums, &input_gradient, &expectations}) std::fill(lanes->begin(), lanes->end(), L{});
  }

  Executor<double> executor;
  std::size_t observables;
  std::size_t slots;
  RandomStream stream;
  std::vector<double> weights;
  std::vector<L> inputs;
  std::vector<L> upstream;
  std::vector<PairRotation<L>> rotations;
  std::vector<L> states;
  std::vector<L> sums;
  std::vector<L> input_gradient;
  std::vector<L> expectations;
  Executor<double>::Scratch scratch;
};

struct Results {
  std::vector<L> expectations;
  std::vector<L> sums;
  std::vector<L> input_gradient;
};

// All groups, in chunks of at most so many.
Results run(Bench& bench, std::size_t together) {
  bench.clear();
  for (std::size_t first = 0; first < kGroups; first += together)
    bench.forward(first, std::min(together, kGroups - first));
  for (std::size_t first = 0; first < kGroups; first += together)
    bench.backward(first, std::min(together, kGroups - first));
  bench.executor.collect(bench.sums.data());
  return {bench.expectations, bench.sums, bench.input_gradient};
}

void expect_near(const std::vector<L>& a, const std::vector<L>& b, double tolerance) {
  ASSERT_EQ(a.size(), b.size());
  for (std::size_t i = 0; i < a.size(); ++i)
    for (std::size_t c = 0; c < kWidth<L>; ++c) ASSERT_NEAR(test::at(a[i], c), test::at(b[i], c), tolerance) << i;
}

void expect_near(const Results& a, const Results& b, double tolerance) {
  expect_near(a.expectations, b.expectations, tolerance);
  expect_near(a.sums, b.sums, 100 * tolerance);
  expect_near(a.input_gradient, b.input_gradient, 10 * tolerance);
}

Bench random_bench(std::uint32_t seed) {
  RandomStream stream(seed, "executor");
  const auto preparation = seed % 3 == 1 ? Preparation::amplitudes : Preparation::zero;
  const bool noisy = seed % 3 == 0;
  const Circuit circuit =
      test::random_circuit(stream, {.wires = 3, .operations = 15, .preparation = preparation, .channels = noisy});
  return Bench(circuit, {test::random_observable(stream, 3), test::random_observable(stream, 3)}, seed);
}

class Executors : public testing::TestWithParam<std::uint32_t> {};
INSTANTIATE_TEST_SUITE_P(Seeds, Executors, testing::Range(0u, 30u));

// kGroups is a full chunk of small registers, which has kernels of its own; the others are not.
TEST_P(Executors, GroupsTogetherAreGroupsAlone) {
  Bench bench = random_bench(GetParam());
  const Results alone = run(bench, 1);
  for (std::size_t together = 2; together <= bench.executor.groups_per_chunk(); ++together)
    expect_near(run(bench, together), alone, test::kExact);
}

TEST_P(Executors, LeaveNothingBehindForTheNextRun) {
  Bench bench = random_bench(GetParam());
  const Results first = run(bench, bench.executor.groups_per_chunk());
  expect_near(run(bench, bench.executor.groups_per_chunk()), first, 0);
}

TEST_P(Executors, GiveEachGradientWithoutTheOther) {
  Bench bench = random_bench(GetParam());
  const Results both = run(bench, 1);
  bench.clear();
  bench.forward(0, 1);
  bench.executor.backward(bench.chunk(0, 1), Bench::reals(bench.upstream),
                          {.sums = nullptr, .inputs = Bench::reals(bench.input_gradient)}, bench.scratch);
  for (std::size_t s = 0; s < bench.slots; ++s)
    expect_near({bench.input_gradient[s * kGroups]}, {both.input_gradient[s * kGroups]}, 10 * test::kExact);
}

TEST(Executor, RunsFewerGroupsTogetherTheLargerTheyAre) {
  std::size_t before = 8;
  for (std::size_t wires = 2; wires <= 12; ++wires) {
    const Executor<float> executor(plan_expectations(hybrid::head_circuit(wires, 1), {z(Wire(0))}));
    EXPECT_LE(executor.groups_per_chunk(), before);
    EXPECT_GE(executor.groups_per_chunk(), 1u);
    before = executor.groups_per_chunk();
  }
  EXPECT_EQ(before, 1u);
}

// RY alone: the register is the state itself, so that Z of wire 0 changes the sign of its second half.
TEST(Executor, RunsStepsFromAnyStateAndSweepsBackFromAnyBra) {
  Circuit circuit(2, 4, 2, Preparation::amplitudes);
  for (std::uint32_t w = 0; w < 2; ++w) circuit.add(gate("ry"), {Wire(w)}, {Angle::weight(Slot(w))});
  Bench bench(circuit, {z(Wire(0)), z(Wire(1))}, 4);
  ASSERT_EQ(bench.executor.entries(), 4u);
  for (std::size_t b = 0; b < kStride; ++b) {
    Bench::reals(bench.upstream)[b] = 1;
    Bench::reals(bench.upstream)[kStride + b] = 0;
  }
  bench.clear();
  bench.forward(0, 1);
  const std::vector<L> final_states(bench.states.begin(), bench.states.begin() + 4);
  bench.backward(0, 1);

  for (std::size_t p = 0; p < 4; ++p) bench.states[p] = bench.inputs[p * kGroups];
  bench.executor.compute_rotations(bench.chunk(0, 1));
  bench.executor.run_steps(bench.chunk(0, 1), bench.scratch);
  expect_near({bench.states.begin(), bench.states.begin() + 4}, final_states, 0);

  for (std::size_t p = 0; p < 4; ++p) bench.scratch.bra.data()[p] = p < 2 ? final_states[p] : L(-final_states[p]);
  std::vector<L> sums(bench.executor.sums_size());
  std::vector<L> unused(bench.input_gradient.size());
  bench.executor.run_backward(bench.chunk(0, 1), {.sums = sums.data(), .inputs = Bench::reals(unused)}, bench.scratch);
  expect_near(sums, bench.sums, test::kExact);
  for (std::size_t p = 0; p < 4; ++p)
    for (std::size_t c = 0; c < kWidth<L>; ++c)
      EXPECT_NEAR(2 * test::at(bench.scratch.bra.data()[p], c), test::at(bench.input_gradient[p * kGroups], c),
                  test::kExact);
}

}  // namespace
}  // namespace quanvas::sim
