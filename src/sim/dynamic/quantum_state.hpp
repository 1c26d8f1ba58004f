// A state that gates, channels, measurements and resets change one after another: a state vector, or a density matrix
// as a vector of twice as many wires. Plain, and for programs that decide while they run; circuits have sim/simulator.
#pragma once

#include <complex>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "sim/circuit/circuit.hpp"
#include "sim/circuit/observable.hpp"

namespace quanvas::sim {

class QuantumState {
 public:
  enum class Kind { vector, density };

  // |0...0>. Throws Error for more than 24 wires, or 12 of a density matrix.
  QuantumState(std::size_t wires, Kind kind);

  Kind kind() const { return kind_; }
  std::size_t wires() const { return wires_; }

  double bytes() const { return 16.0 * static_cast<double>(amplitudes_.size()); }

  // A gate at these angles, a unitary or a channel. Throws Error for a channel on a state vector.
  void apply(const Operation& operation, std::span<const double> angles);

  // How likely the wire is 1.
  double weight_of_one(Wire wire) const;
  // Keeps the part where the wire is `value`, which must be possible, and norms it.
  void project(Wire wire, bool value);
  // From |1> to |0> on a wire that is projected.
  void flip(Wire wire);
  // Of a density matrix: the wire put into |0>.
  void reset(Wire wire);

  // [basis state] of the wires; wire 0 is the most significant bit.
  std::vector<double> probabilities() const;
  double expectation(const Observable& observable) const;

 private:
  using Amplitude = std::complex<double>;

  std::uint64_t bit(std::size_t position) const { return std::uint64_t{1} << (positions_ - 1 - position); }
  void rotate(std::uint64_t x, std::uint64_t z, double angle);
  void multiply(const Matrix& matrix, const std::vector<std::size_t>& positions);
  void apply_kraus(const std::vector<Matrix>& kraus, const std::vector<Wire>& wires);

  std::size_t wires_;
  Kind kind_;
  std::size_t positions_;  // wires, or twice as many: rows, then columns
  std::vector<Amplitude> amplitudes_;
};

}  // namespace quanvas::sim
