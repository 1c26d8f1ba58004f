// What `quanvas circuit` computes of a circuit: expectation values, derivatives, samples and probabilities.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <iosfwd>
#include <optional>
#include <string>
#include <vector>

#include "cli/circuit_source.hpp"
#include "sim/circuit/observable.hpp"
#include "sim/shots.hpp"
#include "sim/state.hpp"

namespace quanvas::cli {

struct CircuitRequest {
  std::vector<std::string> observables;
  std::size_t shots = 0;
  std::uint64_t seed = 0;
  std::string noise;
  bool gradient = false;
  bool probabilities = false;
};

struct CircuitResults {
  std::vector<double> expectations;            // [observable]
  std::vector<double> standard_errors;         // [observable], with shots
  std::vector<sim::Sample> samples;            // with shots; the first is what is counted
  std::vector<std::vector<double>> gradients;  // [observable][parameter]
  std::optional<sim::State> state;             // for probabilities
  std::vector<Wire> shown;                     // the wires of bit strings, the leftmost first
};

CircuitResults run(const CircuitSource& source, const CircuitRequest& request,
                   const std::vector<sim::Observable>& observables, std::ostream& err);

// Calls visit(bit string of the wires that are shown, value) in ascending order, without values of 0: how often each
// came, and how likely each is, summed over the wires that are not shown. The latter needs no memory, however many.
using OutcomeVisit = std::function<void(const std::string& bits, double value)>;
void for_each_count(const CircuitResults& results, const OutcomeVisit& visit);
void for_each_probability(const CircuitResults& results, const OutcomeVisit& visit);

}  // namespace quanvas::cli
