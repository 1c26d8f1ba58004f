// Optimisers: how parameters follow their gradients.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "nn/layer.hpp"

namespace quanvas::nn {

template <class Real>
class Optimizer {
 public:
  virtual ~Optimizer() = default;

  // Moves the parameters by the gradients they hold.
  virtual void step() = 0;

  // What it has gathered, beside the parameters, over the steps; with their number, all that its next step depends on.
  virtual std::vector<std::span<Real>> moments() { return {}; }
  std::uint64_t steps() const { return steps_; }
  void set_steps(std::uint64_t steps) { steps_ = steps; }

 protected:
  std::uint64_t steps_ = 0;
};

// p <- p - rate * g
template <class Real>
std::unique_ptr<Optimizer<Real>> make_sgd(std::vector<Parameter<Real>*> parameters, double rate);

// Adam (Kingma & Ba, arXiv 1412.6980) with beta = 0.9, 0.999 and eps = 1e-8.
template <class Real>
std::unique_ptr<Optimizer<Real>> make_adam(std::vector<Parameter<Real>*> parameters, double rate);

}  // namespace quanvas::nn
