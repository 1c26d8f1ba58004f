#include "python/evaluations.hpp"

#include <pybind11/stl.h>

#include "base/error.hpp"
#include "python/evaluate.hpp"

namespace quanvas::python {
namespace {

// The Jacobian of one observable, without its axis.
py::tuple gradient(const Circuit& circuit, const py::object& inputs, const py::object& weights,
                   const py::object& observable, const std::string& method, const Threads& threads) {
  const py::tuple jacobians = jacobian(circuit, inputs, weights, observable, method, threads);
  py::tuple gradients(2);
  for (std::size_t i = 0; i < 2; ++i) {
    const auto whole = jacobians[i].cast<py::array>();
    const py::ssize_t axis = whole.ndim() - 2;
    require(whole.shape(axis) == 1,
            "gradient: of {} observables; it is of one (observable=\"Z0\"), jacobian() is of several",
            whole.shape(axis));
    gradients[i] = whole.attr("squeeze")(axis);
  }
  return gradients;
}

}  // namespace

void define_evaluations(py::class_<Circuit>& type) {
  const auto none = py::none();
  const auto inputs = py::arg("inputs") = none;
  const auto weights = py::arg("weights") = none;
  const auto observables = py::arg("observables") = none;
  const auto threads = py::arg("threads") = none;
  type.def("expectations", &expectations, inputs, weights, observables, py::kw_only(), py::arg("shots") = 0,
           py::arg("seed") = 0, threads,
           "Expectation values [batch, observables], between the observables' smallest and largest eigenvalue.\n\n"
           "observables: a text (\"Z0 Z1, 0.5 X0 - Y1\"; \"Z\" for each wire), or a sequence of texts, each one\n"
           "observable; None for Z of each wire. shots: 0 for exact values, else each circuit's are estimated from so\n"
           "many samples, as `quanvas circuit --shots` does (float64). threads: None for all cores; results do not "
           "depend\n"
           "on it. NaN among a circuit's inputs gives NaN for that circuit. Raises ValueError for shapes and dtypes "
           "that\n"
           "do not fit, and for observables that cannot be read.")
      .def("probabilities", &probabilities, inputs, weights, py::kw_only(), threads,
           "Exact probabilities of the basis states [batch, 2^wires]; wire 0 is the most significant bit.")
      .def("state", &state, inputs, weights, py::kw_only(), threads,
           "State vectors, complex128 [batch, 2^wires], up to a global phase. Raises ValueError with noise.")
      .def(
          "samples", &samples, inputs, weights, py::kw_only(), py::arg("shots"), py::arg("seed") = 0, threads,
          "Measured bits, uint8 [batch, shots, wires], in random order. The same seed gives the same samples, and the\n"
          "same counts as `quanvas circuit --shots --seed`.")
      .def("gradient", &gradient, inputs, weights, py::arg("observable") = none, py::kw_only(),
           py::arg("method") = "adjoint", threads,
           "(by the inputs [batch, inputs], by the weights [batch, weights]): derivatives of one observable's "
           "expectation\n"
           "value, per radian of angle. method: \"adjoint\" (Jones & Gacon, arXiv 2009.02823), or \"shift\" for the\n"
           "parameter-shift rule.")
      .def(
          "jacobian", &jacobian, inputs, weights, observables, py::kw_only(), py::arg("method") = "adjoint", threads,
          "(by the inputs [batch, observables, inputs], by the weights [batch, observables, weights]); as gradient(),\n"
          "of several observables.")
      .def("vjp", &vjp, inputs, weights, py::arg("upstream"), observables, py::kw_only(), threads,
           "The vector-Jacobian product (by the inputs [batch, inputs], by the weights [weights], summed over the "
           "batch)\n"
           "of the sum of upstream [batch, observables] times the expectation values.");
}

}  // namespace quanvas::python
