// Circuits and quanvolutions as the layers of quanvas.torch run them: forward, and once or again backward for what was
// run forward.
#pragma once

#include <cstddef>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include <pybind11/numpy.h>
#include <pybind11/pybind11.h>

#include "hybrid/quanv2d.hpp"
#include "python/circuit.hpp"
#include "python/evaluate.hpp"
#include "python/runners.hpp"

namespace quanvas::python {

// What a forward pass keeps for its backward pass.
class Pass {
 public:
  Pass() = default;
  Pass(const Pass&) = delete;
  Pass& operator=(const Pass&) = delete;
  virtual ~Pass() = default;

  // (by the inputs or None, by the weights or None). The first call uses up the states of the forward pass; later ones
  // run it again.
  virtual py::tuple backward(const py::array& upstream, bool inputs, bool weights, const Threads& threads) = 0;
};

struct Forward {
  py::array output;
  std::unique_ptr<Pass> pass;  // where it was asked to be kept
};

// inputs [batch, inputs] -> output [batch, observables]. Throws Error as expectations() does.
Forward circuit_forward(const Circuit& circuit, const py::handle& inputs, const py::handle& weights,
                        const ObservableTexts& observables, bool keep, const Threads& threads);

// A quanvolution with a circuit, whose weights are given with every call.
class Quanvolution : public std::enable_shared_from_this<Quanvolution> {
 public:
  // What runs one batch at a time.
  template <class Real>
  struct Run {
    hybrid::Quanv2d<Real> layer;
    nn::Tensor<Real> input;
    nn::Tensor<Real> upstream;
    bool fresh = false;  // the states of the last forward() are there
  };

  // Throws Error as hybrid::Quanv2d does.
  Quanvolution(const Circuit& circuit, const ObservableTexts& observables, const hybrid::Quanv2dOptions& options);

  const Circuit& circuit() const { return circuit_; }
  const ObservableTexts& observables() const { return observables_; }
  const hybrid::Quanv2dOptions& options() const { return options_; }
  const hybrid::PatchCircuitSize& size() const { return size_; }

  // [batch, channels, height, width]. Throws Error for maps that the circuit does not take.
  nn::Shape output_shape(const nn::Shape& input) const { return hybrid::quanvolved(input, options_, size_); }

  // images [batch, channels, height, width] -> [batch, maps, rows, columns]. `through`: whether gradients by the images
  // will be wanted, for which identical patches need circuits of their own.
  Forward forward(const py::handle& images, const py::handle& weights, bool keep, bool through, const Threads& threads);

  template <class Real>
  std::unique_ptr<Run<Real>> take(bool through);
  template <class Real>
  void put(std::unique_ptr<Run<Real>> run, bool through);

 private:
  template <class Real>
  struct Idle {
    bool through;
    std::unique_ptr<Run<Real>> run;
  };
  template <class Real>
  std::vector<Idle<Real>>& idle();

  Circuit circuit_;
  ObservableTexts observables_;
  hybrid::Quanv2dOptions options_;
  hybrid::PatchCircuit patch_circuit_;
  hybrid::PatchCircuitSize size_;
  std::mutex mutex_;
  std::vector<Idle<float>> idle_float_;
  std::vector<Idle<double>> idle_double_;
};

}  // namespace quanvas::python
