// What Clifford gates do to Paulis, against conjugation by their matrices.
#include "sim/plan/frame.hpp"

#include <numbers>

#include <gtest/gtest.h>

#include "base/random.hpp"
#include "sim/circuit/gates.hpp"
#include "support/random_circuit.hpp"
#include "support/to_dense.hpp"
#include "support/tolerances.hpp"

namespace quanvas::sim {
namespace {

constexpr std::size_t kWires = 3;

Pauli random_pauli(RandomStream& stream) {
  const Pauli p = hermitian(static_cast<std::uint32_t>(stream.below(8)), static_cast<std::uint32_t>(stream.below(8)));
  return p.times_i(2 * static_cast<std::uint32_t>(stream.below(2)));
}

class RandomRotations : public testing::TestWithParam<std::uint32_t> {};
INSTANTIATE_TEST_SUITE_P(Seeds, RandomRotations, testing::Range(0u, 40u));

TEST_P(RandomRotations, ConjugateAsTheirMatricesDo) {
  RandomStream stream(GetParam(), "rotations");
  Frame frame(kWires);
  test::Matrix c = test::Matrix::Identity(8, 8);
  for (int i = 0; i < 25; ++i) {
    const Pauli p = random_pauli(stream);
    const auto quarters = static_cast<std::uint32_t>(stream.below(4));
    frame.rotate(p, quarters);
    c = test::rotation_about(test::to_dense(p, kWires), quarters * std::numbers::pi / 2) * c;
  }
  for (std::uint32_t x = 0; x < 8; ++x)
    for (std::uint32_t z = 0; z < 8; ++z)
      for (std::uint32_t phase = 0; phase < 4; ++phase) {
        const Pauli p{.x = x, .z = z, .phase = phase};
        const test::Matrix expected = c.adjoint() * test::to_dense(p, kWires) * c;
        ASSERT_LT(test::distance(test::to_dense(frame.image(p), kWires), expected), test::kExact)
            << x << " " << z << " " << phase;
      }
}

// Gates that permute and others, few enough that both cases occur.
TEST_P(RandomRotations, PermuteIfTheMatrixIsAPermutation) {
  const GateId gates[] = {gate("x"), gate("cx"), gate("swap"), gate("x"), gate("cx"), gate("z"), gate("h"), gate("cz")};
  RandomStream stream(GetParam(), "permutations");
  Frame frame(kWires);
  test::Matrix c = test::Matrix::Identity(8, 8);
  for (int i = 0; i < 4; ++i) {
    const GateInfo& facts = info(gates[stream.below(std::size(gates))]);
    const std::vector<Wire> wires = test::random_wires(stream, facts.wires, kWires);
    for (const GateRotation& rotation : facts.rotations)
      frame.rotate(pauli(rotation.pauli, wires, kWires),
                   static_cast<std::uint32_t>(std::lround(rotation.offset / (std::numbers::pi / 2)) & 3));
    c = test::on_wires(test::gate_matrix(facts.name, {}), wires, kWires) * c;
  }
  Eigen::Index row = 0;
  c.col(0).cwiseAbs().maxCoeff(&row);
  const test::Matrix without_phase = c / c(row, 0);
  bool permutes = true;
  for (const test::Complex& entry : without_phase.reshaped())
    permutes = permutes && (std::abs(entry) < test::kExact || std::abs(entry - 1.0) < test::kExact);
  EXPECT_EQ(frame.permutes(), permutes);
}

TEST(Frame, StartsAsTheIdentity) {
  const Frame frame(kWires);
  EXPECT_EQ(frame.wires(), kWires);
  EXPECT_TRUE(frame.permutes());
  EXPECT_EQ(frame.image(hermitian(5, 3)), hermitian(5, 3));
  EXPECT_EQ(frame.image_of_x(Wire(0)), hermitian(4, 0));
  EXPECT_EQ(frame.image_of_z(Wire(2)), hermitian(0, 1));
}

TEST(Frame, FourQuartersAreNone) {
  Frame frame(kWires);
  frame.rotate(hermitian(5, 3), 3);
  EXPECT_FALSE(frame.image(hermitian(1, 0)) == hermitian(1, 0));
  frame.rotate(hermitian(5, 3), 1);
  for (std::uint32_t x = 0; x < 8; ++x)
    for (std::uint32_t z = 0; z < 8; ++z) EXPECT_EQ(frame.image(hermitian(x, z)), hermitian(x, z));
}

}  // namespace
}  // namespace quanvas::sim
