// Which channels follow which gates of a circuit.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sim/circuit/circuit.hpp"
#include "sim/circuit/noise_channels.hpp"

namespace quanvas::sim {

struct NoiseModel {
  std::vector<NoiseChannel> one_wire;  // after every gate, on each of its wires; but see two_wires
  std::vector<NoiseChannel>
      two_wires;  // after every gate on two wires, in place of the former; empty where there is none
  std::optional<NoiseChannel> readout;  // on every wire before it is measured

  bool empty() const { return one_wire.empty() && two_wires.empty() && !readout; }
};

// "depolarizing(0.01), depolarizing2(0.02), readout_error(0.01, 0.03)": channels by name
// (sim/circuit/noise_channels.hpp), those of one and of two wires classified by their arity. Throws Error, which names
// the part that is wrong, for anything else.
NoiseModel parse_noise(std::string_view text);

// As parse_noise reads it: one-wire channels, then two-wire ones, then the readout error; "" without noise.
std::string to_text(const NoiseModel& noise);

// The channels that follow a gate on these wires.
std::vector<Operation> noise_after(const std::vector<Wire>& wires, const NoiseModel& noise);

// The circuit with the model's channels added; gates, unitaries and channels that it has stay in their order. Throws
// Error where noise cannot be simulated (sim/circuit/circuit.hpp).
Circuit with_noise(const Circuit& circuit, const NoiseModel& noise);

}  // namespace quanvas::sim
