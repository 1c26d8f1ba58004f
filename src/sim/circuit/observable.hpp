// Observables: real sums of products of Paulis.
//
// For example (tests/sim/examples_test.cpp runs it):
//     const sim::Observable energy = sim::parse_observable("0.5 Z0 Z1 - X0", 2);
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/ids.hpp"

namespace quanvas::sim {

// coefficient * product of single Paulis on different wires; no factor is the identity.
struct PauliTerm {
  double coefficient = 1;
  std::vector<std::pair<Wire, char>> factors;  // X, Y or Z
};

struct Observable {
  std::vector<PauliTerm> terms;
};

// <Z> of one wire.
Observable z(Wire wire);

// The product of Z on these wires.
Observable z(const std::vector<Wire>& wires);

// "Z0", "X0 Y1", "0.5 Z0 Z3 - 2 X1 + 1": terms joined by + and -, each an optional coefficient and factors, in any
// order of wires. Throws Error with the column for anything else, a wire not below `wires` and one named twice in a
// term.
Observable parse_observable(std::string_view text, std::size_t wires);

// A list of them, separated by commas, in which a Pauli letter alone ("Z") means one observable for each wire, and
// several letters ("ZZ", "XIY") their product on wires 0, 1, ... Throws Error as parse_observable, for an empty list
// and for more letters than wires.
std::vector<Observable> parse_observables(std::string_view text, std::size_t wires);

std::string to_text(const Observable& observable);

// Throws Error for a factor on a wire not below `wires`, one that is not X, Y or Z, and a wire twice in a product.
void require_within(const std::vector<Observable>& observables, std::size_t wires);

}  // namespace quanvas::sim
