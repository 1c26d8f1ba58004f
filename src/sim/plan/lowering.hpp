// From a circuit to what its state has to go through: rotations about Paulis and the few maps that are not rotations,
// all in the frame that the circuit's Clifford gates leave behind. What is outside the light cone of the observables is
// left out.
#pragma once

#include <variant>
#include <vector>

#include "sim/circuit/circuit.hpp"
#include "sim/circuit/observable.hpp"
#include "sim/circuit/pauli.hpp"
#include "sim/plan/frame.hpp"

namespace quanvas::sim {

// exp(-i angle P / 2)
struct Rotation {
  Pauli pauli;  // Hermitian
  Angle angle;
};

// A unitary or channel that is given by matrices, on the wires whose X and Z have these images.
struct LinearMap {
  std::vector<Pauli> x;  // [wire of the map]
  std::vector<Pauli> z;
  std::vector<Matrix> kraus;  // of a unitary: the one matrix
};

using LoweredOperation = std::variant<Rotation, LinearMap>;

struct LoweredTerm {
  double coefficient;
  Pauli pauli;
};

struct Lowered {
  std::vector<LoweredOperation> operations;
  std::vector<std::vector<LoweredTerm>> observables;  // [observable][term]
  Frame frame;                                        // after the last operation
};

// The Pauli whose products are diagonal in the stored state. In X and Y, |0...0> is stored as the uniform
// superposition.
enum class Basis { z, x, y };

// Which Clifford gates go into the frame: all, or only those that permute the basis states, which is what a state that
// is read out amplitude by amplitude needs.
enum class Absorb { cliffords, permutations };

Lowered lower(const Circuit& circuit, const std::vector<Observable>& observables, Basis basis, Absorb absorb);

// Whether `holds` of every operation of lower(circuit, {}, basis, absorb), which are not kept.
bool all_lowered(const Circuit& circuit, Basis basis, Absorb absorb, bool (*holds)(const LoweredOperation&));

// Leaves out the operations that commute with the observables and with every operation kept after them: their light
// cone holds nothing that is measured. Exact.
void keep_light_cone(Lowered& lowered);

}  // namespace quanvas::sim
