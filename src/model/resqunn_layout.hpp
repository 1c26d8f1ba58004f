// The layout of a ResQuNN: its wiring read, the sizes of its maps, which layers never change, how wide its head is. For
// model/resqunn, which builds it, and model/resqunn_graph, which describes it.
#pragma once

#include <array>
#include <cstddef>
#include <string>
#include <vector>

#include "hybrid/patches.hpp"
#include "hybrid/residual.hpp"
#include "model/zoo.hpp"

namespace quanvas::model::resqunn {

inline constexpr hybrid::PatchGrid kGrid{.kernel = 2, .stride = 2};

// Channels, height, width.
using MapShape = std::array<std::size_t, 3>;

inline std::size_t area(const MapShape& shape) { return shape[0] * shape[1] * shape[2]; }

// What a layer makes of a map.
MapShape output_of(const MapShape& input, trial::Channel channel);

// A_0 .. A_n. Throws BadValue where a map gets smaller than a patch.
std::vector<MapShape> activations(const hybrid::Wiring& wiring, trial::Channel channel, const ImageFormat& format);

// Throws BadValue for a text that is no wiring of as many layers.
hybrid::Wiring wiring_of(const trial::TrialSpec& spec);

// Wires of a quantum head: enough for the image, or for the features, padded as the trial says, where these are more.
std::size_t head_wires(const trial::TrialSpec& spec, const MapShape& features, const ImageFormat& format);

// The number of leading layers whose output never changes: their weights are frozen, or no gradient ever reaches them.
std::size_t constant_layers(const trial::TrialSpec& spec, const hybrid::Wiring& wiring);

// "quanv1", ...
std::string layer_name(std::size_t layer);

}  // namespace quanvas::model::resqunn
