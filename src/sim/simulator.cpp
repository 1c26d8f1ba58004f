#include "sim/simulator.hpp"

#include <cmath>

#include "base/error.hpp"
#include "sim/circuit/readout.hpp"
#include "sim/engine/batch_engine.hpp"
#include "sim/engine/block_engine.hpp"
#include "sim/engine/product_engine.hpp"
#include "sim/spans.hpp"

namespace quanvas::sim {
namespace {

// Wires from which one circuit's register no longer fits into a lane's worth of cache.
constexpr std::size_t kLargeState = 13;
constexpr std::size_t kLargeDensity = 7;

// What the plan of a whole circuit may take. A longer one is planned in stages, as large ones are; and not compared
// with itself in other bases, nor multiplied out.
constexpr double kMostPlanBytes = 1 << 27;
constexpr std::size_t kMostPlanned = 16384;  // operations

// Of tables for each entry of a register: of rotations a few, of a channel's sparse map four columns.
double plan_bytes(const Circuit& circuit) {
  const double bytes = circuit.noisy() ? 128 * std::pow(4, circuit.wires()) : 24 * std::pow(2, circuit.wires());
  return bytes * static_cast<double>(circuit.operations().size());
}

bool is_long(const Circuit& circuit) { return circuit.operations().size() > kMostPlanned; }

bool in_blocks(const Circuit& circuit, Method method) {
  return method == Method::blocks ||
         (method == Method::automatic && (circuit.wires() >= (circuit.noisy() ? kLargeDensity : kLargeState) ||
                                          is_long(circuit) || plan_bytes(circuit) > kMostPlanBytes));
}

}  // namespace

template <class Real>
Simulator<Real>::Simulator(const Circuit& circuit, const std::vector<Observable>& observables, Method method)
    : purpose_(Purpose::expectations),
      inputs_(circuit.inputs()),
      weights_(circuit.weights()),
      observables_(observables.size()),
      states_(std::size_t{1} << circuit.wires()) {
  require_within(observables, circuit.wires());
  if (has_readout_errors(circuit)) {
    const Readout readout = split_readout(circuit);
    choose_engine(readout.circuit, as_read(observables, readout.readings), method);
  } else {
    choose_engine(circuit, observables, method);
  }
}

template <class Real>
void Simulator<Real>::choose_engine(const Circuit& circuit, const std::vector<Observable>& observables, Method method) {
  if (method == Method::product || (method == Method::automatic && !is_long(circuit))) {
    if (auto plan = plan_product(circuit, observables)) {
      engine_ = std::make_unique<ProductEngine<Real>>(std::move(*plan));
      return;
    }
    require(method == Method::automatic, "this circuit entangles its wires, so that products do not describe it");
  }
  if (in_blocks(circuit, method)) engine_ = std::make_unique<BlockEngine<Real>>(circuit, observables);
  else engine_ = std::make_unique<BatchEngine<Real>>(plan_expectations(circuit, observables));
}

template <class Real>
Simulator<Real>::Simulator(const Circuit& circuit, Method method)
    : purpose_(Purpose::probabilities),
      inputs_(circuit.inputs()),
      weights_(circuit.weights()),
      observables_(0),
      states_(std::size_t{1} << circuit.wires()) {
  require(method != Method::product,
          "Method::product has expectation values of observables alone: for probabilities take another method");
  if (in_blocks(circuit, method)) {
    engine_ = std::make_unique<BlockEngine<Real>>(circuit, std::vector<Observable>{});
    return;
  }
  StatePlan plan = plan_state(circuit);
  engine_ = std::make_unique<BatchEngine<Real>>(std::move(plan.plan), std::move(plan.order));
}

template <class Real>
Simulator<Real>::Simulator(Simulator&&) noexcept = default;
template <class Real>
Simulator<Real>& Simulator<Real>::operator=(Simulator&&) noexcept = default;
template <class Real>
Simulator<Real>::~Simulator() = default;

template <class Real>
std::size_t Simulator<Real>::stride(std::size_t count) {
  return stride_of<Real>(count);
}

template <class Real>
void Simulator<Real>::forward(std::size_t count, std::span<const Real> inputs, std::span<const Real> weights,
                              std::span<Real> expectations) {
  holds_states_ = false;
  const std::size_t width = stride(count);
  inputs = leading_rows("Simulator::forward: inputs", inputs, inputs_, width);
  weights = leading("Simulator::forward: weights", weights, weights_);
  expectations = leading_rows("Simulator::forward: expectations", expectations, observables_, width);
  require_padding("Simulator::forward: inputs", inputs, count, width, Padding::finite);
  if (count > 0) engine_->forward(count, inputs, weights, expectations);
  count_ = count;
  holds_states_ = true;
}

template <class Real>
void Simulator<Real>::require_forward(std::string_view function) const {
  require(holds_states_, "{} needs the states of a forward() before it, which backward() uses up", function);
}

template <class Real>
void Simulator<Real>::backward(std::span<const Real> upstream, std::span<Real> weight_gradient,
                               std::span<Real> input_gradient) {
  require(purpose_ == Purpose::expectations,
          "Simulator::backward: a simulator for probabilities, without observables, has no gradients");
  require_forward("Simulator::backward");
  const std::size_t width = stride(count_);
  upstream = leading_rows("Simulator::backward: upstream", upstream, observables_, width);
  require_padding("Simulator::backward: upstream", upstream, count_, width, Padding::zero);
  if (!weight_gradient.empty())
    weight_gradient = leading("Simulator::backward: weight_gradient", weight_gradient, weights_);
  if (!input_gradient.empty())
    input_gradient = leading_rows("Simulator::backward: input_gradient", input_gradient, inputs_, width);
  holds_states_ = false;
  if (count_ > 0) engine_->backward(upstream, weight_gradient, input_gradient);
}

template <class Real>
void Simulator<Real>::probabilities(std::span<Real> out) {
  require(
      purpose_ == Purpose::probabilities,
      "Simulator::probabilities: a simulator with observables computes what they need and not the whole state; make "
      "one without");
  require_forward("Simulator::probabilities");
  out = leading_rows("Simulator::probabilities: out", out, states_, stride(count_));
  if (count_ > 0) engine_->probabilities(out);
}

template <class Real>
std::complex<Real> Simulator<Real>::amplitude(std::size_t basis_state) const {
  return engine_->amplitude(basis_state);
}

template <class Real>
double Simulator<Real>::forward_flops() const {
  return engine_->flops(false, false);
}

template <class Real>
double Simulator<Real>::backward_flops(bool inputs) const {
  return engine_->flops(true, inputs);
}

template class Simulator<float>;
template class Simulator<double>;

}  // namespace quanvas::sim
