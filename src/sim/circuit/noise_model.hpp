// Which channels follow which gates of a circuit.
//
// For example (tests/sim/examples_test.cpp runs it):
//     const sim::NoiseModel noise = sim::parse_noise("depolarizing(0.01), readout_error(0.01, 0.03)");
//     const sim::Circuit noisy = sim::with_noise(bell, noise);
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sim/circuit/circuit.hpp"
#include "sim/circuit/noise_channels.hpp"

namespace quanvas::sim {

// The rule, in the words of every help text: none of the channels changes what another one does.
inline constexpr std::string_view kNoiseRule =
    "depolarizing(p), amplitude_damping(g), phase_damping(g), bit_flip(p) and phase_flip(p) follow every gate, on each "
    "of its wires; depolarizing1(p) follows gates on one wire alone; depolarizing2(p) follows gates on two wires, and "
    "gates on three on each pair of their wires; readout_error(p01, p10) precedes measurement";

struct NoiseModel {
  std::vector<NoiseChannel> one_wire;        // after every gate, on each of its wires
  std::vector<NoiseChannel> one_wire_gates;  // after every gate on one wire
  std::vector<NoiseChannel> two_wires;       // after every gate on two wires or three, on each pair of them
  std::optional<NoiseChannel> readout;       // on every wire before it is measured

  bool empty() const { return one_wire.empty() && one_wire_gates.empty() && two_wires.empty() && !readout; }
};

// "depolarizing(0.01), depolarizing2(0.02), readout_error(0.01, 0.03)": channels by name
// (sim/circuit/noise_channels.hpp), in any order. Throws Error, which names the part that is wrong, for anything else.
NoiseModel parse_noise(std::string_view text);

// As parse_noise reads it; "" without noise. Two-wire channels stand before those of NoiseModel::one_wire, which they
// once replaced after gates on two wires: results of then have the other order in their keys.
std::string to_text(const NoiseModel& noise);

// The channels that follow a gate on these wires: those of one wire, then those of two.
std::vector<Operation> noise_after(const std::vector<Wire>& wires, const NoiseModel& noise);

// The circuit with the model's channels added; gates, unitaries and channels that it has stay in their order. Throws
// Error where noise cannot be simulated (sim/circuit/circuit.hpp).
Circuit with_noise(const Circuit& circuit, const NoiseModel& noise);

}  // namespace quanvas::sim
