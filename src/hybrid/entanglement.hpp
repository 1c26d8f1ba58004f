// Which pairs of wires a layer of two-wire gates couples.
#pragma once

#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

#include "base/text.hpp"

namespace quanvas::hybrid {

// linear: (0, 1), (1, 2), ...; ring: those and (n-1, 0) from three wires on; full: every i < j; pairwise: (0, 1), (2,
// 3), ..., then (1, 2), (3, 4), ...
enum class Entanglement { linear, ring, full, pairwise };
constexpr auto texts_of(Entanglement) { return texts("linear", "ring", "full", "pairwise"); }

// The pairs among wires 0 .. wires - 1, in the order of their gates; none of one wire.
std::vector<std::pair<std::uint32_t, std::uint32_t>> coupled_pairs(std::size_t wires, Entanglement entanglement);

}  // namespace quanvas::hybrid
