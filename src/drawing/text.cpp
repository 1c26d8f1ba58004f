#include "drawing/text.hpp"

#include <algorithm>
#include <string_view>
#include <vector>

#include <fmt/format.h>

#include "drawing/layout.hpp"

namespace quanvas::drawing {
namespace {

// Characters that a terminal shows: code points, none of which here is wide or combining.
std::size_t length(std::string_view text) {
  return static_cast<std::size_t>(
      std::ranges::count_if(text, [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }));
}

std::string repeated(std::string_view piece, std::size_t times) {
  std::string text;
  for (std::size_t i = 0; i < times; ++i) text += piece;
  return text;
}

// `piece` in the middle of `width` characters of `filling`.
std::string centred(std::string_view piece, std::string_view filling, std::size_t width) {
  const std::size_t left = (width - length(piece)) / 2;
  return repeated(filling, left) + std::string(piece) + repeated(filling, width - length(piece) - left);
}

std::string symbol_text(Symbol symbol, const std::string& label) {
  switch (symbol) {
    case Symbol::control: return "●";
    case Symbol::target: return "⊕";
    case Symbol::swap: return "×";
    case Symbol::box: break;
  }
  return "┤" + label + "├";
}

// One column: the symbol on each wire, and whether a line joins it to the wire below.
struct Column {
  std::vector<std::string> cells;  // [wire]
  std::vector<bool> joined;        // [wire]
  std::size_t width = 1;
};

std::vector<Column> columns_of(const Layout& layout) {
  const Column empty{.cells = std::vector<std::string>(layout.wires()), .joined = std::vector<bool>(layout.wires())};
  std::vector<Column> columns(layout.columns, empty);
  for (const PlacedOperation& placed : layout.operations) {
    Column& column = columns[placed.column];
    for (std::size_t w = placed.first_wire(); w < placed.last_wire(); ++w) column.joined[w] = true;
    for (std::size_t w = placed.first_wire() + 1; w < placed.last_wire(); ++w) column.cells[w] = "┼";
    for (std::size_t i = 0; i < placed.wires.size(); ++i)
      column.cells[placed.wires[i]] = symbol_text(placed.symbols[i], placed.label);
  }
  for (Column& column : columns)
    for (std::string& cell : column.cells) {
      if (cell.empty()) cell = "─";
      column.width = std::max(column.width, length(cell));
    }
  return columns;
}

// The start of each wire's line.
std::vector<std::string> heads(const Layout& layout) {
  std::vector<std::string> texts;
  std::size_t width = 0;
  for (const std::string& name : layout.names) {
    texts.push_back(name + ": ");
    width = std::max(width, length(texts.back()));
  }
  for (std::string& text : texts) {
    text = repeated(" ", width - length(text)) + text;
    if (!layout.preparation.empty()) text += "┤" + layout.preparation + "├";
  }
  return texts;
}

// The columns from `first` to before `last`, on a line for each wire and one between wires.
std::string block(const Layout& layout, const std::vector<Column>& columns, std::size_t first, std::size_t last) {
  const std::vector<std::string> starts = heads(layout);
  std::string text;
  for (std::size_t w = 0; w < layout.wires(); ++w) {
    std::string line = starts[w] + "─";
    std::string below(length(starts[w]) + 1, ' ');
    for (std::size_t c = first; c < last; ++c) {
      line += centred(columns[c].cells[w], "─", columns[c].width) + "─";
      below += centred(columns[c].joined[w] ? "│" : " ", " ", columns[c].width) + " ";
    }
    text += line + '\n';
    if (w + 1 < layout.wires()) text += below + '\n';
  }
  return text;
}

}  // namespace

std::string circuit_text(const Layout& layout, std::size_t width) {
  const std::vector<Column> columns = columns_of(layout);
  const std::size_t start = length(heads(layout).front()) + 1;
  std::string text;
  std::size_t first = 0;
  do {
    std::size_t last = first;
    for (std::size_t used = start; last < columns.size() && (last == first || used + columns[last].width + 1 <= width);
         ++last)
      used += columns[last].width + 1;
    text += (first > 0 ? "\n" : "") + block(layout, columns, first, last);
    first = last;
  } while (first < columns.size());
  return text;
}

}  // namespace quanvas::drawing
