// Masks of Pauli products against the matrices they stand for, all of them on up to three wires.
#include "sim/circuit/pauli.hpp"

#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "support/to_dense.hpp"

namespace quanvas::sim {
namespace {

struct Known {
  Pauli pauli;
  test::Matrix matrix;
};

std::vector<Known> all_paulis(std::size_t wires, std::uint32_t phases) {
  std::vector<Known> all;
  for (std::uint32_t x = 0; x < 1u << wires; ++x)
    for (std::uint32_t z = 0; z < 1u << wires; ++z)
      for (std::uint32_t phase = 0; phase < phases; ++phase) {
        const Pauli p{.x = x, .z = z, .phase = phase};
        all.push_back({p, test::to_dense(p, wires)});
      }
  return all;
}

class EveryPauli : public testing::TestWithParam<std::size_t> {
 protected:
  std::size_t wires() const { return GetParam(); }
};
INSTANTIATE_TEST_SUITE_P(Wires, EveryPauli, testing::Values(1, 2, 3));

TEST_P(EveryPauli, ProductsMultiplyAsMatricesDo) {
  for (const Known& a : all_paulis(wires(), 4))
    for (const Known& b : all_paulis(wires(), wires() == 3 ? 1 : 4))
      ASSERT_EQ(test::to_dense(a.pauli * b.pauli, wires()), a.matrix * b.matrix);
}

TEST_P(EveryPauli, CommutesAsMatricesDo) {
  const std::vector<Known> all = all_paulis(wires(), 1);
  for (const Known& a : all)
    for (const Known& b : all) ASSERT_EQ(commute(a.pauli, b.pauli), a.matrix * b.matrix == b.matrix * a.matrix);
}

TEST_P(EveryPauli, IsHermitianWithItsOwnPhase) {
  for (const Known& p : all_paulis(wires(), 1)) {
    const Pauli own = hermitian(p.pauli.x, p.pauli.z);
    for (const std::uint32_t power : {0u, 1u, 2u, 3u}) {
      const test::Matrix matrix = test::to_dense(own.times_i(power), wires());
      EXPECT_EQ(matrix == test::Matrix(matrix.adjoint()), power % 2 == 0);
    }
    EXPECT_FALSE(negative(own));
    EXPECT_TRUE(negative(own.times_i(2)));
  }
}

TEST_P(EveryPauli, IsTheProductOfItsLetters) {
  std::vector<Wire> order;
  for (std::uint32_t w = 0; w < wires(); ++w) order.emplace_back(static_cast<std::uint32_t>((w + 1) % wires()));
  for (std::size_t code = 0; code < std::size_t{1} << (2 * wires()); ++code) {
    std::string letters;
    Observable expected{.terms = {{.coefficient = 1, .factors = {}}}};
    for (std::size_t i = 0; i < wires(); ++i) {
      letters += "IXYZ"[code >> (2 * i) & 3];
      if (letters.back() != 'I') expected.terms[0].factors.emplace_back(order[i], letters.back());
    }
    const Pauli p = pauli(letters, order, wires());
    EXPECT_EQ(test::to_dense(p, wires()), test::observable_matrix(expected, wires())) << letters;
    EXPECT_EQ(p.identity(), letters == std::string(wires(), 'I'));
    EXPECT_EQ(p.diagonal(), letters.find_first_of("XY") == std::string::npos);
  }
}

TEST(Pauli, LettersMayLeaveWiresOut) {
  const std::vector<Wire> wires{Wire(3), Wire(1)};
  EXPECT_EQ(pauli("ZX", wires, 4), (Pauli{.x = 0b0100, .z = 0b0001, .phase = 0}));
  EXPECT_EQ(pauli("YI", wires, 4), (Pauli{.x = 0b0001, .z = 0b0001, .phase = 1}));
}

TEST(Pauli, PhasesCountModuloFour) {
  const Pauli y = hermitian(1, 1);
  EXPECT_EQ(y.times_i(3).times_i(3), y.times_i(2));
  EXPECT_EQ(y * y, Pauli{});
  EXPECT_FALSE(Pauli{.phase = 3}.times_i(2) == Pauli{.phase = 3});
}

TEST(Pauli, WireZeroIsTheMostSignificantBit) {
  EXPECT_EQ(wire_bit(5, Wire(0)), 16u);
  EXPECT_EQ(wire_bit(5, Wire(4)), 1u);
  EXPECT_TRUE(odd(0b10110));
  EXPECT_FALSE(odd(0b10010));
}

}  // namespace
}  // namespace quanvas::sim
