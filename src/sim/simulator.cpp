#include "sim/simulator.hpp"

#include <algorithm>
#include <cassert>

#include "base/error.hpp"
#include "sim/circuit/readout.hpp"
#include "sim/engine/batch_engine.hpp"
#include "sim/engine/block_engine.hpp"
#include "sim/engine/product_engine.hpp"

namespace quanvas::sim {
namespace {

void check(const Circuit& circuit, const std::vector<Observable>& observables) {
  for (const Observable& observable : observables)
    for (const PauliTerm& term : observable.terms)
      for (auto factor = term.factors.begin(); factor != term.factors.end(); ++factor) {
        const auto& [wire, letter] = *factor;
        require(wire.value < circuit.wires(), "an observable on wire {} of a circuit of {} wires", wire.value,
                circuit.wires());
        require(letter == 'X' || letter == 'Y' || letter == 'Z',
                "an observable with the factor `{}`; there are X, Y and Z", letter);
        require(std::ranges::find(term.factors.begin(), factor, wire, &std::pair<Wire, char>::first) == factor,
                "an observable that names wire {} twice in a product", wire.value);
      }
}

// Wires from which one circuit's register no longer fits into a lane's worth of cache.
constexpr std::size_t kLargeState = 13;
constexpr std::size_t kLargeDensity = 7;

bool in_blocks(const Circuit& circuit, Method method) {
  return method == Method::blocks ||
         (method == Method::automatic && circuit.wires() >= (circuit.noisy() ? kLargeDensity : kLargeState));
}

}  // namespace

template <class Real>
Simulator<Real>::Simulator(const Circuit& circuit, const std::vector<Observable>& observables, Method method)
    : inputs_(circuit.inputs()), weights_(circuit.weights()), observables_(observables.size()) {
  check(circuit, observables);
  const Readout readout = split_readout(circuit);
  const std::vector<Observable> measured = as_read(observables, readout.readings);
  if (method == Method::automatic || method == Method::product) {
    if (auto plan = plan_product(readout.circuit, measured)) {
      engine_ = std::make_unique<ProductEngine<Real>>(std::move(*plan));
      return;
    }
    require(method == Method::automatic, "this circuit entangles its wires, so that products do not describe it");
  }
  if (in_blocks(readout.circuit, method)) engine_ = std::make_unique<BlockEngine<Real>>(readout.circuit, measured);
  else engine_ = std::make_unique<BatchEngine<Real>>(plan_expectations(readout.circuit, measured));
}

template <class Real>
Simulator<Real>::Simulator(const Circuit& circuit, Method method)
    : inputs_(circuit.inputs()), weights_(circuit.weights()), observables_(0) {
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
  assert(inputs.size() >= inputs_ * stride(count) && weights.size() >= weights_ &&
         expectations.size() >= observables_ * stride(count));
  engine_->forward(count, inputs, weights.first(weights_), expectations);
}

template <class Real>
void Simulator<Real>::backward(std::span<const Real> upstream, std::span<Real> weight_gradient,
                               std::span<Real> input_gradient) {
  engine_->backward(upstream, weight_gradient, input_gradient);
}

template <class Real>
void Simulator<Real>::probabilities(std::span<Real> out) {
  engine_->probabilities(out);
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
