// The layers of a description: read, with the trial's values in place of "$NAME", and appended to a chain.
#pragma once

#include <string>
#include <vector>

#include "model/layer_kinds.hpp"
#include "trial/network.hpp"

namespace quanvas::model {

struct DescribedLayer {
  std::string name;  // "layer 2 (dense)"
  const LayerKind* kind;
  LayerOptions options;

  bool passes_gradient() const;
};

// Reads a list of layers, with those that are nested in them; the chain learns which axes of the program they read.
// Throws Error, naming the layer, for what its kind does not take and for a name that is neither a parameter of the
// network nor of the program.
std::vector<DescribedLayer> read_layers(const Json& layers, Chain& chain, const trial::NetworkAxes& own);

// Appends a layer to what is given in this form; returns that of its output. Throws Error, naming it, where it does not
// fit.
Form append_layer(Chain& chain, const DescribedLayer& layer, Form given, const GradientFlow& flow);

// Appends them in their order. Those before a layer that passes no gradient on receive none.
Form append_layers(Chain& chain, const std::vector<DescribedLayer>& layers);

}  // namespace quanvas::model
