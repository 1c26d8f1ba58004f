// What `quanvas circuit` computes of a circuit: expectation values, derivatives, samples and states, row by row of its
// parameters' values.
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
  std::optional<std::string> state;  // the file to write it to, "" for none

  // Whether nothing but expectation values is asked for.
  bool plain() const { return shots == 0 && !gradient && !probabilities && !state; }
};

struct CircuitResults {
  std::vector<double> expectations;            // [observable]
  std::vector<double> standard_errors;         // [observable], with shots
  std::vector<sim::Sample> samples;            // with shots; the first is what is counted
  std::vector<std::vector<double>> gradients;  // [observable][parameter]
  std::optional<sim::State> state;             // for probabilities and amplitudes
  std::vector<Wire> shown;                     // the wires of bit strings, the leftmost first
};

class CircuitRunner {
 public:
  // Keeps references to the first two. Throws Error for observables and noise that cannot be read, and for a state
  // vector of a circuit with noise.
  CircuitRunner(const CircuitSource& source, const CircuitRequest& request, std::ostream& err);

  const CircuitSource& source() const { return source_; }
  const CircuitRequest& request() const { return request_; }

  // Of one row of the source.
  CircuitResults results(std::size_t row);

 private:
  std::vector<double> expectations(std::size_t row);
  std::vector<std::vector<double>> gradients(std::size_t row) const;

  const CircuitSource& source_;
  const CircuitRequest& request_;
  std::ostream& err_;
  std::optional<sim::Circuit> noisy_;
  const sim::Circuit& circuit_;  // with noise, where there is some
  std::vector<sim::Observable> observables_;
  std::size_t first_ = 0;  // row of the batch below
  std::vector<std::vector<double>> batch_;
};

// Calls visit(bit string of the wires that are shown, value) in ascending order, without values of 0: how often each
// came, and how likely each is, summed over the wires that are not shown. The latter needs no memory, however many.
using OutcomeVisit = std::function<void(const std::string& bits, double value)>;
void for_each_count(const CircuitResults& results, const OutcomeVisit& visit);
void for_each_probability(const CircuitResults& results, const OutcomeVisit& visit);

// The basis state as a bit string of so many wires, wire 0 leftmost.
std::string bits_of(std::size_t basis_state, std::size_t wires);

}  // namespace quanvas::cli
