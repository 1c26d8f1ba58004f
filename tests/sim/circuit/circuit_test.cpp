#include "sim/circuit/circuit.hpp"

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
  EXPECT_THAT(error_of([] { Circuit(25, 0, 0); }), HasSubstr("from 1 to"));
  EXPECT_THAT(error_of([] { Circuit(3, 7, 0, Preparation::amplitudes); }), HasSubstr("there must be 8"));
}

TEST(Circuit, RefusesGatesThatDoNotFit) {
  Circuit circuit(2, 1, 1);
  EXPECT_THAT(error_of([&] { circuit.add(gate("x"), {Wire(2)}); }), HasSubstr("wire 2 of a circuit of 2 wires"));
  EXPECT_THAT(error_of([&] { circuit.add(gate("cx"), {Wire(1), Wire(1)}); }), HasSubstr("twice"));
  EXPECT_THAT(error_of([&] { circuit.add(gate("cx"), {Wire(1)}); }), HasSubstr("acts on 2 wires, 1 are given"));
  EXPECT_THAT(error_of([&] { circuit.add(gate("h"), {Wire(0)}, {Angle::constant(1)}); }),
              HasSubstr("takes 0 angles, 1 are given"));
  EXPECT_THAT(error_of([&] { circuit.add(gate("rx"), {Wire(0)}, {Angle::weight(Slot(1))}); }),
              HasSubstr("weight 1 of 1"));
  EXPECT_THAT(error_of([&] { circuit.add(gate("rx"), {Wire(0)}, {Angle::input(Slot(1))}); }),
              HasSubstr("input 1 of 1"));
  EXPECT_TRUE(circuit.operations().empty());
}

TEST(Circuit, AmplitudesAreNoAngles) {
  Circuit circuit(1, 2, 0, Preparation::amplitudes);
  EXPECT_THAT(error_of([&] { circuit.add(gate("rx"), {Wire(0)}, {Angle::input(Slot(0))}); }),
              HasSubstr("input 0 of 0"));
}

TEST(Circuit, RefusesMatricesThatAreNotUnitary) {
  Circuit circuit(2, 0, 0);
  EXPECT_THAT(error_of([&] { circuit.add(Matrix(2, {1, 1, 0, 1}), {Wire(0)}); }), HasSubstr("not unitary"));
  EXPECT_THAT(error_of([&] { circuit.add(Matrix::identity(3), {Wire(0)}); }), HasSubstr("2 or 4"));
}

TEST(Circuit, NoiseHasItsLimits) {
  Circuit large(13, 0, 0);
  EXPECT_THAT(error_of([&] { large.add(make_noise_channel("bit_flip", {0.1}), {Wire(0)}); }), HasSubstr("up to 12"));
  Circuit amplitudes(1, 2, 0, Preparation::amplitudes);
  EXPECT_THAT(error_of([&] { amplitudes.add(make_noise_channel("bit_flip", {0.1}), {Wire(0)}); }),
              HasSubstr("amplitudes"));
}

TEST(Circuit, ObservablesMustLieOnIt) {
  EXPECT_THAT(error_of([] { Simulator<double>(Circuit(2, 0, 0), {z(Wire(2))}); }),
              HasSubstr("wire 2 of a circuit of 2"));
}

}  // namespace
}  // namespace quanvas::sim
