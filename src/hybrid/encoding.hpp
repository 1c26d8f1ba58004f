// Encodings: how an item's features become the angles of a circuit; a table by name (to add one: a function and a row
// in encoding.cpp). An encoding is a part of a circuit whose angles take input slots, and a rule for the slots
// which hybrid/slots computes. (A layer for maps as amplitudes: hybrid/amplitude_encoding.)
//
// For example (tests/hybrid/examples_test.cpp runs it):
//     const hybrid::Encoding encoding = hybrid::zz_feature_map(2, 2);  // of two features, in three input slots
//     const sim::Circuit classifier = hybrid::compose(2, encoding, hybrid::real_amplitudes(2, 1));
#pragma once

#include <cstddef>
#include <cstdint>
#include <numbers>
#include <span>
#include <string_view>
#include <vector>

#include "hybrid/ansatz.hpp"
#include "sim/circuit/circuit.hpp"

namespace quanvas::hybrid {

enum class SlotRule : std::uint8_t {
  features,    // slot i = x_i
  threshold,   // slot i = 1 where x_i > threshold, else 0
  pairs,       // the features, then (pi - x_i)(pi - x_j) for each pair i < j in order
  products,    // the features, then x_i x_j for each pair i < j in order
  amplitudes,  // x_i / |x|, then zeros; without features other than zero 1, 0, 0, ...
};

struct Encoding {
  std::size_t features = 0;
  std::size_t wires = 0;
  std::size_t slots = 0;
  SlotRule rule = SlotRule::features;
  double threshold = 0.5;  // of SlotRule::threshold
  std::vector<sim::Operation> operations = {};
};

// The features as the slots of a circuit that encodes them itself.
Encoding plain_features(std::size_t features);

// The rotation `axis` (rx, ry or rz) by scale * x_i on wire i. Throws Error for another gate.
Encoding angle_encoding(std::size_t wires, sim::GateId axis, double scale = 1);

// H and RZ(scale * x_i) on wire i: without H the first RZ would give |0> a phase and nothing else.
Encoding rz_encoding(std::size_t wires, double scale = 1);

// RY(scale * x_2i) and RZ(scale * x_2i+1) on wire i (LaRose & Coyle, arXiv 2003.01695, with two features a wire). Of an
// odd number of features the last wire has RY alone.
Encoding dense_angle_encoding(std::size_t features, double scale = 1);

// |1> on wire i where x_i is above `threshold`, else |0>. Has no derivative.
Encoding basis_encoding(std::size_t wires, double threshold = 0.5);

// Per repetition H and P(2 x_i) on each wire i, then CNOT i-j, P(2 (pi - x_i)(pi - x_j)) on j, CNOT i-j for the pairs
// (Havlicek et al., arXiv 1804.11326).
Encoding zz_feature_map(std::size_t wires, std::size_t repetitions, Entanglement entanglement = Entanglement::full);

// Per repetition H and RZ(x_i) on each wire i, then RZZ(x_i x_j) for the pairs: diagonal between layers of H, as an
// instantaneous quantum polynomial-time circuit (the same paper; PennyLane's IQPEmbedding).
Encoding iqp_encoding(std::size_t wires, std::size_t repetitions, Entanglement entanglement = Entanglement::full);

// The features, divided by their L2 norm, as amplitudes of as few wires as hold them. Has no operations: the register
// starts so.
Encoding amplitude_encoding(std::size_t features);

struct EncodingOptions {
  double scale = std::numbers::pi;  // radians for a feature of 1
  double threshold = 0.5;
  std::size_t repetitions = 2;
  Entanglement entanglement = Entanglement::full;
};

enum class HasDerivative { yes, no };

// An encoding that a description may name, of any number of features.
struct EncodingInfo {
  std::string_view name;
  std::string_view meaning;
  // Those of "scale", "threshold", "repetitions" and "entanglement" that have an effect.
  std::span<const std::string_view> reads;
  std::size_t features_per_wire;  // 0: two to the power of the wires
  HasDerivative derivative;       // by the features; without one, what comes before it is not trained
  Encoding (*make)(std::size_t features, const EncodingOptions& options);
};

std::span<const EncodingInfo> encodings();

// The row of this name. Throws Error, with the nearest name, where there is none.
const EncodingInfo& encoding_named(std::string_view name);

// What the axis `feature_map` takes: the rows with a wire for each feature and a derivative.
std::span<const EncodingInfo> feature_maps();

// The encoding, then the ansatz; both on wires 0, 1, ... With EncodingRepeat::every the encoding precedes each layer of
// the ansatz (data re-uploading; Perez-Salinas et al., arXiv 1907.02085). Throws Error where one has a wire too many,
// and for amplitudes that are not once on all wires.
sim::Circuit compose(std::size_t wires, const Encoding& encoding, const Ansatz& ansatz,
                     trial::EncodingRepeat repeat = trial::EncodingRepeat::once);

}  // namespace quanvas::hybrid
