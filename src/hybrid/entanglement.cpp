#include "hybrid/entanglement.hpp"

#include "base/error.hpp"

namespace quanvas::hybrid {

std::vector<std::pair<std::uint32_t, std::uint32_t>> coupled_pairs(std::size_t wires, Entanglement entanglement) {
  const auto n = static_cast<std::uint32_t>(wires);
  std::vector<std::pair<std::uint32_t, std::uint32_t>> pairs;
  const auto neighbours = [&](std::uint32_t first, std::uint32_t step) {
    for (std::uint32_t i = first; i + 1 < n; i += step) pairs.emplace_back(i, i + 1);
  };
  switch (entanglement) {
    case Entanglement::linear: neighbours(0, 1); return pairs;
    case Entanglement::ring:
      neighbours(0, 1);
      if (n > 2) pairs.emplace_back(n - 1, 0);
      return pairs;
    case Entanglement::full:
      for (std::uint32_t i = 0; i < n; ++i)
        for (std::uint32_t j = i + 1; j < n; ++j) pairs.emplace_back(i, j);
      return pairs;
    case Entanglement::pairwise:
      neighbours(0, 2);
      neighbours(1, 2);
      return pairs;
  }
  no_such_value();
}

}  // namespace quanvas::hybrid
