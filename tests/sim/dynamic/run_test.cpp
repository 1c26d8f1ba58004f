// Programs that measure, reset and decide, against the dense reference, and samples against exact probabilities.
#include "sim/dynamic/run.hpp"

#include <cmath>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "qasm/reader.hpp"
#include "support/dense_program.hpp"
#include "support/error_of.hpp"

namespace quanvas::sim {
namespace {

using testing::HasSubstr;

Program program3(std::string_view body) {
  return qasm::read_program(fmt::format("OPENQASM 3.0;\ninclude \"stdgates.inc\";\n{}", body), "f");
}

std::vector<Observable> observables_of(std::size_t wires) {
  std::vector<Observable> all;
  for (std::uint32_t w = 0; w < wires; ++w)
    for (const char letter : {'X', 'Y', 'Z'}) all.push_back(parse_observable(fmt::format("{}{}", letter, w), wires));
  all.push_back(parse_observable("0.5 X0 Z1 - 2 Y0 Y1 + 3", wires));
  return all;
}

constexpr std::string_view kPrograms[] = {
    // Teleportation.
    "qubit[3] q; bit[2] c; bit r; ry(0.7) q[0]; rz(0.3) q[0]; h q[1]; cx q[1], q[2]; cx q[0], q[1]; h q[0];"
    "c[0] = measure q[0]; c[1] = measure q[1]; if (c[1] == 1) x q[2]; if (c[0] == 1) z q[2]; r = measure q[2];",
    // A qubit used again, and a bit written twice.
    "qubit[2] q; bit[2] c; ry(0.4) q[0]; c[0] = measure q[0]; h q[0]; cx q[0], q[1]; c[1] = measure q[0];"
    "rx(1.1) q[0]; c[0] = measure q[0]; cry(0.8) q[0], q[1];",
    // Resets of entangled qubits.
    "qubit[2] q; bit[2] c; ry(0.9) q[0]; cx q[0], q[1]; rx(0.3) q[1]; reset q[0]; ry(0.2) q[0]; crx(1.3) q[0], q[1];"
    "c = measure q;",
    // Conditions on registers, else, and within each other; assignments.
    "qubit[3] q; bit[2] c; bit d; h q; rx(0.4) q[1]; c[0] = measure q[0]; c[1] = measure q[1]; d = 1;"
    "if (c == 2) { ry(0.3) q[2]; if (c[1] == 1) { h q[0]; } } else { rx(0.9) q[2]; d = c[0] ^ c[1]; cx q[2], q[0]; }"
    "c[1] = measure q[2];",
    // A loop until success.
    "qubit[2] q; bit f; bit r; f = 1; while (f == 1) { reset q[0]; ry(2.2) q[0]; crz(0.5) q[0], q[1]; h q[1];"
    "f = measure q[0]; } rx(0.3) q[1]; r = measure q[1];",
    // An angle made of measured bits.
    "qubit[2] q; bit[2] c; angle[3] a; h q; a[0] = measure q[0]; a[2] = measure q[1]; h q; rz(a) q[0]; h q[0];"
    "ry(0.3 + a / 2) q[1]; c = measure q;",
    // A subroutine with a result, a switch, and a number that counts.
    "def parity(qubit[2] d, qubit a) -> bit { bit r; cx d[0], a; cx d[1], a; r = measure a; reset a; return r; }"
    "qubit[3] q; bit[2] s; uint[2] n = 0; ry(0.8) q[0]; rx(0.5) q[1]; s[0] = parity(q[0:1], q[2]); if (s[0] == 1) n += "
    "1;"
    "h q[1]; s[1] = parity(q[0:1], q[2]); if (s[1] == 1) n += 2;"
    "switch (n) { case 0 { x q[2]; } case 1, 3 { ry(0.4) q[2]; } default { rx(0.7) q[0]; } } s[0] = measure q[2];",
};

TEST(DynamicRun, AgreesWithTheDenseReference) {
  for (const std::string_view text : kPrograms) {
    SCOPED_TRACE(text);
    const Program program = program3(text);
    ASSERT_TRUE(program.dynamic());
    const test::DenseResults expected = test::run_densely(program, {});
    const auto observables = observables_of(program.wires);
    const DynamicResults results = run(program, {}, {}, observables, std::nullopt);
    for (std::size_t o = 0; o < observables.size(); ++o)
      EXPECT_NEAR(results.expectations[o],
                  (expected.density * test::observable_matrix(observables[o], program.wires)).trace().real(), 1e-9);
    double sum = 0;
    for (const BitOutcome& outcome : results.outcomes) {
      EXPECT_NEAR(outcome.value, expected.probabilities.at(outcome.bits), 1e-9) << outcome.bits;
      sum += outcome.value;
    }
    EXPECT_NEAR(sum, 1, 1e-9);
  }
}

TEST(DynamicRun, NoiseFollowsEveryGateOfWhateverBlock) {
  // Each gate here is on both wires, so that the channels after it are on all.
  const Program program = program3(
      "qubit[2] q; bit[2] c; cry(0.4) q[0], q[1]; rxx(0.9) q[0], q[1]; c[0] = measure q[0]; if (c[0] == 1) rxx(0.6) "
      "q[0], q[1]; reset q[1]; rzz(0.2) q[0], q[1]; rxx(1.2) q[1], q[0]; c[1] = measure q[1];");
  std::vector<Operation> channels;
  for (std::uint32_t w = 0; w < 2; ++w)
    channels.push_back({.wires = {Wire(w)}, .what = make_noise_channel("amplitude_damping", {0.1})});
  const test::DenseResults expected = test::run_densely(program, {}, channels);
  const DynamicResults results =
      run(program, {}, parse_noise("amplitude_damping(0.1)"), observables_of(2), std::nullopt);
  for (const BitOutcome& outcome : results.outcomes)
    EXPECT_NEAR(outcome.value, expected.probabilities.at(outcome.bits), 1e-10);
  EXPECT_NEAR(results.expectations[2], (expected.density * test::observable_matrix(z(Wire(0)), 2)).trace().real(),
              1e-10);
}

TEST(DynamicRun, AReadoutErrorFalsifiesWhatIsWritten) {
  // What is read decides; the qubit is not disturbed.
  const Program program =
      program3("qubit[2] q; bit[2] c; x q[0]; c[0] = measure q[0]; if (c[0] == 0) x q[1]; id q[0];");
  const DynamicResults results = run(program, {}, parse_noise("readout_error(0.1, 0.25)"), {z(Wire(1))}, std::nullopt);
  // Z1 is +1 with 0.75, -1 with 0.25, and is read with errors as well.
  EXPECT_NEAR(results.expectations[0], 0.75 * 0.8 + 0.25 * -0.5, 1e-12);
  ASSERT_EQ(results.outcomes.size(), 2U);
  EXPECT_EQ(results.outcomes[0].bits, "00");
  EXPECT_NEAR(results.outcomes[0].value, 0.25, 1e-12);
}

TEST(DynamicRun, SamplesFollowTheProbabilities) {
  constexpr double kShots = 100'000;
  for (const std::string_view text : kPrograms) {
    SCOPED_TRACE(text);
    const Program program = program3(text);
    const auto observables = observables_of(program.wires);
    const DynamicResults exact = run(program, {}, {}, observables, std::nullopt);
    const DynamicResults sampled = run(program, {}, {}, observables, Shots{.shots = 100'000, .seed = 3});
    double all = 0;
    for (const BitOutcome& outcome : sampled.outcomes) {
      const auto same = std::ranges::find(exact.outcomes, outcome.bits, &BitOutcome::bits);
      ASSERT_NE(same, exact.outcomes.end());
      EXPECT_NEAR(outcome.value / kShots, same->value, 6 * std::sqrt(same->value * (1 - same->value) / kShots) + 1e-9);
      all += outcome.value;
    }
    EXPECT_EQ(all, kShots);
    for (std::size_t o = 0; o < observables.size(); ++o)
      EXPECT_NEAR(sampled.expectations[o], exact.expectations[o], 6 * sampled.standard_errors[o] + 1e-9);
  }
}

TEST(DynamicRun, OneSampleServesCountsAndEstimates) {
  const Program program = program3("qubit q; bit[2] c; h q; c[0] = measure q; h q; c[1] = measure q; ");
  const DynamicResults results = run(program, {}, {}, {z(Wire(0))}, Shots{.shots = 11, .seed = 1});
  double zeros = 0;
  for (const BitOutcome& outcome : results.outcomes)
    if (outcome.bits[1] == '0') zeros += outcome.value;
  EXPECT_NEAR(results.expectations[0], (2 * zeros - 11) / 11, 1e-12);
}

TEST(DynamicRun, DerivativesAreThoseOfTheMixture) {
  const Program program = program3(
      "input float a; input float b; qubit[2] q; bit c; ry(a) q[0]; c = measure q[0]; if (c == 1) { rx(a * b) q[1]; } "
      "else { ry(2 * b) q[1]; } ry(sin(b)) q[1]; h q[0];");
  const std::vector<double> at{0.7, 0.4};
  const std::vector<Observable> observables{z(Wire(1)), parse_observable("X1", 2)};
  const auto gradients = dynamic_gradients(program, at, {}, observables, std::nullopt);
  constexpr double kStep = 1e-5;
  for (std::size_t p = 0; p < 2; ++p) {
    std::vector<double> above = at, below = at;
    above[p] += kStep;
    below[p] -= kStep;
    const auto high = run(program, above, {}, observables, std::nullopt).expectations;
    const auto low = run(program, below, {}, observables, std::nullopt).expectations;
    for (std::size_t o = 0; o < 2; ++o) EXPECT_NEAR(gradients[o][p], (high[o] - low[o]) / (2 * kStep), 1e-8);
  }
}

TEST(DynamicRun, LimitsAreNamed) {
  const auto error = [](std::string_view text, const std::optional<Shots>& shots = std::nullopt) {
    return test::error_of([&] { run(program3(text), {}, {}, {}, shots); });
  };
  constexpr std::string_view kMany =
      "qubit q; bit[20] c; for int i in [0:19] { h q; c[i] = measure q; } h q; bit d = measure q;";
  EXPECT_THAT(error(kMany), HasSubstr("more than 65536 outcomes: give --shots N"));
  EXPECT_EQ(error(kMany, Shots{.shots = 100}), "no error");
  EXPECT_THAT(error("qubit q; bit c; c = measure q; while (c == 0) { c = measure q; } x q;"),
              HasSubstr("does not end within"));
  EXPECT_THAT(error("qubit[25] q; bit c; c = measure q[0]; x q[0]; h q;"), HasSubstr("on 25 wires: up to 24"));
}

}  // namespace
}  // namespace quanvas::sim
