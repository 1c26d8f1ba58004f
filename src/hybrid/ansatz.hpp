// Circuit templates: those of the papers whole, general ones as parts to compose, in a table by name; and how their
// weights start. To add an ansatz: a function and a row in ansatz.cpp.
//
// For example (tests/hybrid/examples_test.cpp runs it):
//     const hybrid::Ansatz ansatz = hybrid::strongly_entangling(4, 2);  // 24 weights on wires 0 to 3
//     const sim::Circuit whole = hybrid::quanvolution_circuit(4, 2, trial::EncodingRepeat::every);
#pragma once

#include <cstddef>
#include <span>
#include <string_view>
#include <vector>

#include "base/random.hpp"
#include "hybrid/entanglement.hpp"
#include "sim/circuit/circuit.hpp"
#include "sim/circuit/observable.hpp"
#include "trial/choices.hpp"

namespace quanvas::hybrid {

// A quanvolutional layer's circuit (arXiv 2402.09146, Eq. 8): for each repetition l, RY(input i) on wire i, RX(weight
// l * wires + i) on wire i, CNOT 0-1, 1-2, ... With EncodingRepeat::once the RY are in the first repetition alone.
sim::Circuit quanvolution_circuit(std::size_t wires, std::size_t repetitions, trial::EncodingRepeat encoding);

// The quantum head's circuit: inputs as amplitudes; for each repetition RY(weight) on each wire and CNOT 0-1, 1-2, ...
sim::Circuit head_circuit(std::size_t wires, std::size_t repetitions);

// A part of a circuit: operations whose angles take the weights 0, 1, ..., weights - 1.
struct Ansatz {
  std::size_t weights = 0;
  std::vector<sim::Operation> operations;
  std::vector<std::size_t> starts = {};  // [layer] the first of its operations: where data can be encoded anew
};

// The ansatz on a register whose amplitudes are the circuit's inputs.
sim::Circuit on_amplitudes(std::size_t wires, const Ansatz& ansatz);

// Per layer RX on each wire and CNOTs: the ansatz of a quanvolutional layer (arXiv 2402.09146, Eq. 8). layers * wires
// weights.
Ansatz rx_chain(std::size_t wires, std::size_t layers, Entanglement entanglement = Entanglement::linear);

// Per layer RY on each wire and CNOTs: the ansatz of that paper's quantum head. layers * wires weights.
Ansatz ry_chain(std::size_t wires, std::size_t layers, Entanglement entanglement = Entanglement::linear);

// RY on each wire; then `repetitions` times CNOTs and RY on each wire. (repetitions + 1) * wires weights. The first RY
// belong to the first layer.
Ansatz real_amplitudes(std::size_t wires, std::size_t repetitions, Entanglement entanglement = Entanglement::linear);

// Per layer RZ, RY, RZ on each wire and CNOTs from i to i + r (modulo wires), where the range r is 1 + layer mod (wires
// - 1) (Schuld et al., arXiv 1804.00633). 3 * layers * wires weights.
Ansatz strongly_entangling(std::size_t wires, std::size_t layers);

// Per layer RZ, RY on each wire and CNOTs. 2 * layers * wires weights.
Ansatz hardware_efficient(std::size_t wires, std::size_t layers, Entanglement entanglement = Entanglement::linear);

// Per layer `rotations` gates RX, RY or RZ on wires, all chosen at random; before each, as often as a biased coin of
// `cnot_share` says so, a CNOT between two random wires. layers * rotations weights.
Ansatz random_layers(std::size_t wires, std::size_t layers, std::size_t rotations, RandomStream stream,
                     double cnot_share = 0.3);

// A quantum convolutional network (Cong et al., arXiv 1810.03787) down to the last wire: convolutions of all neighbours
// in a ring, (0, 1), (2, 3), ..., then (1, 2), ..., (n-1, 0), and pooling, by which wire i of the first half is folded
// into wire i of the second, which continues. Convolution: RZ(-pi/2) on b, CNOT b-a, RZ on a, RY on b, CNOT a-b, RY on
// b, CNOT b-a, RZ(pi/2) on a (after Vatan & Williams, arXiv quant-ph/0308006); pooling: the same up to the second RY.
// Three weights each; 63 for 8 wires, 9 of which are outside the light cone of <Z> of the last wire. Throws Error where
// `wires` is not a power of two.
Ansatz convolution_and_pooling(std::size_t wires);

struct AnsatzOptions {
  std::size_t layers = 1;
  Entanglement entanglement = Entanglement::linear;
};

// An ansatz that a description may name, of any number of wires that it says.
struct AnsatzInfo {
  std::string_view name;
  std::string_view meaning;
  std::span<const std::string_view> reads;  // those of "layers" and "entanglement" that have an effect
  // The stream is for what is random: one that all trials share gives the same circuit to all of them. Throws Error for
  // wires that it cannot be made for.
  Ansatz (*make)(std::size_t wires, const AnsatzOptions& options, const RandomStream& stream);
};

std::span<const AnsatzInfo> ansatze();

// The row of this name; `layered` is an older name of hardware_efficient. Throws Error, with the nearest name, where
// there is none.
const AnsatzInfo& ansatz_named(std::string_view name);

// What the axis `filter_circuit` takes: the rows of any number of layers, with hardware_efficient as `layered`, its
// name in the keys of results.
std::span<const AnsatzInfo> filter_circuits();

// The first of the `count` wires of a head that are measured: from wire 0 or up to the last.
std::size_t first_head_wire(std::size_t wires, std::size_t count, trial::HeadWires which);

// <Z> of these wires.
std::vector<sim::Observable> head_observables(std::size_t wires, std::size_t count, trial::HeadWires which);

// Fills `angles` (radians) as the convention says.
template <class Real>
void initialise_angles(trial::Init init, RandomStream stream, std::span<Real> angles);

}  // namespace quanvas::hybrid
