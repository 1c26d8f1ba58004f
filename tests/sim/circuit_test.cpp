#include "sim/circuit.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "sim/simulator.hpp"
#include "support/error_of.hpp"

namespace quanvas::sim {
namespace {

using test::error_of;
using testing::HasSubstr;

TEST(Circuit, RefusesSizesItCannotSimulate) {
  EXPECT_THAT(error_of([] { Circuit(0, 0, 0); }), HasSubstr("from 1 to"));
  EXPECT_THAT(error_of([] { Circuit(17, 0, 0); }), HasSubstr("from 1 to"));
  EXPECT_THAT(error_of([] { Circuit(3, 7, 0, Preparation::amplitudes); }), HasSubstr("there must be 8"));
}

TEST(Circuit, RefusesGatesThatDoNotFit) {
  Circuit circuit(2, 1, 1);
  EXPECT_THAT(error_of([&] { circuit.add<gates::X>({Wire(2)}); }), HasSubstr("wire 2 of a circuit of 2 wires"));
  EXPECT_THAT(error_of([&] { circuit.add<gates::CNOT>({Wire(1), Wire(1)}); }), HasSubstr("twice"));
  EXPECT_THAT(error_of([&] { circuit.add<gates::CNOT>({Wire(1)}); }), HasSubstr("acts on 2 wires, 1 are given"));
  EXPECT_THAT(error_of([&] { circuit.add<gates::H>({Wire(0)}, Angle::constant(1)); }), HasSubstr("takes no angle"));
  EXPECT_THAT(error_of([&] { circuit.add<gates::RX>({Wire(0)}, Angle::weight(Slot(1))); }), HasSubstr("weight 1 of 1"));
  EXPECT_THAT(error_of([&] { circuit.add<gates::RX>({Wire(0)}, Angle::input(Slot(1))); }), HasSubstr("input 1 of 1"));
  EXPECT_TRUE(circuit.operations().empty());
}

TEST(Circuit, AmplitudesAreNoAngles) {
  Circuit circuit(1, 2, 0, Preparation::amplitudes);
  EXPECT_THAT(error_of([&] { circuit.add<gates::RX>({Wire(0)}, Angle::input(Slot(0))); }), HasSubstr("input 0 of 0"));
}

TEST(Circuit, ObservablesMustLieOnIt) {
  EXPECT_THAT(error_of([] { Simulator<double>(Circuit(2, 0, 0), {z(Wire(2))}); }), HasSubstr("wire 2 of a circuit of 2"));
}

}  // namespace
}  // namespace quanvas::sim
