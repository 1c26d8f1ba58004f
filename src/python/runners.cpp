#include "python/runners.hpp"

#include <algorithm>
#include <cmath>

#include "base/error.hpp"
#include "base/text.hpp"
#include "sim/gradients.hpp"

namespace quanvas::python {
namespace {

constexpr std::size_t kMostIdle = 16;       // of one precision
constexpr std::size_t kMostIdleWires = 14;  // states of more are large: their memory is given back
constexpr std::size_t kMostIdleNumbers = std::size_t{1} << 24;

template <class Real>
sim::Simulator<Real> simulator_for(const sim::Circuit& circuit, const ObservableTexts& observables, Use use) {
  switch (use) {
    case Use::expectations: return {circuit, observables.parse(circuit.wires())};
    case Use::jacobian: return {sim::with_inputs_alone(circuit), observables.parse(circuit.wires())};
    case Use::probabilities: return sim::Simulator<Real>(circuit);
  }
  no_such_value();
}

}  // namespace

ObservableTexts::ObservableTexts(const py::handle& given) {
  if (given.is_none()) return;
  if (py::isinstance<py::str>(given)) {
    text = given.cast<std::string>();
    require(!text.empty(), "observables: an empty text; for example \"Z0 Z1, X0\", or None for Z of each wire");
    return;
  }
  require(py::isinstance<py::sequence>(given), "observables: a {}, where a text or a sequence of texts is taken",
          py::str(py::type::handle_of(given).attr("__name__")).cast<std::string>());
  list = true;
  for (const py::handle& one : py::reinterpret_borrow<py::sequence>(given)) {
    require(py::isinstance<py::str>(one), "observables: a {} among them, where each is a text, for example \"Z0 Z1\"",
            py::str(py::type::handle_of(one).attr("__name__")).cast<std::string>());
    if (!text.empty()) text += '\n';
    text += one.cast<std::string>();
  }
  require(!text.empty(), "observables: none are named; None means Z of each wire");
}

std::vector<sim::Observable> ObservableTexts::parse(std::size_t wires) const {
  if (text.empty()) return sim::parse_observables("Z", wires);
  if (!list) return sim::parse_observables(text, wires);
  std::vector<sim::Observable> observables;
  for (const std::string_view one : split(text, '\n')) observables.push_back(sim::parse_observable(one, wires));
  return observables;
}

template <class Real>
Runner<Real>::Runner(const sim::Circuit& circuit, const ObservableTexts& observables, Use use)
    : use_(use), wires_(circuit.wires()), simulator_(simulator_for<Real>(circuit, observables, use)) {}

template <class Real>
void Runner<Real>::load(const Rows<Real>& inputs, const Rows<Real>& weights) {
  count_ = inputs.rows;
  stride_ = sim::Simulator<Real>::stride(count_);
  fresh_ = false;
  inputs_.resize(simulator_.inputs() * stride_);
  to_slots<Real>(inputs, stride_, inputs_);
  const auto weight = [&](std::size_t w) { return weights.data[static_cast<std::ptrdiff_t>(w) * weights.column_step]; };
  if (use_ != Use::jacobian) {
    weights_.resize(weights.columns);
    for (std::size_t w = 0; w < weights.columns; ++w) weights_[w] = weight(w);
    return;
  }
  for (std::size_t w = 0; w < weights.columns; ++w) {
    const auto slot = inputs_.begin() + static_cast<std::ptrdiff_t>((inputs.columns + w) * stride_);
    std::fill(slot, slot + static_cast<std::ptrdiff_t>(count_), weight(w));
    std::fill(slot + static_cast<std::ptrdiff_t>(count_), slot + static_cast<std::ptrdiff_t>(stride_), Real(0));
  }
}

template <class Real>
void Runner<Real>::forward() {
  expectations_.resize(simulator_.observables() * stride_);
  simulator_.forward(count_, inputs_, weights_, expectations_);
  fresh_ = true;
}

template <class Real>
void Runner<Real>::read_expectations(Real* out) const {
  from_slots<Real>(expectations_, stride_, count_, simulator_.observables(), out);
}

template <class Real>
void Runner<Real>::read_probabilities(Real* out) {
  const std::size_t states = std::size_t{1} << wires_;
  expectations_.resize(states * stride_);
  simulator_.probabilities(expectations_);
  from_slots<Real>(expectations_, stride_, count_, states, out);
}

template <class Real>
void Runner<Real>::run_backward(Real* weights, bool inputs) {
  if (!fresh_) forward();
  fresh_ = false;
  input_gradient_.resize(inputs ? simulator_.inputs() * stride_ : 0);
  weight_gradient_.assign(weights ? simulator_.weights() : 0, Real(0));
  simulator_.backward(upstream_, weight_gradient_, input_gradient_);
  if (weights) std::ranges::copy(weight_gradient_, weights);
}

template <class Real>
void Runner<Real>::backward(const Rows<Real>& upstream, Real* inputs, Real* weights) {
  upstream_.resize(simulator_.observables() * stride_);
  to_slots<Real>(upstream, stride_, upstream_);
  run_backward(weights, inputs != nullptr);
  if (inputs) from_slots<Real>(input_gradient_, stride_, count_, simulator_.inputs(), inputs);
}

template <class Real>
std::span<const Real> Runner<Real>::input_gradient_of(std::size_t observable) {
  upstream_.assign(simulator_.observables() * stride_, Real(0));
  const auto row = upstream_.begin() + static_cast<std::ptrdiff_t>(observable * stride_);
  std::fill(row, row + static_cast<std::ptrdiff_t>(count_), Real(1));
  run_backward(nullptr, true);
  return input_gradient_;
}

template <>
std::vector<Runners::Idle<float>>& Runners::idle<float>() {
  return idle_float_;
}
template <>
std::vector<Runners::Idle<double>>& Runners::idle<double>() {
  return idle_double_;
}

template <class Real>
Runners::Lease<Real> Runners::take(const ObservableTexts& observables, Use use) {
  {
    const std::lock_guard lock(mutex_);
    auto& runners = idle<Real>();
    for (auto i = runners.rbegin(); i != runners.rend(); ++i) {
      if (i->use != use || i->observables != observables) continue;
      Lease<Real> lease(shared_from_this(), observables, use, std::move(i->runner));
      runners.erase(std::next(i).base());
      return lease;
    }
  }
  return {shared_from_this(), observables, use, std::make_unique<Runner<Real>>(circuit_, observables, use)};
}

template <class Real>
void Runners::put(Lease<Real>&& lease) {
  const std::size_t numbers = lease->count() << circuit_.wires();
  if (circuit_.wires() > kMostIdleWires || numbers > kMostIdleNumbers) return;
  const std::lock_guard lock(mutex_);
  auto& runners = idle<Real>();
  if (runners.size() == kMostIdle) runners.erase(runners.begin());
  runners.push_back({.observables = std::move(lease.observables), .use = lease.use, .runner = std::move(lease.runner)});
}

template class Runner<float>;
template class Runner<double>;
template Runners::Lease<float> Runners::take(const ObservableTexts&, Use);
template Runners::Lease<double> Runners::take(const ObservableTexts&, Use);
template void Runners::put(Lease<float>&&);
template void Runners::put(Lease<double>&&);

}  // namespace quanvas::python
