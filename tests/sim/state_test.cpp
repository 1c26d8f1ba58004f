// States read one basis state at a time, against the dense reference.
#include "sim/state.hpp"

#include <gtest/gtest.h>

#include "support/dense_simulator.hpp"
#include "support/random_circuit.hpp"
#include "support/tolerances.hpp"

namespace quanvas::sim {
namespace {

const std::vector<double> kInputs{0.4, -1.1, 2.5};
const std::vector<double> kWeights{0.3, 1.9, -0.8, 2.2};

TEST(State, AmplitudesAreThoseOfTheDenseReferenceUpToAPhase) {
  for (std::uint32_t seed = 0; seed < 20; ++seed) {
    RandomStream stream(seed, "amplitudes");
    const Circuit circuit = test::random_circuit(stream, {.wires = 3, .operations = 1 + 2 * seed});
    const test::Vector expected = test::final_state(circuit, kInputs, kWeights);
    const State state(circuit, kInputs, kWeights);
    ASSERT_TRUE(state.pure());
    ASSERT_EQ(state.basis_states(), 8u);
    std::complex<double> overlap = 0;
    for (std::size_t p = 0; p < 8; ++p) {
      overlap += std::conj(expected(static_cast<Eigen::Index>(p))) * state.amplitude(p);
      EXPECT_NEAR(state.probability(p), std::norm(expected(static_cast<Eigen::Index>(p))), test::kExact);
    }
    EXPECT_NEAR(std::abs(overlap), 1, test::kExact);
  }
}

// (|00> - i |11>) / sqrt 2, in a circuit of few wires and one of many.
TEST(State, TheFirstAmplitudeIsPositive) {
  for (const std::size_t wires : {2u, 14u}) {
    Circuit circuit(wires, 0, 0);
    const Wire last(static_cast<std::uint32_t>(wires - 1));
    circuit.add(gate("h"), {Wire(0)});
    circuit.add(gate("cx"), {Wire(0), last});
    circuit.add(gate("sdg"), {last});
    const State state(circuit, {}, {});
    const double root = std::sqrt(0.5);
    const std::size_t both = (std::size_t{1} << (wires - 1)) + 1;
    EXPECT_NEAR(std::abs(state.amplitude(0) - root), 0, test::kExact);
    EXPECT_NEAR(std::abs(state.amplitude(both) - std::complex<double>(0, -root)), 0, test::kExact);
    EXPECT_EQ(state.amplitude(1), 0.0);
  }
}

TEST(State, NoiseLeavesTheDiagonalOfADensityMatrix) {
  Circuit circuit(1, 0, 0);
  circuit.add(gate("x"), {Wire(0)});
  circuit.add(make_noise_channel("bit_flip", {0.2}), {Wire(0)});
  const State state(circuit, {}, {});
  EXPECT_FALSE(state.pure());
  EXPECT_NEAR(state.probability(0), 0.2, test::kExact);
  EXPECT_NEAR(state.probability(1), 0.8, test::kExact);
}

}  // namespace
}  // namespace quanvas::sim
