// Simulators of one circuit that are ready for use: what is asked again is not planned again, and who runs while
// another thread does gets a simulator of its own.
#pragma once

#include <cstddef>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "nn/tensor.hpp"
#include "python/arrays.hpp"
#include "sim/circuit/circuit.hpp"
#include "sim/circuit/observable.hpp"
#include "sim/simulator.hpp"

namespace quanvas::python {

// What a simulator is for: expectation values with gradients as training wants them; the same with the weights as
// further inputs, so that each circuit has its own gradient by them; probabilities.
enum class Use { expectations, jacobian, probabilities };

// A text as `quanvas circuit --observable` takes it, or several, each one observable; as they are compared. Empty for Z
// of each wire.
struct ObservableTexts {
  std::string text;
  bool list = false;

  // From None, a str or a sequence of them. Throws Error for anything else.
  explicit ObservableTexts(const py::handle& given);

  std::vector<sim::Observable> parse(std::size_t wires) const;

  friend bool operator==(const ObservableTexts&, const ObservableTexts&) = default;
};

// A simulator with its numbers, slot by slot.
template <class Real>
class Runner {
 public:
  Runner(const sim::Circuit& circuit, const ObservableTexts& observables, Use use);

  std::size_t inputs() const { return simulator_.inputs(); }
  std::size_t weights() const { return simulator_.weights(); }
  std::size_t observables() const { return simulator_.observables(); }
  std::size_t count() const { return count_; }

  // With Use::jacobian the weights become the last inputs of every circuit.
  void load(const Rows<Real>& inputs, const Rows<Real>& weights);
  void forward();
  void read_expectations(Real* out) const;  // [count, observables]
  void read_probabilities(Real* out);       // [count, 2^wires]

  // The vector-Jacobian product of the numbers that are loaded, [count, observables] -> inputs [count, inputs] and
  // weights [weights], each where there is a place for it. Runs the circuits again where the states are used up.
  void backward(const Rows<Real>& upstream, Real* inputs, Real* weights);
  // d observable / d inputs of each circuit, slot by slot; valid until the next call.
  std::span<const Real> input_gradient_of(std::size_t observable);
  std::size_t stride() const { return stride_; }

 private:
  void run_backward(Real* weights, bool inputs);

  Use use_;
  std::size_t wires_;
  sim::Simulator<Real> simulator_;
  std::size_t count_ = 0;
  std::size_t stride_ = 0;
  bool fresh_ = false;  // the states of the last forward() are there
  nn::AlignedVector<Real> inputs_;
  nn::AlignedVector<Real> weights_;
  nn::AlignedVector<Real> expectations_;
  nn::AlignedVector<Real> upstream_;
  nn::AlignedVector<Real> input_gradient_;
  nn::AlignedVector<Real> weight_gradient_;
};

class Runners : public std::enable_shared_from_this<Runners> {
 public:
  explicit Runners(sim::Circuit circuit) : circuit_(std::move(circuit)) {}

  const sim::Circuit& circuit() const { return circuit_; }

  // A runner that nobody else uses; it is put back when the lease ends.
  template <class Real>
  struct Lease {
    std::shared_ptr<Runners> home;
    ObservableTexts observables;
    Use use;
    std::unique_ptr<Runner<Real>> runner;

    Lease(std::shared_ptr<Runners> home_, ObservableTexts observables_, Use use_, std::unique_ptr<Runner<Real>> runner_)
        : home(std::move(home_)), observables(std::move(observables_)), use(use_), runner(std::move(runner_)) {}
    Lease(Lease&&) = default;
    ~Lease() {
      if (runner) home->put(std::move(*this));
    }
    Runner<Real>* operator->() const { return runner.get(); }
  };
  template <class Real>
  Lease<Real> take(const ObservableTexts& observables, Use use);

 private:
  template <class Real>
  struct Idle {
    ObservableTexts observables;
    Use use;
    std::unique_ptr<Runner<Real>> runner;
  };
  template <class Real>
  std::vector<Idle<Real>>& idle();
  template <class Real>
  void put(Lease<Real>&& lease);

  sim::Circuit circuit_;
  std::mutex mutex_;
  std::vector<Idle<float>> idle_float_;
  std::vector<Idle<double>> idle_double_;
};

}  // namespace quanvas::python
