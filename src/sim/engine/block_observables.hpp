// Observables of one large state in the memory of sim/engine/block_layout.hpp: expectation values, what the backward
// pass begins with, and probabilities.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "base/aligned.hpp"
#include "sim/circuit/observable.hpp"
#include "sim/engine/block_layout.hpp"

namespace quanvas::sim {

template <class Real>
class BlockObservables {
 public:
  BlockObservables(const BlockShape& shape, const std::vector<Observable>& observables);

  // values [observable]
  void measure(const Real* state, std::span<double> values) const;

  // adjoint = the sum over observables of upstream[o] O state; of a density matrix, the derivative by its coefficients.
  void apply(const Real* state, std::span<const Real> upstream, Real* adjoint) const;

  // out[p * stride] = the probability of basis state p of the first wires, where the last `idle` ones are in |0>.
  static void probabilities(const BlockShape& shape, std::size_t idle, const Real* state, Real* out,
                            std::size_t stride);

  double flops() const;

 private:
  using L = typename NativeLane<Real>::type;

  // A product of Paulis i^phase X^x Z^z, Hermitian, with its signs on the amplitudes of a chunk.
  struct Term {
    std::size_t observable;
    double coefficient;
    std::uint32_t z;
    std::uint32_t phase;
    std::size_t signs;  // among signs_
  };
  // Terms that take basis state p to p ^ x.
  struct Family {
    std::uint32_t x;
    std::vector<Term> terms;
  };

  void add(const PauliTerm& term, std::size_t observable);
  std::size_t signs_of(std::uint32_t z);
  bool mixed() const { return shape_.digit == 2; }

  BlockShape shape_;
  std::size_t observables_;
  std::size_t chunk_;  // amplitudes that are worked on at a time
  std::vector<Family> families_;
  std::vector<std::uint32_t> patterns_;    // [signs] the low bits of z that they are the signs of
  std::vector<AlignedArray<Real>> signs_;  // [signs][amplitude of a chunk]
};

}  // namespace quanvas::sim
