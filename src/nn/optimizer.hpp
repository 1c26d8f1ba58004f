// Optimisers: how parameters follow their gradients; a table by name. They are those of torch.optim, with its defaults
// where nothing else is said. To add one: a class and a row in optimizer.cpp.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string_view>
#include <vector>

#include "nn/layer.hpp"

namespace quanvas::nn {

// Parameters with a learning rate of their own.
template <class Real>
struct ParameterGroup {
  std::vector<Parameter<Real>*> parameters;
  double rate = 0.01;
};

// heavy_ball: a step follows the running sum of the gradients (Polyak). nesterov: it looks one such step ahead
// (Sutskever et al., ICML 2013, in the form of torch.optim.SGD).
enum class Momentum { heavy_ball, nesterov };

struct OptimizerOptions {
  double momentum = 0;
  Momentum kind = Momentum::heavy_ball;
  double weight_decay = 0;
};

template <class Real>
class Optimizer {
 public:
  explicit Optimizer(const std::vector<ParameterGroup<Real>>& groups);
  virtual ~Optimizer() = default;

  // Moves the parameters by the gradients they hold, to which a weight decay may have been added afterwards.
  void step();

  // From now on every learning rate is that of its group times `factor`.
  void scale_rates(double factor) { factor_ = factor; }

  // What it has gathered, beside the parameters, over the steps; with their number, all that its next step depends on.
  virtual std::vector<std::span<Real>> moments() { return {}; }
  std::uint64_t steps() const { return steps_; }
  void set_steps(std::uint64_t steps) { steps_ = steps; }

 protected:
  struct Slot {
    Parameter<Real>* parameter;
    double rate;  // of its group
  };

  virtual void move() = 0;  // a step, as number steps()

  const std::vector<Slot>& slots() const { return slots_; }
  double rate(const Slot& slot) const { return slot.rate * factor_; }

  // As many zeros as each parameter has numbers, [parameter][entry].
  std::vector<AlignedVector<Real>> zeros() const;

  // gradient <- gradient + decay * value
  void add_decay(double decay);

 private:
  std::vector<Slot> slots_;
  double factor_ = 1;
  std::uint64_t steps_ = 0;
};

// What an optimiser makes of the options of momentum.
enum class TakesMomentum { no, yes, also_nesterov };

struct OptimizerInfo {
  std::string_view name;
  std::string_view meaning;
  TakesMomentum momentum = TakesMomentum::no;
};

std::span<const OptimizerInfo> optimizers();

// Throws Error, with the nearest name, where there is none of this name.
const OptimizerInfo& optimizer_named(std::string_view name);

// The optimiser of this name; of the options it reads those that it takes. Throws Error as optimizer_named().
template <class Real>
std::unique_ptr<Optimizer<Real>> make_optimizer(std::string_view name, const std::vector<ParameterGroup<Real>>& groups,
                                                const OptimizerOptions& options = {});

}  // namespace quanvas::nn
