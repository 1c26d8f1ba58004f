// Numbers in row-major order as Eigen's matrices, where they lie: for the products of dense and convolutional layers.
#pragma once

#include <cstddef>

#include <Eigen/Core>

namespace quanvas::nn {

template <class Real>
using Matrix = Eigen::Matrix<Real, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

inline Eigen::Index index(std::size_t value) { return static_cast<Eigen::Index>(value); }

template <class Real>
Eigen::Map<const Matrix<Real>> matrix(const Real* data, std::size_t rows, std::size_t columns) {
  return {data, index(rows), index(columns)};
}
template <class Real>
Eigen::Map<Matrix<Real>> matrix(Real* data, std::size_t rows, std::size_t columns) {
  return {data, index(rows), index(columns)};
}

}  // namespace quanvas::nn
