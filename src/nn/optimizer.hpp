// Optimisers: how parameters follow their gradients.
#pragma once

#include <memory>
#include <vector>

#include "nn/layer.hpp"

namespace quanvas::nn {

template <class Real>
class Optimizer {
 public:
  virtual ~Optimizer() = default;

  // Moves the parameters by the gradients they hold.
  virtual void step() = 0;
};

// p <- p - rate * g
template <class Real>
std::unique_ptr<Optimizer<Real>> make_sgd(std::vector<Parameter<Real>*> parameters, double rate);

// Adam (Kingma & Ba, arXiv 1412.6980) with beta = 0.9, 0.999 and eps = 1e-8.
template <class Real>
std::unique_ptr<Optimizer<Real>> make_adam(std::vector<Parameter<Real>*> parameters, double rate);

}  // namespace quanvas::nn
