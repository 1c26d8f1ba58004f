// ResQuNN's quantum head: the features as amplitudes, a circuit, and one wire for each class score.
#pragma once

#include <vector>

#include "hybrid/amplitude_encoding.hpp"
#include "model/chain.hpp"

namespace quanvas::model::resqunn {

struct QuantumHead {
  hybrid::AmplitudeEncodingOptions encoding;
  sim::Circuit circuit;
  std::vector<Wire> measured;
};

// Wires of a quantum head: enough for the image, or for the features, padded as the trial says, where these are more.
std::size_t head_wires(const trial::TrialSpec& spec, const MapShape& features, const ImageFormat& format);

QuantumHead quantum_head(const trial::TrialSpec& spec, const MapShape& features, const ImageFormat& format);

// Appends the head that the trial asks for, with the softmax that it may want.
void append_head(Chain& chain);

// Of this head on features of this shape; see model/zoo.hpp.
std::vector<ScoreReach> reach_of(const QuantumHead& head, const MapShape& features);

}  // namespace quanvas::model::resqunn
