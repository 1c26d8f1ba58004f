// What the characters of a bit string are, for the outcomes of `quanvas circuit`.
#pragma once

#include <string>
#include <vector>

#include "base/json.hpp"
#include "sim/circuit/program.hpp"

namespace quanvas::cli {

enum class BitOrder {
  declared,  // registers as they are declared, bit 0 leftmost in each
  qiskit,    // the reverse: the last bit of the last register leftmost
};

struct OutcomeNames {
  std::vector<sim::Register> registers;  // of bits, or of qubits where nothing is measured
  bool by_wire = false;                  // the latter
  BitOrder order = BitOrder::declared;
};

// Of a program's bits, or where it has none of its qubits.
OutcomeNames outcome_names(const sim::Program& program, BitOrder order);

// "c[0..1] d", from the left to the right of a bit string, and whether nothing is measured.
std::string title(const OutcomeNames& names);

// Adds the members `registers`, `bit_order` and `bits`, which has a name for each character.
void add_to(Json& json, const OutcomeNames& names);

}  // namespace quanvas::cli
