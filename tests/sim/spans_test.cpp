// What the simulator's functions require of the memory, the order of calls and the numbers that they are given, by
// every method.
#include "sim/spans.hpp"

#include <cmath>
#include <limits>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "sim/simulator.hpp"
#include "support/batch_memory.hpp"
#include "support/error_of.hpp"

namespace quanvas::sim {
namespace {

using test::circuit_of;
using test::error_of;
using testing::AllOf;
using testing::HasSubstr;

constexpr std::size_t kCount = 3;
constexpr double kNan = std::numeric_limits<double>::quiet_NaN();

struct Memory : test::BatchMemory {
  Memory() : BatchMemory(kCount) {}
};

Simulator<double> simulator_of(Method method) { return {circuit_of(method), {z(Wire(0)), z(Wire(1))}, method}; }

class Methods : public testing::TestWithParam<Method> {};
INSTANTIATE_TEST_SUITE_P(All, Methods,
                         testing::Values(Method::automatic, Method::batch, Method::blocks, Method::product));

// ---- Memory ----

TEST_P(Methods, NameASpanThatIsTooShort) {
  auto simulator = simulator_of(GetParam());
  Memory m;
  const std::string numbers = std::to_string(m.rows() - 1) + " numbers, " + std::to_string(m.rows()) + " are needed";
  const auto forward = [&](std::size_t in, std::size_t w, std::size_t out) {
    return error_of([&] {
      simulator.forward(kCount, {m.inputs.data(), in}, {m.weights.data(), w}, {m.expectations.data(), out});
    });
  };
  EXPECT_THAT(forward(m.rows() - 1, 1, m.rows()), AllOf(HasSubstr("forward: inputs"), HasSubstr(numbers)));
  EXPECT_THAT(forward(m.rows(), 0, m.rows()), HasSubstr("forward: weights holds 0 numbers, 1 are needed"));
  EXPECT_THAT(forward(m.rows(), 1, m.rows() - 1), AllOf(HasSubstr("forward: expectations"), HasSubstr(numbers)));
  EXPECT_EQ(forward(m.rows(), 1, m.rows()), "no error");
  const auto backward = [&](std::size_t up, std::size_t in) {
    return error_of([&] {
      simulator.backward({m.upstream.data(), up}, {m.weight_gradient.data(), 1}, {m.input_gradient.data(), in});
    });
  };
  EXPECT_THAT(backward(m.rows() - 1, m.rows()), AllOf(HasSubstr("backward: upstream"), HasSubstr(numbers)));
  EXPECT_THAT(backward(m.rows(), m.rows() - 1), AllOf(HasSubstr("backward: input_gradient"), HasSubstr(numbers)));
  EXPECT_EQ(backward(m.rows(), m.rows()), "no error");
}

TEST_P(Methods, NameASpanThatIsNotAligned) {
  auto simulator = simulator_of(GetParam());
  Memory m;
  const auto forward = [&](std::size_t in, std::size_t out) {
    return error_of([&] {
      simulator.forward(kCount, {m.inputs.data() + in, m.rows()}, {m.weights.data(), 1},
                        {m.expectations.data() + out, m.rows()});
    });
  };
  EXPECT_THAT(forward(1, 0), AllOf(HasSubstr("forward: inputs"), HasSubstr("not a multiple of 64 bytes")));
  EXPECT_THAT(forward(0, 4), AllOf(HasSubstr("forward: expectations"), HasSubstr("not a multiple of 64 bytes")));
  EXPECT_EQ(forward(0, 0), "no error");
  const auto backward = [&](std::size_t up, std::size_t in) {
    return error_of([&] {
      simulator.backward({m.upstream.data() + up, m.rows()}, {}, {m.input_gradient.data() + in, m.rows()});
    });
  };
  EXPECT_THAT(backward(1, 0), AllOf(HasSubstr("backward: upstream"), HasSubstr("not a multiple of 64 bytes")));
  EXPECT_THAT(backward(0, 1), AllOf(HasSubstr("backward: input_gradient"), HasSubstr("not a multiple of 64 bytes")));
  EXPECT_EQ(backward(0, 0), "no error");
}

TEST_P(Methods, TakeWeightsFromAnywhereAndLeaveAloneWhatIsBeyondASpanNeeds) {
  auto simulator = simulator_of(GetParam());
  Memory m;
  m.forward(simulator);
  m.backward(simulator);
  Memory other;
  other.weights.data()[1] = 0.7;
  for (std::size_t i = 0; i < Memory::kBeyond; ++i)
    for (double* array : {other.expectations.data(), other.input_gradient.data()}) array[other.rows() + i] = 17;
  simulator.forward(kCount, {other.inputs.data(), other.rows() + 8}, {other.weights.data() + 1, 5},
                    {other.expectations.data(), other.rows() + 8});
  std::fill_n(other.weight_gradient.data(), 4, 17.0);
  other.weight_gradient.data()[1] = 0;
  simulator.backward({other.upstream.data(), other.rows() + 8}, {other.weight_gradient.data() + 1, 3},
                     {other.input_gradient.data(), other.rows() + 8});
  for (std::size_t i = 0; i < m.rows(); ++i) {
    EXPECT_EQ(other.expectations.data()[i], m.expectations.data()[i]);
    EXPECT_EQ(other.input_gradient.data()[i], m.input_gradient.data()[i]);
  }
  EXPECT_EQ(other.weight_gradient.data()[1], m.weight_gradient.data()[0]);
  for (std::size_t i = 0; i < Memory::kBeyond; ++i) {
    EXPECT_EQ(other.expectations.data()[other.rows() + i], 17);
    EXPECT_EQ(other.input_gradient.data()[other.rows() + i], 17);
  }
  EXPECT_EQ(other.weight_gradient.data()[2], 17);
}

TEST_P(Methods, RefuseColumnsPastTheLastCircuitThatWouldSpoilGradients) {
  if (Memory().stride == kCount) GTEST_SKIP() << "lanes of one circuit";
  auto simulator = simulator_of(GetParam());
  Memory m;
  m.inputs.data()[m.stride + kCount] = kNan;
  EXPECT_THAT(error_of([&] { m.forward(simulator); }),
              AllOf(HasSubstr("forward: inputs holds nan in column 3 of row 1"), HasSubstr("finite")));
  m.inputs.data()[m.stride + kCount] = 3;
  m.forward(simulator);
  m.upstream.data()[kCount] = 1;
  EXPECT_THAT(error_of([&] { m.backward(simulator); }),
              AllOf(HasSubstr("backward: upstream holds 1 in column 3 of row 0"), HasSubstr("zeros")));
}

// ---- The order of calls ----

TEST_P(Methods, NeedAForwardBeforeEachBackward) {
  auto simulator = simulator_of(GetParam());
  Memory m;
  EXPECT_THAT(error_of([&] { m.backward(simulator); }), HasSubstr("Simulator::backward needs"));
  m.forward(simulator);
  m.backward(simulator);
  EXPECT_THAT(error_of([&] { m.backward(simulator); }), HasSubstr("which backward() uses up"));
  m.forward(simulator);
  EXPECT_THROW(simulator.forward(kCount, {}, {}, {}), Error);
  EXPECT_THAT(error_of([&] { m.backward(simulator); }), HasSubstr("Simulator::backward needs"));
}

TEST_P(Methods, HaveProbabilitiesWithoutObservablesAlone) {
  AlignedArray<double> out(std::size_t{1} << 15);
  const std::span<double> span(out.data(), std::size_t{1} << 15);
  auto with = simulator_of(GetParam());
  Memory m;
  m.forward(with);
  EXPECT_THAT(error_of([&] { with.probabilities(span); }), HasSubstr("a simulator with observables"));
  Simulator<double> none(circuit_of(GetParam()), std::vector<Observable>{}, GetParam());
  m.forward(none);
  EXPECT_THAT(error_of([&] { none.probabilities(span); }), HasSubstr("a simulator with observables"));

  if (GetParam() == Method::product) return;
  Simulator<double> without(circuit_of(GetParam()), GetParam());
  EXPECT_THAT(error_of([&] { without.probabilities(span); }), HasSubstr("Simulator::probabilities needs"));
  m.forward(without);
  EXPECT_THAT(error_of([&] { m.backward(without); }), HasSubstr("without observables, has no gradients"));
  const std::size_t needed = m.stride << circuit_of(GetParam()).wires();
  EXPECT_THAT(error_of([&] { without.probabilities(span.first(needed - 1)); }), HasSubstr("probabilities: out holds"));
  EXPECT_THAT(error_of([&] { without.probabilities(span.subspan(1, needed)); }), HasSubstr("not a multiple"));
  without.probabilities(span.first(needed));
  without.probabilities(span.first(needed));
}

TEST(Simulator, HasNoProbabilitiesByProducts) {
  Circuit entangled = circuit_of(Method::batch);
  entangled.add(gate("crx"), {Wire(0), Wire(1)}, {Angle::weight(Slot(0))});
  EXPECT_THAT(error_of([&] { Simulator<double>(entangled, Method::product); }), HasSubstr("Method::product"));
  EXPECT_THAT(error_of([&] { Simulator<float>(circuit_of(Method::batch), Method::product); }),
              HasSubstr("Method::product"));
  EXPECT_THAT(error_of([&] { Simulator<double>(entangled, {z(Wire(1))}, Method::product); }), HasSubstr("entangles"));
}

TEST_P(Methods, RunABatchOfNoCircuits) {
  auto simulator = simulator_of(GetParam());
  double gradient[] = {5};
  EXPECT_EQ(Simulator<double>::stride(0), 0u);
  simulator.forward(0, {}, std::vector{0.7}, {});
  simulator.backward({}, gradient, {});
  EXPECT_EQ(gradient[0], 5);
  if (GetParam() == Method::product) return;
  Simulator<double> without(circuit_of(GetParam()), GetParam());
  without.forward(0, {}, std::vector{0.7}, {});
  without.probabilities({});
}

// ---- Numbers ----

TEST_P(Methods, LetWhatIsNotANumberStayWithItsCircuit) {
  for (const double value : {kNan, std::numeric_limits<double>::infinity()}) {
    auto simulator = simulator_of(GetParam());
    Memory m;
    m.inputs.data()[1] = value;
    m.forward(simulator);
    EXPECT_TRUE(std::isfinite(m.expectations.data()[0]));
    EXPECT_TRUE(std::isnan(m.expectations.data()[1]));
    EXPECT_TRUE(std::isfinite(m.expectations.data()[2]));
    m.backward(simulator);
    EXPECT_TRUE(std::isfinite(m.input_gradient.data()[0]));
    EXPECT_TRUE(std::isnan(m.input_gradient.data()[1]));
    EXPECT_TRUE(std::isfinite(m.input_gradient.data()[2]));
  }
}

TEST_P(Methods, LetAWeightThatIsNotANumberBeSeen) {
  auto simulator = simulator_of(GetParam());
  Memory m;
  m.weights.data()[0] = kNan;
  m.forward(simulator);
  for (std::size_t b = 0; b < kCount; ++b) EXPECT_TRUE(std::isnan(m.expectations.data()[m.stride + b]));
}

TEST(Simulator, SaysWhatDoesNotFitIntoMemoryByEveryMethod) {
  const std::size_t count = std::size_t{1} << 24;
  AlignedArray<float> expectations(Simulator<float>::stride(count));
  Simulator<float> simulator(Circuit(16, 0, 0), {z(Wire(0))}, Method::batch);
  EXPECT_THAT(error_of([&] {
                simulator.forward(count, {}, {}, {expectations.data(), count});
              }),
              HasSubstr("states of 16 wires take"));
}

}  // namespace
}  // namespace quanvas::sim
