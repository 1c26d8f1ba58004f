// A slow reference of described networks, in loops over the definitions of their layers. It reads a description itself
// and shares with the program what a circuit is made of (its operations), not what is computed of it.
#pragma once

#include <vector>

#include "base/json.hpp"
#include "model/graph.hpp"
#include "model/zoo.hpp"

namespace quanvas::test {

struct ReferenceMaps {
  std::size_t channels = 1;
  std::size_t height = 1;
  std::size_t width = 1;
  std::vector<double> values;  // [channel, row, column]

  double at(std::size_t c, std::size_t y, std::size_t x) const { return values[(c * height + y) * width + x]; }
  double& at(std::size_t c, std::size_t y, std::size_t x) { return values[(c * height + y) * width + x]; }
};

// The output of layers (without placeholders) for a batch in training; `circuits` are those of the layers' filters, in
// their order; `weights` all weights, layer by layer.
std::vector<ReferenceMaps> reference_forward(const Json& layers, const std::vector<model::NamedCircuit>& circuits,
                                             const std::vector<double>& weights, std::vector<ReferenceMaps> batch);

}  // namespace quanvas::test
