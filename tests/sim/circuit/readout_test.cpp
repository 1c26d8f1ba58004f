// Readout errors as a part of the measurement.
#include "sim/circuit/readout.hpp"

#include <gtest/gtest.h>

#include "base/error.hpp"
#include "sim/gradients.hpp"
#include "sim/shots.hpp"
#include "support/tolerances.hpp"

namespace quanvas::sim {
namespace {

NoiseChannel readout_error(double p01, double p10) { return make_noise_channel("readout_error", {p01, p10}); }

TEST(Readout, OnlyWhatStandsLastOnAWireIsSplitOff) {
  Circuit circuit(2, 0, 0);
  circuit.add(readout_error(0.1, 0.2), {Wire(0)});
  circuit.add(gate("h"), {Wire(0)});
  circuit.add(readout_error(0.1, 0.3), {Wire(0)});
  circuit.add(readout_error(0.2, 0.2), {Wire(0)});
  circuit.add(gate("x"), {Wire(1)});
  const Readout readout = split_readout(circuit);
  EXPECT_EQ(readout.circuit.operations().size(), 3u);
  EXPECT_EQ(readout.channels[0].size(), 2u);
  EXPECT_NEAR(readout.readings[0].slope, 0.6 * 0.6, test::kExact);
  EXPECT_NEAR(readout.readings[0].offset, 0.6 * 0.2, test::kExact);
  EXPECT_TRUE(readout.readings[1].exact());
}

// A circuit without other noise stays a state vector.
TEST(Readout, LeavesCircuitsPure) {
  Circuit circuit(1, 0, 0);
  circuit.add(gate("h"), {Wire(0)});
  circuit.add(readout_error(0.1, 0.1), {Wire(0)});
  EXPECT_TRUE(circuit.noisy());
  EXPECT_FALSE(split_readout(circuit).circuit.noisy());
}

TEST(Readout, ProductsAreMultipliedOut) {
  const std::vector<Observable> read =
      as_read({parse_observable("2 Z0 X1", 2)}, {{.slope = 0.5, .offset = 0.1}, {.slope = 0.8, .offset = 0}});
  EXPECT_EQ(to_text(read[0]), "0.16000000000000003 X1 + 0.8 Z0 X1");
  EXPECT_EQ(to_text(as_read({z(Wire(0))}, {Reading{}})[0]), "Z0");
}

// Every basis is read with the errors: |+> in X, exact and sampled.
TEST(Readout, ExactAndSampledValuesAgreeInEveryBasis) {
  Circuit circuit(2, 0, 0);
  circuit.add(gate("h"), {Wire(0)});
  circuit.add(gate("sx"), {Wire(1)});
  for (const Wire wire : {Wire(0), Wire(1)}) circuit.add(readout_error(0.05, 0.2), {wire});
  const std::vector<Observable> observables{parse_observable("X0", 2), parse_observable("Y1", 2),
                                            parse_observable("Z0 Z1", 2), parse_observable("X0 Y1", 2)};
  const std::vector<double> exact = expectations(circuit, observables, {}, {});
  EXPECT_NEAR(exact[0], 0.75 + 0.15, test::kExact);
  EXPECT_NEAR(exact[1], -0.75 + 0.15, test::kExact);
  const Estimate sampled = estimate(circuit, observables, {}, {}, {.shots = 100000, .seed = 3});
  for (std::size_t o = 0; o < exact.size(); ++o)
    EXPECT_NEAR(sampled.values[o], exact[o], 5 * sampled.standard_errors[o]);
  EXPECT_THROW(estimate(circuit, observables, {}, {}, {.shots = 0}), Error);
}

}  // namespace
}  // namespace quanvas::sim
