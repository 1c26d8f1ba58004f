// Gradient clipping by the norm, as torch.nn.utils.clip_grad_norm_ (Pascanu et al., arXiv 1211.5063).
#pragma once

#include <span>

#include "nn/layer.hpp"

namespace quanvas::nn {

// Scales the gradients of all parameters by one factor, most/(norm + 1e-6), where their common L2 norm is so large that
// it is below 1. Returns the norm they had. most > 0.
template <class Real>
double clip_gradients(std::span<Parameter<Real>* const> parameters, double most);

}  // namespace quanvas::nn
