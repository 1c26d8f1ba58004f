#include "hybrid/encoding.hpp"

#include <algorithm>
#include <bit>
#include <iterator>
#include <utility>

#include "base/error.hpp"
#include "base/table.hpp"

namespace quanvas::hybrid {
namespace {

using sim::Angle;

sim::Operation gate_on(sim::GateId id, std::vector<Wire> wires, std::vector<Angle> angles = {}) {
  return {.wires = std::move(wires), .what = sim::Gate{.id = id, .angles = std::move(angles)}};
}

// Slots for all pairs as well.
Encoding of_pairs(std::size_t features, SlotRule rule) {
  Encoding encoding = plain_features(features);
  encoding.slots += features * (features - 1) / 2;
  encoding.rule = rule;
  return encoding;
}

// The slot of the pair of these features, in either order.
Slot pair_slot(std::size_t features, std::size_t i, std::size_t j) {
  if (i > j) std::swap(i, j);
  return Slot(static_cast<std::uint32_t>(features + i * (2 * features - i - 1) / 2 + j - i - 1));
}

void rotate_each(Encoding& encoding, sim::GateId axis, double scale) {
  for (std::uint32_t w = 0; w < encoding.wires; ++w)
    encoding.operations.push_back(gate_on(axis, {Wire(w)}, {Angle::input(Slot(w), scale)}));
}

void hadamard_each(Encoding& encoding) {
  for (std::uint32_t w = 0; w < encoding.wires; ++w) encoding.operations.push_back(gate_on(sim::gate("h"), {Wire(w)}));
}

}  // namespace

Encoding plain_features(std::size_t features) { return {.features = features, .wires = features, .slots = features}; }

Encoding angle_encoding(std::size_t wires, sim::GateId axis, double scale) {
  require(axis == sim::gate("rx") || axis == sim::gate("ry") || axis == sim::gate("rz"),
          "angles are encoded by rx, ry or rz, not by {}", sim::info(axis).name);
  Encoding encoding = plain_features(wires);
  rotate_each(encoding, axis, scale);
  return encoding;
}

Encoding rz_encoding(std::size_t wires, double scale) {
  Encoding encoding = plain_features(wires);
  hadamard_each(encoding);
  rotate_each(encoding, sim::gate("rz"), scale);
  return encoding;
}

Encoding dense_angle_encoding(std::size_t features, double scale) {
  Encoding encoding{.features = features, .wires = (features + 1) / 2, .slots = features};
  constexpr sim::GateId kAxes[] = {sim::gate("ry"), sim::gate("rz")};
  for (std::uint32_t f = 0; f < features; ++f)
    encoding.operations.push_back(gate_on(kAxes[f % 2], {Wire(f / 2)}, {Angle::input(Slot(f), scale)}));
  return encoding;
}

Encoding basis_encoding(std::size_t wires, double threshold) {
  Encoding encoding = plain_features(wires);
  encoding.rule = SlotRule::threshold;
  encoding.threshold = threshold;
  rotate_each(encoding, sim::gate("rx"), std::numbers::pi);
  return encoding;
}

Encoding zz_feature_map(std::size_t wires, std::size_t repetitions, Entanglement entanglement) {
  Encoding encoding = of_pairs(wires, SlotRule::pairs);
  for (std::size_t r = 0; r < repetitions; ++r) {
    hadamard_each(encoding);
    rotate_each(encoding, sim::gate("p"), 2);
    for (const auto& [i, j] : coupled_pairs(wires, entanglement)) {
      encoding.operations.push_back(gate_on(sim::gate("cx"), {Wire(i), Wire(j)}));
      encoding.operations.push_back(gate_on(sim::gate("p"), {Wire(j)}, {Angle::input(pair_slot(wires, i, j), 2)}));
      encoding.operations.push_back(gate_on(sim::gate("cx"), {Wire(i), Wire(j)}));
    }
  }
  return encoding;
}

Encoding iqp_encoding(std::size_t wires, std::size_t repetitions, Entanglement entanglement) {
  Encoding encoding = of_pairs(wires, SlotRule::products);
  for (std::size_t r = 0; r < repetitions; ++r) {
    hadamard_each(encoding);
    rotate_each(encoding, sim::gate("rz"), 1);
    for (const auto& [i, j] : coupled_pairs(wires, entanglement))
      encoding.operations.push_back(
          gate_on(sim::gate("rzz"), {Wire(i), Wire(j)}, {Angle::input(pair_slot(wires, i, j))}));
  }
  return encoding;
}

Encoding amplitude_encoding(std::size_t features) {
  require(features > 0, "no features cannot be encoded as amplitudes");
  const auto wires = std::max(std::size_t{1}, static_cast<std::size_t>(std::bit_width(features - 1)));
  return {.features = features, .wires = wires, .slots = std::size_t{1} << wires, .rule = SlotRule::amplitudes};
}

namespace {

constexpr std::string_view kScale[] = {"scale"};
constexpr std::string_view kThreshold[] = {"threshold"};
constexpr std::string_view kRepetitionsAndPairs[] = {"repetitions", "entanglement"};

constexpr EncodingInfo kEncodings[] = {
    {"zz", "ZZ feature map", kRepetitionsAndPairs, 1, HasDerivative::yes,
     [](std::size_t features, const EncodingOptions& options) {
       return zz_feature_map(features, options.repetitions, options.entanglement);
     }},
    {"rx", "RX(pi x) on each wire", kScale, 1, HasDerivative::yes,
     [](std::size_t features, const EncodingOptions& options) {
       return angle_encoding(features, sim::gate("rx"), options.scale);
     }},
    {"ry", "RY(pi x) on each wire", kScale, 1, HasDerivative::yes,
     [](std::size_t features, const EncodingOptions& options) {
       return angle_encoding(features, sim::gate("ry"), options.scale);
     }},
    {"rz", "H and RZ(pi x) on each wire", kScale, 1, HasDerivative::yes,
     [](std::size_t features, const EncodingOptions& options) { return rz_encoding(features, options.scale); }},
    {"iqp", "H and RZ(x) on each wire, RZZ(x y) on pairs of them, twice", kRepetitionsAndPairs, 1, HasDerivative::yes,
     [](std::size_t features, const EncodingOptions& options) {
       return iqp_encoding(features, options.repetitions, options.entanglement);
     }},
    {"dense_angle", "RY(pi x) and RZ(pi y) on each wire, which takes two features", kScale, 2, HasDerivative::yes,
     [](std::size_t features, const EncodingOptions& options) {
       return dense_angle_encoding(features, options.scale);
     }},
    {"threshold",
     "|1> where the feature is above the threshold, else |0>: no derivative, what comes before is not "
     "trained",
     kThreshold, 1, HasDerivative::no,
     [](std::size_t features, const EncodingOptions& options) { return basis_encoding(features, options.threshold); }},
    {"amplitude",
     "the features, divided by their norm, as the amplitudes of as few wires as hold them",
     {},
     0,
     HasDerivative::yes,
     [](std::size_t features, const EncodingOptions&) { return amplitude_encoding(features); }},
};

}  // namespace

std::span<const EncodingInfo> encodings() { return kEncodings; }

const EncodingInfo& encoding_named(std::string_view name) { return row_named(kEncodings, "encoding", name); }

std::span<const EncodingInfo> feature_maps() {
  static const auto kRows = [] {
    std::vector<EncodingInfo> rows;
    std::ranges::copy_if(kEncodings, std::back_inserter(rows), [](const EncodingInfo& row) {
      return row.features_per_wire == 1 && row.derivative == HasDerivative::yes;
    });
    return rows;
  }();
  return kRows;
}

sim::Circuit compose(std::size_t wires, const Encoding& encoding, const Ansatz& ansatz, trial::EncodingRepeat repeat) {
  const bool amplitudes = encoding.rule == SlotRule::amplitudes;
  require(!amplitudes || wires == encoding.wires, "amplitudes of {} wires cannot be encoded on {}: they take all wires",
          encoding.wires, wires);
  require(!amplitudes || repeat == trial::EncodingRepeat::once || ansatz.starts.size() < 2,
          "amplitudes are what a register starts with; they can be encoded once, not before each of {} layers",
          ansatz.starts.size());
  sim::Circuit circuit(wires, encoding.slots, ansatz.weights,
                       amplitudes ? sim::Preparation::amplitudes : sim::Preparation::zero);
  const auto encode = [&] {
    for (const sim::Operation& operation : encoding.operations) circuit.add(operation);
  };
  encode();
  for (std::size_t i = 0; i < ansatz.operations.size(); ++i) {
    const bool next_layer = i > 0 && std::ranges::find(ansatz.starts, i) != ansatz.starts.end();
    if (next_layer && repeat == trial::EncodingRepeat::every) encode();
    circuit.add(ansatz.operations[i]);
  }
  return circuit;
}

}  // namespace quanvas::hybrid
