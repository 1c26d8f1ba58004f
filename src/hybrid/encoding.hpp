// Encodings: how an item's features become the angles of a circuit; a table by name (to add one: a function and a row
// in encoding.cpp). An encoding is a part of a circuit whose angles
// take input slots, and a rule for the slots, which hybrid/slot_layer computes. (Features as amplitudes:
// hybrid/amplitude_encoding.)
//
// For example (tests/hybrid/examples_test.cpp runs it):
//     const hybrid::Encoding encoding = hybrid::zz_feature_map(2, 2);  // of two features, in three input slots
//     const sim::Circuit classifier = hybrid::compose(2, encoding, hybrid::real_amplitudes(2, 1));
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "hybrid/ansatz.hpp"
#include "sim/circuit/circuit.hpp"

namespace quanvas::hybrid {

enum class SlotRule : std::uint8_t {
  features,   // slot i = x_i
  threshold,  // slot i = 1 where x_i > 1/2, else 0
  pairs,      // the features, then (pi - x_i)(pi - x_j) for each pair i < j in order
};

struct Encoding {
  std::size_t features = 0;
  std::size_t slots = 0;
  SlotRule rule = SlotRule::features;
  std::vector<sim::Operation> operations;
};

// The rotation `axis` (rx, ry or rz) by scale * x_i on wire i. Throws Error for another gate.
Encoding angle_encoding(std::size_t wires, sim::GateId axis, double scale = 1);

// |1> on wire i where x_i > 1/2, else |0>. Has no derivative.
Encoding basis_encoding(std::size_t wires);

// Per repetition H and P(2 x_i) on each wire i, then CNOT i-j, P(2 (pi - x_i)(pi - x_j)) on j, CNOT i-j for the pairs
// (Havlicek et al., arXiv 1804.11326).
Encoding zz_feature_map(std::size_t wires, std::size_t repetitions, Entanglement entanglement = Entanglement::full);

// What a trial may name: encodings of as many features as wires, with a derivative.
struct EncodingInfo {
  std::string_view name;
  std::string_view meaning;
  Encoding (*make)(std::size_t wires);
};

std::span<const EncodingInfo> encodings();

// The row of this name. Throws Error, with the nearest name, where there is none.
const EncodingInfo& encoding_named(std::string_view name);

// The encoding, then the ansatz; both on wires 0, 1, ...
sim::Circuit compose(std::size_t wires, const Encoding& encoding, const Ansatz& ansatz);

}  // namespace quanvas::hybrid
