// The whole matrix of a circuit by the dense reference, and its comparison up to a global phase.
#pragma once

#include <cmath>
#include <vector>

#include "support/dense_simulator.hpp"

namespace quanvas::test {

inline Matrix circuit_unitary(const sim::Circuit& circuit, const std::vector<double>& inputs,
                              const std::vector<double>& weights) {
  const Eigen::Index size = Eigen::Index{1} << circuit.wires();
  Matrix product = Matrix::Identity(size, size);
  for (const sim::Operation& operation : circuit.operations())
    product = operation_matrix(circuit, operation, inputs, weights) * product;
  return product;
}

// 0 for unitaries that differ by a global phase, up to 1.
inline double distance_up_to_phase(const Matrix& a, const Matrix& b) {
  return 1 - std::abs((a.adjoint() * b).trace()) / static_cast<double>(a.rows());
}

}  // namespace quanvas::test
