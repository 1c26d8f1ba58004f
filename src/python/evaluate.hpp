// What is asked of `quanvas.Circuit`: arrays in, arrays out. Inputs are [batch, inputs], or [inputs] of one circuit,
// whose results then have no batch either; float32 or float64, as the results are. Throw Error for shapes and dtypes
// that are not taken, and as the simulators do. The interpreter's lock is released while circuits run.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

#include <pybind11/numpy.h>
#include <pybind11/pybind11.h>

#include "python/circuit.hpp"

namespace quanvas::python {

namespace py = pybind11;

using Threads = std::optional<std::size_t>;  // nothing: as many as there are usable cores

// Spreads the work of the calling thread over so many threads from now on. Throws Error for none.
void use(const Threads& threads);

// [batch, observables]. With shots estimates, each circuit from samples of its own; float64 then.
py::array expectations(const Circuit& circuit, const py::handle& inputs, const py::handle& weights,
                       const py::handle& observables, std::size_t shots, std::uint64_t seed, const Threads& threads);

// [batch, 2^wires]; wire 0 is the most significant bit.
py::array probabilities(const Circuit& circuit, const py::handle& inputs, const py::handle& weights,
                        const Threads& threads);

// complex128 [batch, 2^wires], up to a global phase (sim/state.hpp).
py::array state(const Circuit& circuit, const py::handle& inputs, const py::handle& weights, const Threads& threads);

// uint8 [batch, shots, wires], in random order.
py::array samples(const Circuit& circuit, const py::handle& inputs, const py::handle& weights, std::size_t shots,
                  std::uint64_t seed, const Threads& threads);

// (by the inputs [batch, inputs], by the weights [weights] summed over the batch) of the sum of
// upstream [batch, observables] times the expectation values.
py::tuple vjp(const Circuit& circuit, const py::handle& inputs, const py::handle& weights, const py::handle& upstream,
              const py::handle& observables, const Threads& threads);

// (by the inputs [batch, observables, inputs], by the weights [batch, observables, weights]); method: adjoint or shift.
py::tuple jacobian(const Circuit& circuit, const py::handle& inputs, const py::handle& weights,
                   const py::handle& observables, std::string_view method, const Threads& threads);

}  // namespace quanvas::python
