// Measuring with a finite number of shots: samples from the exact distribution, with a seed.
//
// For example (tests/sim/examples_test.cpp runs it):
//     const sim::Estimate estimate = sim::estimate(bell, {energy}, {}, {0.3}, {.shots = 1000, .seed = 7});
//     const double mean = estimate.values[0], error = estimate.standard_errors[0];
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "base/random.hpp"
#include "sim/circuit/circuit.hpp"
#include "sim/circuit/observable.hpp"

namespace quanvas::sim {

struct Shots {
  std::size_t shots = 1000;
  std::uint64_t seed = 0;
  std::uint32_t replicate = 0;  // another one gives independent samples
};

// Probabilities [basis state] of one circuit, exact; wire 0 is the most significant bit. Throws Error for more
// or fewer inputs or weights than the circuit takes.
std::vector<double> probabilities(const Circuit& circuit, const std::vector<double>& inputs,
                                  const std::vector<double>& weights);

// How often each basis state is drawn in `shots` draws; probabilities may miss a sum of 1 by rounding. A multinomial
// sample, as a chain of binomial ones: its time grows with the states, hardly with the shots. Throws
// Error for counts of another size, for probabilities that are negative or not numbers, and for those whose sum is 0.
void sample_counts(std::span<const double> probabilities, std::size_t shots, RandomStream& stream,
                   std::span<std::uint64_t> counts);
std::vector<std::uint64_t> sample_counts(std::span<const double> probabilities, std::size_t shots, RandomStream stream);

struct Estimate {
  std::vector<double> values;           // [observable]
  std::vector<double> standard_errors;  // [observable], as estimated from the samples
};

// Expectation values from samples; as the simulator's are, with readout errors in the basis that is measured. Terms
// that the same basis measures on every wire share their shots; each such measurement setting has `shots` of its own.
// Throws Error for no shots, and as Simulator and probabilities() do.
Estimate estimate(const Circuit& circuit, const std::vector<Observable>& observables, const std::vector<double>& inputs,
                  const std::vector<double>& weights, const Shots& shots);

// How often a basis state came.
struct Count {
  std::size_t state;
  std::uint64_t times;

  friend bool operator==(const Count&, const Count&) = default;
};

// One sample: every wire measured in one basis, as often as there are shots.
struct Sample {
  std::string bases;                     // [wire] X, Y or Z
  std::vector<Count> counts;             // those that came, in ascending order
  std::vector<std::size_t> observables;  // that are estimated from it, as a whole or some of their terms
};

// The same estimates with the samples that they come from. The first sample is in the computational basis, and all
// terms that are diagonal are estimated from it.
struct SampledEstimate {
  Estimate estimate;
  std::vector<Sample> samples;
};
SampledEstimate sample(const Circuit& circuit, const std::vector<Observable>& observables,
                       const std::vector<double>& inputs, const std::vector<double>& weights, const Shots& shots);

}  // namespace quanvas::sim
