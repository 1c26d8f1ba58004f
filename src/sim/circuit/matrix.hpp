// Small dense complex matrices: user-defined unitaries and Kraus operators, of one or two wires. Not for states.
#pragma once

#include <algorithm>
#include <complex>
#include <cstddef>
#include <utility>
#include <vector>

namespace quanvas::sim {

class Matrix {
 public:
  using Value = std::complex<double>;

  explicit Matrix(std::size_t size = 0) : size_(size), values_(size * size) {}
  // Row by row; values.size() must be a square number.
  Matrix(std::size_t size, std::vector<Value> values) : size_(size), values_(std::move(values)) {}

  static Matrix identity(std::size_t size) {
    Matrix m(size);
    for (std::size_t i = 0; i < size; ++i) m(i, i) = 1;
    return m;
  }

  std::size_t size() const { return size_; }
  Value& operator()(std::size_t row, std::size_t column) { return values_[row * size_ + column]; }
  const Value& operator()(std::size_t row, std::size_t column) const { return values_[row * size_ + column]; }

  friend Matrix operator*(const Matrix& a, const Matrix& b) {
    Matrix product(a.size_);
    for (std::size_t i = 0; i < a.size_; ++i)
      for (std::size_t k = 0; k < a.size_; ++k)
        for (std::size_t j = 0; j < a.size_; ++j) product(i, j) += a(i, k) * b(k, j);
    return product;
  }
  friend Matrix operator*(Value factor, Matrix m) {
    for (Value& value : m.values_) value *= factor;
    return m;
  }
  friend Matrix operator+(Matrix a, const Matrix& b) {
    for (std::size_t i = 0; i < a.values_.size(); ++i) a.values_[i] += b.values_[i];
    return a;
  }
  friend bool operator==(const Matrix&, const Matrix&) = default;

  Matrix adjoint() const {
    Matrix m(size_);
    for (std::size_t i = 0; i < size_; ++i)
      for (std::size_t j = 0; j < size_; ++j) m(j, i) = std::conj((*this)(i, j));
    return m;
  }
  Value trace() const {
    Value sum = 0;
    for (std::size_t i = 0; i < size_; ++i) sum += (*this)(i, i);
    return sum;
  }
  // The largest absolute value of an entry of (a - b).
  static double distance(const Matrix& a, const Matrix& b) {
    double most = 0;
    for (std::size_t i = 0; i < a.values_.size(); ++i) most = std::max(most, std::abs(a.values_[i] - b.values_[i]));
    return most;
  }

 private:
  std::size_t size_;
  std::vector<Value> values_;
};

// The Kronecker product; the first factor's index is the more significant.
inline Matrix kronecker(const Matrix& a, const Matrix& b) {
  Matrix product(a.size() * b.size());
  for (std::size_t i = 0; i < product.size(); ++i)
    for (std::size_t j = 0; j < product.size(); ++j)
      product(i, j) = a(i / b.size(), j / b.size()) * b(i % b.size(), j % b.size());
  return product;
}

}  // namespace quanvas::sim
