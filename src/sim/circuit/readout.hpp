// Readout errors: what stands last on a wire belongs to its measurement, in whatever basis that is, and not to the
// state.
#pragma once

#include <vector>

#include "sim/circuit/circuit.hpp"
#include "sim/circuit/observable.hpp"

namespace quanvas::sim {

// How wrongly a wire is read: what is measured is `slope` times the Pauli plus `offset`.
struct Reading {
  double slope = 1;
  double offset = 0;

  bool exact() const { return slope == 1 && offset == 0; }
};

struct Readout {
  Circuit circuit;                               // without the readout errors that stand last on their wires
  std::vector<std::vector<Operation>> channels;  // [wire] these, in order
  std::vector<Reading> readings;                 // [wire]
};

// Whether it has any, last or not.
bool has_readout_errors(const Circuit& circuit);

Readout split_readout(const Circuit& circuit);

// What measuring the observables with these readings has as expectation value: every factor P becomes slope P + offset.
std::vector<Observable> as_read(const std::vector<Observable>& observables, const std::vector<Reading>& readings);

}  // namespace quanvas::sim
