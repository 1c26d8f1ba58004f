// The state that a circuit ends in, read basis state by basis state: nothing is copied, whatever its size.
#pragma once

#include <complex>
#include <cstddef>
#include <vector>

#include "sim/circuit/circuit.hpp"
#include "sim/simulator.hpp"

namespace quanvas::sim {

class State {
 public:
  // Runs the circuit once. Throws Error for a state that does not fit into memory.
  State(const Circuit& circuit, const std::vector<double>& inputs, const std::vector<double>& weights);

  std::size_t wires() const { return wires_; }
  std::size_t basis_states() const { return std::size_t{1} << wires_; }  // wire 0 is the most significant bit

  // Whether it is a state vector; with noise it is a density matrix, of which only the diagonal is read.
  bool pure() const { return probabilities_.empty(); }

  double probability(std::size_t basis_state) const;

  // Of a state vector. Its global phase means nothing and is chosen: the first amplitude whose probability is at least
  // half of the mean is positive.
  std::complex<double> amplitude(std::size_t basis_state) const;

 private:
  std::size_t wires_;
  Simulator<double> simulator_;
  std::vector<double> probabilities_;  // [basis state] of a density matrix
  std::complex<double> phase_ = 1;
};

}  // namespace quanvas::sim
