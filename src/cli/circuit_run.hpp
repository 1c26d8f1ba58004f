// What `quanvas circuit` computes of a circuit: expectation values, derivatives, samples and probabilities.
#pragma once

#include <cstddef>
#include <cstdint>
#include <iosfwd>
#include <string>
#include <vector>

#include "cli/circuit_source.hpp"
#include "sim/circuit/observable.hpp"

namespace quanvas::cli {

struct CircuitRequest {
  std::vector<std::string> observables;
  std::size_t shots = 0;
  std::uint64_t seed = 0;
  std::string noise;
  bool gradient = false;
  bool probabilities = false;
};

// A basis state of some wires, and how likely or how often it is.
template <class Number>
struct Outcome {
  std::string bits;
  Number value;
};

struct CircuitResults {
  std::vector<double> expectations;     // [observable]
  std::vector<double> standard_errors;  // [observable], with shots
  std::vector<Outcome<std::uint64_t>> counts;
  std::vector<Outcome<double>> probabilities;
  std::vector<std::vector<double>> gradients;  // [observable][parameter]
};

CircuitResults run(const CircuitSource& source, const CircuitRequest& request,
                   const std::vector<sim::Observable>& observables, std::ostream& err);

}  // namespace quanvas::cli
