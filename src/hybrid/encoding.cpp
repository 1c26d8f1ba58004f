#include "hybrid/encoding.hpp"

#include <numbers>

#include "base/error.hpp"
#include "base/table.hpp"

namespace quanvas::hybrid {
namespace {

using sim::Angle;

constexpr std::size_t kRepetitions = 2;  // of a feature map by name

sim::Operation gate_on(sim::GateId id, std::vector<Wire> wires, std::vector<Angle> angles = {}) {
  return {.wires = std::move(wires), .what = sim::Gate{.id = id, .angles = std::move(angles)}};
}

}  // namespace

Encoding angle_encoding(std::size_t wires, sim::GateId axis, double scale) {
  require(axis == sim::gate("rx") || axis == sim::gate("ry") || axis == sim::gate("rz"),
          "angles are encoded by rx, ry or rz, not by {}", sim::info(axis).name);
  Encoding encoding{.features = wires, .slots = wires, .rule = SlotRule::features, .operations = {}};
  for (std::uint32_t w = 0; w < wires; ++w)
    encoding.operations.push_back(gate_on(axis, {Wire(w)}, {Angle::input(Slot(w), scale)}));
  return encoding;
}

Encoding basis_encoding(std::size_t wires) {
  Encoding encoding{.features = wires, .slots = wires, .rule = SlotRule::threshold, .operations = {}};
  for (std::uint32_t w = 0; w < wires; ++w)
    encoding.operations.push_back(gate_on(sim::gate("rx"), {Wire(w)}, {Angle::input(Slot(w), std::numbers::pi)}));
  return encoding;
}

Encoding zz_feature_map(std::size_t wires, std::size_t repetitions, Entanglement entanglement) {
  Encoding encoding{
      .features = wires, .slots = wires + wires * (wires - 1) / 2, .rule = SlotRule::pairs, .operations = {}};
  const auto n = static_cast<std::uint32_t>(wires);
  for (std::size_t r = 0; r < repetitions; ++r) {
    for (std::uint32_t w = 0; w < n; ++w) encoding.operations.push_back(gate_on(sim::gate("h"), {Wire(w)}));
    for (std::uint32_t w = 0; w < n; ++w)
      encoding.operations.push_back(gate_on(sim::gate("p"), {Wire(w)}, {Angle::input(Slot(w), 2)}));
    std::uint32_t slot = n;
    for (std::uint32_t i = 0; i < n; ++i)
      for (std::uint32_t j = i + 1; j < n; ++j, ++slot) {
        if (j >= partners_end(i, wires, entanglement)) continue;
        encoding.operations.push_back(gate_on(sim::gate("cx"), {Wire(i), Wire(j)}));
        encoding.operations.push_back(gate_on(sim::gate("p"), {Wire(j)}, {Angle::input(Slot(slot), 2)}));
        encoding.operations.push_back(gate_on(sim::gate("cx"), {Wire(i), Wire(j)}));
      }
  }
  return encoding;
}

namespace {

constexpr EncodingInfo kEncodings[] = {
    {"zz", "ZZ feature map", [](std::size_t wires) { return zz_feature_map(wires, kRepetitions); }},
    {"rx", "RX(pi x) on each wire",
     [](std::size_t wires) { return angle_encoding(wires, sim::gate("rx"), std::numbers::pi); }},
    {"ry", "RY(pi x) on each wire",
     [](std::size_t wires) { return angle_encoding(wires, sim::gate("ry"), std::numbers::pi); }},
};

}  // namespace

std::span<const EncodingInfo> encodings() { return kEncodings; }

const EncodingInfo& encoding_named(std::string_view name) { return row_named(kEncodings, "encoding", name); }

sim::Circuit compose(std::size_t wires, const Encoding& encoding, const Ansatz& ansatz) {
  sim::Circuit circuit(wires, encoding.slots, ansatz.weights);
  for (const sim::Operation& operation : encoding.operations) circuit.add(operation);
  for (const sim::Operation& operation : ansatz.operations) circuit.add(operation);
  return circuit;
}

}  // namespace quanvas::hybrid
