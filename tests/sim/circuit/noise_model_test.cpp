// Noise models: which channels follow which gates, their text, and what they do to a known circuit.
#include "sim/circuit/noise_model.hpp"

#include <fstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/error.hpp"
#include "sim/gradients.hpp"
#include "support/error_of.hpp"
#include "support/tolerances.hpp"

namespace quanvas::sim {
namespace {

// "x0 depolarizing0 ...".
std::string text_of(const Circuit& circuit) {
  std::string text;
  for (const Operation& operation : circuit.operations()) {
    if (!text.empty()) text += ' ';
    if (const Gate* gate = std::get_if<Gate>(&operation.what)) text += info(gate->id).name;
    if (const NoiseChannel* channel = std::get_if<NoiseChannel>(&operation.what)) text += channel->name;
    for (const Wire wire : operation.wires) text += std::to_string(wire.value);
  }
  return text;
}

Circuit bell() {
  Circuit circuit(2, 0, 0);
  circuit.add(gate("h"), {Wire(0)});
  circuit.add(gate("cx"), {Wire(0), Wire(1)});
  return circuit;
}

TEST(NoiseModel, ChannelsFollowGates) {
  EXPECT_EQ(text_of(with_noise(bell(), parse_noise("bit_flip(0.1)"))), "h0 bit_flip0 cx01 bit_flip0 bit_flip1");
  EXPECT_EQ(text_of(with_noise(bell(), parse_noise("depolarizing(0.1), depolarizing2(0.2)"))),
            "h0 depolarizing0 cx01 depolarizing0 depolarizing1 depolarizing201");
  EXPECT_EQ(text_of(with_noise(bell(), parse_noise("depolarizing2(0.2), depolarizing1(0.1)"))),
            "h0 depolarizing10 cx01 depolarizing201");
  EXPECT_EQ(
      text_of(with_noise(bell(), parse_noise(" phase_damping(0.1),amplitude_damping( 0.2 ) , readout_error(0.1,0.2)"))),
      "h0 phase_damping0 amplitude_damping0 cx01 phase_damping0 phase_damping1 amplitude_damping0 amplitude_damping1 "
      "readout_error0 readout_error1");
  EXPECT_EQ(text_of(with_noise(bell(), parse_noise(""))), "h0 cx01");
}

TEST(NoiseModel, TwoWireChannelsFollowGatesOnThreeWiresOnEachPair) {
  Circuit circuit(4, 0, 0);
  circuit.add(gate("ccx"), {Wire(3), Wire(0), Wire(2)});
  EXPECT_EQ(text_of(with_noise(circuit, parse_noise("depolarizing2(0.1), bit_flip(0.2)"))),
            "ccx302 bit_flip3 bit_flip0 bit_flip2 depolarizing230 depolarizing232 depolarizing202");
}

// x, cx and amplitude damping by 0.1 after each: <Z> of the first wire is -(2 * 0.9^2 - 1) with or without a channel
// that does nothing.
TEST(NoiseModel, AChannelTakesNothingFromAnother) {
  Circuit circuit(2, 0, 0);
  circuit.add(gate("x"), {Wire(0)});
  circuit.add(gate("cx"), {Wire(0), Wire(1)});
  for (const char* const noise : {"amplitude_damping(0.1)", "amplitude_damping(0.1), depolarizing2(0)"})
    EXPECT_NEAR(expectations(with_noise(circuit, parse_noise(noise)), {z(Wire(0))}, {}, {})[0], -0.62, test::kExact);
}

TEST(NoiseModel, ThePageOfConventionsSaysTheRuleInTheSameWords) {
  std::ifstream file("docs/conventions.md");
  std::string text;
  for (std::string word; file >> word;) text += word + ' ';
  EXPECT_THAT(text, testing::HasSubstr(kNoiseRule));
}

// Of the 15 Paulis that are equally likely, 8 flip the sign of ZZ: it is multiplied by 1 - 2 p 8/15.
TEST(NoiseModel, DepolarizingShrinksABellPairAsItsFormulaSays) {
  const double p = 0.03;
  const auto values =
      expectations(with_noise(bell(), parse_noise("depolarizing2(0.03)")), {parse_observable("Z0 Z1", 2)}, {}, {});
  EXPECT_NEAR(values[0], 1 - 16 * p / 15, test::kExact);
}

// <Z> of |1>, read as 0 with probability p10: -1 + 2 p10.
TEST(NoiseModel, ReadoutErrorsComeLast) {
  Circuit circuit(1, 0, 0);
  circuit.add(gate("x"), {Wire(0)});
  EXPECT_NEAR(expectations(with_noise(circuit, parse_noise("readout_error(0.1, 0.25)")), {z(Wire(0))}, {}, {})[0],
              -1 + 2 * 0.25, test::kExact);
}

TEST(NoiseModel, WrongTextIsNamed) {
  EXPECT_THAT(test::error_of([] { parse_noise("depolarising(0.1)"); }), testing::HasSubstr("depolarizing"));
  EXPECT_THAT(test::error_of([] { parse_noise("depolarizing"); }), testing::HasSubstr("depolarizing(0.01)"));
  EXPECT_THAT(test::error_of([] { parse_noise("depolarizing(0.1, 0.2)"); }),
              testing::HasSubstr("depolarizing takes 1"));
  EXPECT_THAT(test::error_of([] { parse_noise("depolarizing(x)"); }), testing::HasSubstr("`x` is not a number"));
  EXPECT_THAT(test::error_of([] { parse_noise("depolarizing(2)"); }), testing::HasSubstr("probability"));
  EXPECT_THAT(test::error_of([] { parse_noise("depolarizing(0.1),"); }), testing::HasSubstr("expected a channel"));
  EXPECT_THAT(test::error_of([] { parse_noise("readout_error(0.1,0.1),readout_error(0.1,0.1)"); }),
              testing::HasSubstr("twice"));
}

}  // namespace
}  // namespace quanvas::sim
