// Optimisers: how parameters follow their gradients; a table by name. To add one: a class and a row in optimizer.cpp.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string_view>
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

struct OptimizerInfo {
  std::string_view name;
  std::string_view meaning;
};

std::span<const OptimizerInfo> optimizers();

// The optimiser of this name, with the step size `rate`. Throws Error, with the nearest name, where there is none.
template <class Real>
std::unique_ptr<Optimizer<Real>> make_optimizer(std::string_view name, std::vector<Parameter<Real>*> parameters,
                                                double rate);

}  // namespace quanvas::nn
