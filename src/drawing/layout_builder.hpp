// Places operations one after another in the columns of a layout.
#pragma once

#include <span>
#include <string>
#include <utility>
#include <vector>

#include "drawing/layout.hpp"
#include "sim/circuit/circuit.hpp"

namespace quanvas::drawing {

class LayoutBuilder {
 public:
  // [wire] their names.
  explicit LayoutBuilder(std::vector<std::string> names);

  // Weights are called θ₀, θ₁, ... where they have no names.
  void add(const sim::Operation& operation, std::span<const std::string> weights = {});
  // A box with this label on each of the wires, not before the column `least`. Returns its column.
  std::size_t add_box(std::string label, const std::vector<Wire>& wires, std::size_t least = 0);

  Layout layout() && { return std::move(layout_); }

 private:
  std::size_t place(PlacedOperation placed, std::size_t least);

  Layout layout_;
  std::vector<std::size_t> next_;  // [wire] the first free column
};

}  // namespace quanvas::drawing
