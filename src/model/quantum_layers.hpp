// Links of a chain that circuits compute, whichever circuits these are.
#pragma once

#include <string>
#include <vector>

#include "hybrid/quanv2d.hpp"
#include "model/chain.hpp"

namespace quanvas::model {

struct QuantumLayer {
  std::string name;  // of the node, the weights and their random streams
  std::string what;
  Trainability training = Trainability::trained;
  trial::Init init = trial::Init::uniform_2pi;
  hybrid::Device device = {};
  Backward gradient = Backward::passes;
};

// A quanvolution by each of the circuits, whose maps lie one behind the other.
void append_quanvolution(Chain& chain, const QuantumLayer& layer, const hybrid::Quanv2dOptions& options,
                         const std::vector<hybrid::PatchCircuit>& filters);

// The inputs that an encoding makes of all features.
struct SlotNode {
  std::string name;
  std::string what;
  Backward gradient = Backward::passes;
};
void append_slots(Chain& chain, const SlotNode& node, const hybrid::Encoding& encoding);

// A circuit of all features, whose expectation values are the output.
void append_circuit(Chain& chain, const QuantumLayer& layer, const hybrid::PatchCircuit& circuit);

}  // namespace quanvas::model
