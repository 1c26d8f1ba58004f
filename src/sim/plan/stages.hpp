// A large circuit as a sequence of stages, each of which acts on a few wires only: a small circuit, to be run for all
// values of the other wires. A stage costs one pass over the state, so there should be few of them.
#pragma once

#include <cstddef>
#include <vector>

#include "sim/circuit/circuit.hpp"
#include "sim/circuit/observable.hpp"

namespace quanvas::sim {

struct Stage {
  std::vector<Wire> wires;  // ascending
  Circuit circuit;          // on these wires; its inputs have become weights, behind those that it had
};

struct StageLimits {
  std::size_t wires;      // of a stage
  std::size_t low_wires;  // the last wires of the circuit, which are in a stage all or none
};

// Greedy list scheduling: a stage takes every operation that fits into it and that no earlier operation left behind.
std::vector<Stage> make_stages(const Circuit& circuit, StageLimits limits);

// The operations that can have an influence on the observables, by the wires that they share.
Circuit light_cone(const Circuit& circuit, const std::vector<Observable>& observables);

}  // namespace quanvas::sim
