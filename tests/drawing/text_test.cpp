#include "drawing/text.hpp"

#include <algorithm>
#include <sstream>

#include <gtest/gtest.h>

#include "hybrid/ansatz.hpp"
#include "support/random_circuit.hpp"

namespace quanvas::drawing {
namespace {

using sim::Circuit;
using sim::gate;

TEST(CircuitText, Bell) {
  Circuit circuit(2, 0, 0);
  circuit.add(gate("h"), {Wire(0)});
  circuit.add(gate("cx"), {Wire(0), Wire(1)});
  EXPECT_EQ(circuit_text(lay_out(circuit)),
            "q0: ─┤H├─●─\n"
            "         │ \n"
            "q1: ─────⊕─\n");
}

TEST(CircuitText, ControlsAndSwapsAcrossWires) {
  Circuit circuit(3, 0, 0);
  circuit.add(gate("ccx"), {Wire(2), Wire(1), Wire(0)});
  circuit.add(gate("swap"), {Wire(0), Wire(2)});
  circuit.add(gate("cz"), {Wire(2), Wire(1)});
  EXPECT_EQ(circuit_text(lay_out(circuit)),
            "q0: ─⊕─×─────\n"
            "     │ │     \n"
            "q1: ─●─┼─┤Z├─\n"
            "     │ │  │  \n"
            "q2: ─●─×──●──\n");
}

TEST(CircuitText, AQuanvolutionalLayer) {
  EXPECT_EQ(circuit_text(lay_out(hybrid::quanvolution_circuit(3, 1, trial::EncodingRepeat::every))),
            "q0: ─┤RY(x₀)├─┤RX(θ₀)├─●───\n"
            "                       │   \n"
            "q1: ─┤RY(x₁)├─┤RX(θ₁)├─⊕─●─\n"
            "                         │ \n"
            "q2: ─┤RY(x₂)├─┤RX(θ₂)├───⊕─\n");
}

TEST(CircuitText, FoldsWhereItIsTooWide) {
  Circuit circuit(1, 0, 0);
  for (int i = 0; i < 3; ++i) circuit.add(gate("h"), {Wire(0)});
  EXPECT_EQ(circuit_text(lay_out(circuit), 14), "q0: ─┤H├─┤H├─\n\nq0: ─┤H├─\n");
  EXPECT_EQ(circuit_text(lay_out(circuit), 1), "q0: ─┤H├─\n\nq0: ─┤H├─\n\nq0: ─┤H├─\n");
}

TEST(CircuitText, WithoutOperationsShowsTheWires) { EXPECT_EQ(circuit_text(lay_out(Circuit(1, 0, 0))), "q0: ─\n"); }

// Code points; none that is drawn is wide.
std::size_t length(std::string_view line) {
  return static_cast<std::size_t>(
      std::ranges::count_if(line, [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }));
}

TEST(CircuitText, LinesOfABlockAreEquallyLongAndWithinTheWidth) {
  for (std::uint32_t seed = 0; seed < 30; ++seed) {
    SCOPED_TRACE(seed);
    RandomStream stream(seed, "drawing");
    const std::size_t wires = 1 + stream.below(12);
    const std::string text =
        circuit_text(lay_out(test::random_circuit(stream, {.wires = wires, .operations = 30, .channels = true})), 120);
    std::size_t expected = 0;
    std::size_t lines = 0;
    std::istringstream drawn(text);
    for (std::string line; std::getline(drawn, line);) {
      if (line.empty()) {
        expected = 0;
        continue;
      }
      if (expected == 0) expected = length(line);
      EXPECT_EQ(length(line), expected) << line;
      EXPECT_LE(length(line), 120u);
      ++lines;
    }
    EXPECT_EQ(lines % (2 * wires - 1), 0u);
  }
}

}  // namespace
}  // namespace quanvas::drawing
