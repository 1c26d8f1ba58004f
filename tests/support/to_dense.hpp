// What sim/ writes as masks and small matrices, as the dense reference's matrices.
#pragma once

#include "sim/circuit/matrix.hpp"
#include "sim/circuit/pauli.hpp"
#include "support/dense_simulator.hpp"

namespace quanvas::test {

inline Matrix to_dense(const sim::Matrix& matrix) {
  const auto size = static_cast<Eigen::Index>(matrix.size());
  Matrix dense(size, size);
  for (Eigen::Index i = 0; i < size; ++i)
    for (Eigen::Index j = 0; j < size; ++j)
      dense(i, j) = matrix(static_cast<std::size_t>(i), static_cast<std::size_t>(j));
  return dense;
}

// i^phase times the X of x, times the Z of z; wire 0 is the most significant bit of both.
inline Matrix to_dense(const sim::Pauli& pauli, std::size_t wires) {
  const auto size = static_cast<Eigen::Index>(std::size_t{1} << wires);
  const Complex powers[] = {1, Complex(0, 1), -1, Complex(0, -1)};
  Matrix dense = powers[pauli.phase] * Matrix::Identity(size, size);
  for (const auto& [mask, name] : {std::pair{pauli.x, "x"}, std::pair{pauli.z, "z"}})
    for (std::uint32_t w = 0; w < wires; ++w)
      if (mask >> (wires - 1 - w) & 1) dense = dense * on_wires(gate_matrix(name, {}), {Wire(w)}, wires);
  return dense;
}

// exp(-i angle P / 2) for P with P^2 = 1.
inline Matrix rotation_about(const Matrix& p, double angle) {
  return std::cos(angle / 2) * Matrix::Identity(p.rows(), p.cols()) - Complex(0, 1) * std::sin(angle / 2) * p;
}

inline double distance(const Matrix& a, const Matrix& b) { return (a - b).cwiseAbs().maxCoeff(); }

}  // namespace quanvas::test
