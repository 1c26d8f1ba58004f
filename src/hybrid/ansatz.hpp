// Circuit templates of the papers, and how their weights start.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "base/random.hpp"
#include "sim/circuit.hpp"
#include "sim/observable.hpp"
#include "trial/choices.hpp"

namespace quanvas::hybrid {

// A quanvolutional layer's circuit (arXiv 2402.09146, Eq. 8): for each repetition l, RY(input i) on wire i, RX(weight
// l * wires + i) on wire i, CNOT 0-1, 1-2, ... With EncodingRepeat::once the RY are in the first repetition alone.
sim::Circuit quanvolution_circuit(std::size_t wires, std::size_t repetitions, trial::EncodingRepeat encoding);

// The quantum head's circuit: inputs as amplitudes; for each repetition RY(weight) on each wire and CNOT 0-1, 1-2, ...
sim::Circuit head_circuit(std::size_t wires, std::size_t repetitions);

// <Z> of `count` wires, from the first or up to the last.
std::vector<sim::Observable> head_observables(std::size_t wires, std::size_t count, trial::HeadWires which);

// Fills `angles` (radians) as the convention says.
template <class Real>
void draw_angles(trial::Init init, RandomStream stream, std::span<Real> angles);

}  // namespace quanvas::hybrid
