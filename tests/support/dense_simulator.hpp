// The reference simulator: every gate as a full 2^n x 2^n complex matrix, by its textbook definition, in double precision.
// Slow and obvious. It shares no code with sim/: matrices are looked up by name here, and wires become Kronecker products.
#pragma once

#include <complex>
#include <string_view>
#include <vector>

#include <Eigen/Dense>

#include "sim/circuit.hpp"

namespace quanvas::test {

using Complex = std::complex<double>;
using Matrix = Eigen::MatrixXcd;
using Vector = Eigen::VectorXcd;

// The unitary of a gate on its own wires, controls first, first wire most significant.
Matrix gate_matrix(std::string_view name, double angle);

// The unitary of one operation on all wires of a circuit.
Matrix operation_matrix(const sim::Circuit& circuit, const sim::Operation& operation, const std::vector<double>& inputs,
                        const std::vector<double>& weights);

Vector final_state(const sim::Circuit& circuit, const std::vector<double>& inputs, const std::vector<double>& weights);

// [observable]
std::vector<double> expectations(const sim::Circuit& circuit, const std::vector<sim::ZString>& observables,
                                 const std::vector<double>& inputs, const std::vector<double>& weights);

}  // namespace quanvas::test
