// A built model: what never changes, what is trained, and the quanvolutional layers whose gradients are recorded.
#pragma once

#include <array>
#include <cstddef>
#include <vector>

#include "nn/sequential.hpp"

namespace quanvas::model {

// A quanvolutional layer whose gradient norm is recorded, layer 1 first.
template <class Real>
struct TrackedLayer {
  const nn::Parameter<Real>* weights;
  bool reached;  // whether training computes a gradient for it
};

// Images go through `fixed` once, before training; every epoch runs `trained` alone on what came out. Frozen layers on
// unchanging inputs belong to `fixed`, and so do layers that never receive gradient.
template <class Real>
struct Network {
  nn::Sequential<Real> fixed;
  nn::Sequential<Real> trained;
  std::vector<TrackedLayer<Real>> tracked;
  std::array<std::size_t, 3> feature_shape;  // channels, height, width of what the head sees
};

}  // namespace quanvas::model
