// Stages: they are small enough, keep the order of operations on every wire, and leave none out.
#include "sim/plan/stages.hpp"

#include <map>

#include <gtest/gtest.h>

#include "support/random_circuit.hpp"

namespace quanvas::sim {
namespace {

using Trace = std::map<std::uint32_t, std::vector<std::string>>;  // [wire] what happens there

void note(Trace& trace, const Operation& operation, const std::vector<Wire>& wires) {
  std::string name = "matrix";
  if (const Gate* gate = std::get_if<Gate>(&operation.what)) name = info(gate->id).name;
  if (const NoiseChannel* channel = std::get_if<NoiseChannel>(&operation.what)) name = channel->name;
  for (const Wire wire : operation.wires) name += " " + std::to_string(wires[wire.value].value);
  for (const Wire wire : operation.wires) trace[wires[wire.value].value].push_back(name);
}

class StagesOf : public testing::TestWithParam<std::uint32_t> {};
INSTANTIATE_TEST_SUITE_P(Seeds, StagesOf, testing::Range(0u, 20u));

TEST_P(StagesOf, DoWhatTheCircuitDoesOnEveryWire) {
  RandomStream stream(GetParam(), "stages");
  const Circuit circuit =
      test::random_circuit(stream, {.wires = 12, .operations = 80, .channels = GetParam() % 2 == 1});
  std::vector<Wire> all;
  for (std::uint32_t w = 0; w < 12; ++w) all.emplace_back(w);
  Trace expected;
  for (const Operation& operation : circuit.operations()) note(expected, operation, all);
  const StageLimits limits{.wires = 6, .low_wires = 3, .operations = 7};
  Trace trace;
  for (const Stage& stage : make_stages(circuit, limits)) {
    EXPECT_LE(stage.wires.size(), limits.wires);
    const auto low = std::ranges::count_if(stage.wires, [](Wire wire) { return wire.value >= 9; });
    EXPECT_TRUE(low == 0 || low == 3);
    EXPECT_TRUE(std::ranges::is_sorted(stage.wires));
    EXPECT_LE(stage.operations.size(), limits.operations);
    const StageCircuit part = circuit_of(stage, circuit);
    for (const Operation& operation : part.circuit.operations()) note(trace, operation, stage.wires);
  }
  EXPECT_EQ(trace, expected);
}

// A stage knows the weights and inputs that it uses, and no others.
TEST(Stage, SlotsAreThoseOfItsAngles) {
  Circuit circuit(2, 10, 20);
  circuit.add(gate("rx"), {Wire(0)}, {Angle::weight(Slot(7), 2)});
  circuit.add(gate("rx"), {Wire(1)}, {Angle::weight(Slot(3))});
  circuit.add(gate("ry"), {Wire(1)}, {Angle::input(Slot(4))});
  circuit.add(gate("rz"), {Wire(1)}, {Angle::weight(Slot(3))});
  const auto [part, slots] = circuit_of({.wires = {Wire(1)}, .operations = {1, 2, 3}}, circuit);
  EXPECT_EQ(slots, (std::vector<std::uint32_t>{3, 24}));
  EXPECT_EQ(part.weights(), 2u);
  EXPECT_EQ(part.inputs(), 0u);
  EXPECT_EQ(std::get<Gate>(part.operations()[1].what).angles[0], Angle::weight(Slot(1)));
  EXPECT_EQ(std::get<Gate>(part.operations()[2].what).angles[0], Angle::weight(Slot(0)));
}

TEST(Stage, LightConesKeepWhatIsFelt) {
  Circuit circuit(4, 0, 0);
  circuit.add(gate("h"), {Wire(0)});
  circuit.add(gate("cx"), {Wire(0), Wire(1)});
  circuit.add(gate("x"), {Wire(3)});
  circuit.add(gate("cx"), {Wire(1), Wire(2)});
  circuit.add(gate("x"), {Wire(2)});
  EXPECT_EQ(light_cone(circuit, {z(Wire(2))}), (std::vector<std::uint32_t>{0, 1, 3, 4}));
  EXPECT_EQ(light_cone(circuit, {z(Wire(3))}), std::vector<std::uint32_t>{2});
  EXPECT_EQ(light_cone(circuit, {Observable{}}), std::vector<std::uint32_t>{});
}

}  // namespace
}  // namespace quanvas::sim
