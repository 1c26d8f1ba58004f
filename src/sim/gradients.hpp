// Full Jacobians of one circuit's expectation values, three ways: by the adjoint method (exact and fast), by shifted
// angles (exact, and possible on a device that only returns samples) and by finite differences (a check on both).
// All throw Error for more or fewer inputs or weights than the circuit takes, and as
// Simulator does.
//
// For example (tests/sim/examples_test.cpp runs it):
//     const std::vector<double> values = sim::expectations(bell, {energy}, {}, {0.3});
//     const sim::Jacobian jacobian = sim::adjoint_jacobian(bell, {energy}, {}, {0.3});
//     const double slope = jacobian.weights[0][0];  // of observable 0 by weight 0
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "sim/circuit/circuit.hpp"
#include "sim/circuit/observable.hpp"

namespace quanvas::sim {

// The circuit with its weights as further inputs, behind those that it has: circuits side by side then have weights,
// and gradients by them, of their own. Throws Error for a circuit whose inputs are amplitudes.
Circuit with_inputs_alone(const Circuit& circuit);

struct Jacobian {
  std::vector<std::vector<double>> weights;  // [observable][weight]
  std::vector<std::vector<double>> inputs;   // [observable][input]
};

// Expectation values [observable] of one circuit, exact.
std::vector<double> expectations(const Circuit& circuit, const std::vector<Observable>& observables,
                                 const std::vector<double>& inputs, const std::vector<double>& weights);

// Those [row][observable] of a circuit without weights, for rows of its inputs, side by side.
std::vector<std::vector<double>> expectations(const Circuit& circuit, const std::vector<Observable>& observables,
                                              std::span<const std::vector<double>> rows);

Jacobian adjoint_jacobian(const Circuit& circuit, const std::vector<Observable>& observables,
                          const std::vector<double>& inputs, const std::vector<double>& weights);

// With shots = 0 exact; otherwise every shifted expectation value is estimated from that many samples, drawn from
// streams that `seed` names. Inputs that are amplitudes have no shift rule; their derivatives are left out.
Jacobian parameter_shift(const Circuit& circuit, const std::vector<Observable>& observables,
                         const std::vector<double>& inputs, const std::vector<double>& weights, std::size_t shots = 0,
                         std::uint64_t seed = 0);

// Central differences. Throws Error for a step that is 0 or not finite.
Jacobian finite_differences(const Circuit& circuit, const std::vector<Observable>& observables,
                            const std::vector<double>& inputs, const std::vector<double>& weights, double step = 1e-5);

}  // namespace quanvas::sim
