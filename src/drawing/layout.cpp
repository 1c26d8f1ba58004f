#include "drawing/layout.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "drawing/layout_builder.hpp"

namespace quanvas::drawing {

std::size_t PlacedOperation::first_wire() const { return *std::ranges::min_element(wires); }
std::size_t PlacedOperation::last_wire() const { return *std::ranges::max_element(wires); }

Layout lay_out(const sim::Circuit& circuit) {
  std::vector<std::string> names;
  for (std::size_t w = 0; w < circuit.wires(); ++w) names.push_back(fmt::format("q{}", w));
  LayoutBuilder builder(std::move(names));
  for (const sim::Operation& operation : circuit.operations()) builder.add(operation);
  Layout layout = std::move(builder).layout();
  if (circuit.preparation() == sim::Preparation::amplitudes) layout.preparation = "amplitudes x";
  return layout;
}

std::vector<std::size_t> fold(std::size_t columns, std::size_t most) {
  const std::size_t rows = std::max<std::size_t>(1, (columns + most - 1) / most);
  std::vector<std::size_t> ends;
  for (std::size_t row = 1; row <= rows; ++row) ends.push_back(columns * row / rows);
  return ends;
}

}  // namespace quanvas::drawing
