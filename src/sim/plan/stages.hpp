// A large circuit as a sequence of stages, each of which acts on a few wires only: a small circuit, to be run for all
// values of the other wires. A stage costs one pass over the state, so there should be few of them.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "sim/circuit/circuit.hpp"
#include "sim/circuit/observable.hpp"

namespace quanvas::sim {

struct Stage {
  std::vector<Wire> wires;                // ascending
  std::vector<std::uint32_t> operations;  // of the circuit, in the order of their application
};

struct StageLimits {
  std::size_t wires;       // of a stage
  std::size_t low_wires;   // the last wires of the circuit, which are in a stage all or none
  std::size_t operations;  // of a stage
};

// Greedy list scheduling: a stage takes every operation that fits into it and that no earlier operation left behind. In
// a time that grows with the operations: where a stage finds nothing for long, it is closed.
std::vector<Stage> make_stages(const Circuit& circuit, StageLimits limits);

// A stage by itself, on its wires.
struct StageCircuit {
  Circuit circuit;                   // without inputs: all its angles are constants or weights
  std::vector<std::uint32_t> slots;  // [weight] the weight of the whole circuit that it is, or behind those its input
};
StageCircuit circuit_of(const Stage& stage, const Circuit& circuit);

// The operations that can have an influence on the observables, by the wires that they share; ascending.
std::vector<std::uint32_t> light_cone(const Circuit& circuit, const std::vector<Observable>& observables);

// These operations of the circuit alone, on as many wires as are given and at least its own; of inputs that are
// amplitudes nothing is said.
Circuit with_operations(const Circuit& circuit, std::span<const std::uint32_t> operations, std::size_t wires);

}  // namespace quanvas::sim
