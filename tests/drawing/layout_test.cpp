#include "drawing/layout.hpp"

#include <numbers>

#include <gtest/gtest.h>

#include "hybrid/ansatz.hpp"
#include "support/random_circuit.hpp"

namespace quanvas::drawing {
namespace {

using sim::Angle;
using sim::Circuit;
using sim::gate;

TEST(Layout, GatesStandAsFarLeftAsTheirWiresAllow) {
  Circuit circuit(3, 0, 0);
  circuit.add(gate("h"), {Wire(0)});
  circuit.add(gate("h"), {Wire(2)});
  circuit.add(gate("cx"), {Wire(0), Wire(2)});
  circuit.add(gate("x"), {Wire(1)});
  const Layout layout = lay_out(circuit);
  ASSERT_EQ(layout.operations.size(), 4u);
  EXPECT_EQ(layout.columns, 3u);
  EXPECT_EQ(layout.operations[1].column, 0u);
  EXPECT_EQ(layout.operations[2].column, 1u);
  EXPECT_EQ(layout.operations[3].column, 2u) << "the line of the controlled gate crosses wire 1 in column 1";
}

// Of any circuit: every operation once, no two of a column on crossing wires, and on each wire the order of the
// circuit.
TEST(Layout, RandomCircuitsAreDrawnWholeInOrderAndWithoutOverlap) {
  for (std::uint32_t seed = 0; seed < 40; ++seed) {
    SCOPED_TRACE(seed);
    RandomStream stream(seed, "drawing");
    const Circuit circuit =
        test::random_circuit(stream, {.wires = 1 + stream.below(6), .operations = 40, .channels = seed % 2 == 1});
    const Layout layout = lay_out(circuit);
    ASSERT_EQ(layout.operations.size(), circuit.operations().size());
    std::vector<std::vector<int>> taken(layout.columns, std::vector<int>(layout.wires()));
    std::vector<std::size_t> last(layout.wires(), 0);
    for (std::size_t i = 0; i < layout.operations.size(); ++i) {
      const PlacedOperation& placed = layout.operations[i];
      EXPECT_EQ(placed.operation, i);
      ASSERT_LT(placed.column, layout.columns);
      ASSERT_EQ(placed.symbols.size(), circuit.operations()[i].wires.size());
      for (std::size_t w = placed.first_wire(); w <= placed.last_wire(); ++w) {
        EXPECT_EQ(taken[placed.column][w]++, 0);
        EXPECT_GE(placed.column + 1, last[w] + 1);
        last[w] = placed.column + 1;
      }
    }
    for (const auto& column : taken) EXPECT_GT(std::count(column.begin(), column.end(), 1), 0) << "an empty column";
  }
}

TEST(Layout, ControlsTargetsAndSwapsFollowFromTheGatesName) {
  using enum Symbol;
  const std::pair<const char*, std::vector<Symbol>> cases[] = {
      {"x", {box}},           {"cx", {control, target}},        {"ccx", {control, control, target}},
      {"swap", {swap, swap}}, {"cswap", {control, swap, swap}}, {"cz", {control, box}},
      {"rzz", {box, box}},    {"crx", {control, box}},          {"cp", {control, box}}};
  for (const auto& [name, symbols] : cases) {
    const sim::GateId id = *sim::find_gate(name);
    Circuit circuit(3, 0, 0);
    std::vector<Wire> wires;
    for (std::uint32_t w = 0; w < info(id).wires; ++w) wires.emplace_back(w);
    circuit.add(id, wires, std::vector<Angle>(info(id).angles, Angle::constant(1)));
    EXPECT_EQ(lay_out(circuit).operations[0].symbols, symbols) << name;
  }
}

TEST(Layout, LabelsAndFamilies) {
  Circuit circuit(2, 1, 2);
  circuit.add(gate("ry"), {Wire(0)}, {Angle::input(Slot(0))});
  circuit.add(gate("crx"), {Wire(0), Wire(1)}, {Angle::weight(Slot(1))});
  circuit.add(gate("sdg"), {Wire(0)});
  circuit.add(gate("sxdg"), {Wire(0)});
  circuit.add(gate("u3"), {Wire(1)}, {Angle::constant(0.5), Angle::constant(std::numbers::pi), Angle::weight(Slot(0))});
  circuit.add(sim::make_noise_channel("bit_flip", {0.25}), {Wire(0)});
  const auto placed = lay_out(circuit).operations;
  const std::pair<const char*, Family> expected[] = {
      {"RY(x₀)", Family::data}, {"RX(θ₁)", Family::trained},        {"S†", Family::fixed},
      {"√X†", Family::fixed},   {"U(0.5, π, θ₀)", Family::trained}, {"bit flip(0.25)", Family::noise}};
  for (std::size_t i = 0; i < placed.size(); ++i) {
    EXPECT_EQ(placed[i].label, expected[i].first);
    EXPECT_EQ(placed[i].family, expected[i].second);
  }
}

TEST(Layout, AnglesAreShort) {
  constexpr double kPi = std::numbers::pi;
  const std::pair<double, const char*> constants[] = {{0, "0"},
                                                      {kPi, "π"},
                                                      {-kPi, "-π"},
                                                      {kPi / 2, "π/2"},
                                                      {-3 * kPi / 4, "-3π/4"},
                                                      {2 * kPi, "2π"},
                                                      {0.12345678, "0.1235"}};
  for (const auto& [radians, text] : constants) EXPECT_EQ(angle_text(Angle::constant(radians)), text);
  EXPECT_EQ(angle_text(Angle::input(Slot(12))), "x₁₂");
  EXPECT_EQ(angle_text(Angle::weight(Slot(3), -1)), "-θ₃");
  EXPECT_EQ(angle_text({.source = Angle::Source::weight, .slot = Slot(0), .scale = 2, .offset = 0.5}), "2·θ₀ + 0.5");
  EXPECT_EQ(angle_text({.source = Angle::Source::input, .slot = Slot(1), .scale = std::numbers::pi}), "π·x₁");
  EXPECT_EQ(angle_text({.source = Angle::Source::input, .slot = Slot(1), .offset = -kPi / 2}), "x₁ - π/2");
}

TEST(Layout, FoldsEvenly) {
  EXPECT_EQ(fold(10, 24), (std::vector<std::size_t>{10}));
  EXPECT_EQ(fold(30, 24), (std::vector<std::size_t>{15, 30}));
  EXPECT_EQ(fold(0, 24), (std::vector<std::size_t>{0}));
}

TEST(Layout, AmplitudesAreAPreparation) {
  EXPECT_EQ(lay_out(hybrid::head_circuit(3, 1)).preparation, "amplitudes x");
  EXPECT_EQ(lay_out(Circuit(1, 0, 0)).preparation, "");
}

}  // namespace
}  // namespace quanvas::drawing
