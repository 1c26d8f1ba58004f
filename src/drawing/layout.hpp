// Which column and symbols each operation of a circuit has in a drawing of it: columns, symbols and labels. How they
// are drawn is drawing/text and drawing/svg.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "sim/circuit/circuit.hpp"
#include "sim/circuit/program.hpp"

namespace quanvas::drawing {

// What an operation does on one of its wires: a box with the operation's label, a control (a dot), the target of a
// controlled NOT, or one end of a swap.
enum class Symbol { box, control, target, swap };

// What decides an operation: the data, trained weights, nothing, or chance.
enum class Family { data, trained, fixed, noise };

struct PlacedOperation {
  std::size_t operation = 0;  // its position in the circuit
  std::size_t column = 0;
  std::vector<std::size_t> wires;  // in the operation's order
  std::vector<Symbol> symbols;     // [wire] as many
  std::string label;               // of its boxes, as in "RY(x₀)"
  Family family = Family::fixed;

  std::size_t first_wire() const;
  std::size_t last_wire() const;
};

struct Layout {
  std::vector<std::string> names;  // [wire]
  std::size_t columns = 0;
  std::vector<PlacedOperation> operations;  // in the circuit's order
  std::string preparation;                  // what the register starts as where that is not |0...0>, else empty

  std::size_t wires() const { return names.size(); }
};

// Each operation is in the first column after which nothing follows on the wires from its first to its last, so
// that operations of a column never cross and every wire keeps its order. Of a program wires, parameters and bits have
// their names; measurements and resets are boxes, and `if`, `else` and `while` boxes before what they decide about, up
// to a box `end`.
Layout lay_out(const sim::Circuit& circuit);
Layout lay_out(const sim::Program& program);

// An angle in few characters: "x₀", "2·θ₁₂ + 0.5", "π/2", "0.1234". [weight] names, where they have some.
std::string angle_text(const sim::Angle& angle, std::span<const std::string> weights = {});

// The columns in rows of at most `most` each, as even as that allows: [row] one past its last column.
std::vector<std::size_t> fold(std::size_t columns, std::size_t most);

}  // namespace quanvas::drawing
