// Properties of every gate of the list, for every lane type, against the dense reference.
#include "sim/gates.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "base/random.hpp"
#include "sim/statevector.hpp"
#include "support/dense_simulator.hpp"
#include "support/tolerances.hpp"

namespace quanvas::sim {
namespace {

template <class L>
double tolerance() {
  return sizeof(RealOf<L>) == 4 ? test::kSingle : test::kExact;
}

template <class L>
double first(const L& lane) {
  if constexpr (kWidth<L> == 1) return static_cast<double>(lane);
  else return static_cast<double>(lane[kWidth<L> - 1]);
}

constexpr std::size_t kWires = 4;
constexpr std::size_t kAmplitudes = 1 << kWires;

// Wires in an order in which controls and targets are neither sorted nor adjacent.
Operation operation_of(GateId gate) { return {.gate = gate, .wires = {Wire(2), Wire(0), Wire(3)}, .angle = {}}; }

template <class L>
std::vector<Amplitude<L>> random_state(std::uint64_t seed) {
  RandomStream stream(seed, "state");
  std::vector<Amplitude<L>> state(kAmplitudes);
  for (auto& a : state) a = {.re = broadcast<L>(static_cast<RealOf<L>>(stream.uniform(-1, 1))), .im = broadcast<L>(static_cast<RealOf<L>>(stream.uniform(-1, 1)))};
  return state;
}

template <class L>
test::Vector to_vector(const std::vector<Amplitude<L>>& state) {
  test::Vector v(static_cast<Eigen::Index>(state.size()));
  for (std::size_t i = 0; i < state.size(); ++i) v(static_cast<Eigen::Index>(i)) = {first(state[i].re), first(state[i].im)};
  return v;
}

test::Matrix dense(const Operation& operation, double angle) {
  Circuit circuit(kWires, 0, 0);
  Operation with_angle = operation;
  if (info(operation.gate).angles == 1) with_angle.angle = Angle::constant(angle);
  return test::operation_matrix(circuit, with_angle, {}, {});
}

template <class L>
class Gates : public testing::Test {};
using Lanes = testing::Types<float, double, FloatLane, DoubleLane>;
TYPED_TEST_SUITE(Gates, Lanes);

TYPED_TEST(Gates, AgreeWithTheDenseReference) {
  using L = TypeParam;
  for (std::size_t g = 0; g < kGateInfos.size(); ++g) {
    const Operation operation = operation_of(static_cast<GateId>(g));
    const Placement placement = place(operation, kWires);
    for (const double angle : {0.0, 0.7, -2.9, 5.5}) {
      SCOPED_TRACE(fmt::format("gate {}, angle {}", kGateInfos[g].name, angle));
      auto state = random_state<L>(g);
      const test::Vector expected = dense(operation, angle) * to_vector(state);
      kernels<L>(operation.gate).apply(state.data(), placement, half_turn(broadcast<L>(static_cast<RealOf<L>>(angle))));
      EXPECT_LT((to_vector(state) - expected).cwiseAbs().maxCoeff(), tolerance<L>());
    }
  }
}

TYPED_TEST(Gates, AreUndoneByTheReverseSweep) {
  using L = TypeParam;
  for (std::size_t g = 0; g < kGateInfos.size(); ++g) {
    SCOPED_TRACE(kGateInfos[g].name);
    const Operation operation = operation_of(static_cast<GateId>(g));
    const Placement placement = place(operation, kWires);
    const auto turn = half_turn(broadcast<L>(static_cast<RealOf<L>>(1.3)));
    auto ket = random_state<L>(g);
    auto bra = random_state<L>(g + 100);
    const test::Vector before_ket = to_vector(ket);
    const test::Vector before_bra = to_vector(bra);
    kernels<L>(operation.gate).apply(ket.data(), placement, turn);
    kernels<L>(operation.gate).apply(bra.data(), placement, turn);
    kernels<L>(operation.gate).reverse(ket.data(), bra.data(), placement, turn);
    EXPECT_LT((to_vector(ket) - before_ket).cwiseAbs().maxCoeff(), tolerance<L>());
    EXPECT_LT((to_vector(bra) - before_bra).cwiseAbs().maxCoeff(), tolerance<L>());
  }
}

// d/dt <b|U(t)|a> from the overlap, against central differences of the reference: the overlap after the gate is
// Im <b|P|U a>, and d Re<b|U a>/dt = Re(-i/2 <b|P|U a>) = Im <b|P|U a> / 2.
TYPED_TEST(Gates, OverlapIsTheDerivativeOfARotation) {
  using L = TypeParam;
  for (std::size_t g = 0; g < kGateInfos.size(); ++g) {
    if (kGateInfos[g].angles == 0) continue;
    SCOPED_TRACE(kGateInfos[g].name);
    const Operation operation = operation_of(static_cast<GateId>(g));
    const Placement placement = place(operation, kWires);
    const double angle = 0.9;
    const double step = 1e-5;
    auto ket = random_state<L>(g);
    auto bra = random_state<L>(g + 100);
    const test::Vector a = to_vector(ket);
    const test::Vector b = to_vector(bra);
    const double expected = (b.dot(dense(operation, angle + step) * a) - b.dot(dense(operation, angle - step) * a)).real() / (2 * step);
    const auto turn = half_turn(broadcast<L>(static_cast<RealOf<L>>(angle)));
    kernels<L>(operation.gate).apply(ket.data(), placement, turn);
    const L overlap = kernels<L>(operation.gate).reverse(ket.data(), bra.data(), placement, turn);
    EXPECT_NEAR(first(overlap) / 2, expected, std::max(10 * tolerance<L>(), test::kDifference));
  }
}

TEST(GateList, ReferenceMatricesAreUnitary) {
  for (const GateInfo& gate : kGateInfos) {
    const test::Matrix u = test::gate_matrix(gate.name, 0.77);
    ASSERT_EQ(u.rows(), 1 << gate.wires()) << gate.name;
    EXPECT_LT((u * u.adjoint() - test::Matrix::Identity(u.rows(), u.cols())).cwiseAbs().maxCoeff(), test::kExact) << gate.name;
  }
}

TEST(GateList, NamesAreUnique) {
  for (std::size_t i = 0; i < kGateInfos.size(); ++i)
    for (std::size_t j = 0; j < i; ++j) EXPECT_NE(kGateInfos[i].name, kGateInfos[j].name);
}

}  // namespace
}  // namespace quanvas::sim
