// The reference simulator: every gate as a full 2^n x 2^n complex matrix, by its textbook definition, in double
// precision; states as density matrices. Slow and obvious. It shares no code with sim/: matrices are looked up by name
// here, and wires become Kronecker products.
#pragma once

#include <complex>
#include <string_view>
#include <vector>

#include <Eigen/Dense>

#include "sim/circuit/circuit.hpp"
#include "sim/circuit/observable.hpp"

namespace quanvas::test {

using Complex = std::complex<double>;
using Matrix = Eigen::MatrixXcd;
using Vector = Eigen::VectorXcd;

// The unitary of a gate on its own wires, controls first, first wire most significant.
Matrix gate_matrix(std::string_view name, const std::vector<double>& angles);

// The Kraus operators of a channel on its own wires; its parameters as in sim/circuit/noise_channels.hpp.
std::vector<Matrix> channel_matrices(std::string_view name, const std::vector<double>& parameters);

// A matrix on some wires as one on all `count`.
Matrix on_wires(const Matrix& matrix, const std::vector<Wire>& wires, std::size_t count);

// The unitary of one operation, not a channel, on all wires of a circuit.
Matrix operation_matrix(const sim::Circuit& circuit, const sim::Operation& operation, const std::vector<double>& inputs,
                        const std::vector<double>& weights);

Vector final_state(const sim::Circuit& circuit, const std::vector<double>& inputs, const std::vector<double>& weights);
Matrix final_density(const sim::Circuit& circuit, const std::vector<double>& inputs,
                     const std::vector<double>& weights);

Matrix observable_matrix(const sim::Observable& observable, std::size_t wires,
                         const std::vector<sim::Operation>& readouts = {});

// [observable], by the density matrix for noisy circuits and by the state vector for others.
std::vector<double> expectations(const sim::Circuit& circuit, const std::vector<sim::Observable>& observables,
                                 const std::vector<double>& inputs, const std::vector<double>& weights);

}  // namespace quanvas::test
