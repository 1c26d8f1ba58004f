#include "drawing/layout_builder.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <string_view>

#include <fmt/format.h>

#include "base/text.hpp"

namespace quanvas::drawing {
namespace {

using sim::Angle;

std::string subscript(std::size_t number) {
  constexpr std::string_view kDigits[] = {"₀", "₁", "₂", "₃", "₄", "₅", "₆", "₇", "₈", "₉"};
  std::string text;
  for (const char digit : fmt::format("{}", number)) text += kDigits[digit - '0'];
  return text;
}

// A number, as a fraction of pi where it is one of a small denominator.
std::string constant_text(double radians) {
  if (radians == 0) return "0";
  for (const int denominator : {1, 2, 3, 4, 6, 8, 12, 16}) {
    const double numerator = radians / std::numbers::pi * denominator;
    if (std::abs(numerator - std::round(numerator)) > 1e-9 || std::abs(numerator) > 99) continue;
    const int whole = static_cast<int>(std::round(std::abs(numerator)));
    return fmt::format("{}{}π{}", radians < 0 ? "-" : "", whole == 1 ? "" : fmt::format("{}", whole),
                       denominator == 1 ? "" : fmt::format("/{}", denominator));
  }
  return fmt::format("{:.4g}", radians);
}

// The gate under `controls` controls: "ccx" is an x under two.
struct Controlled {
  std::string_view name;
  std::size_t controls = 0;
};

Controlled controlled(std::string_view name) {
  Controlled gate{.name = name};
  while (gate.name.starts_with('c') && sim::find_gate(gate.name.substr(1))) {
    gate.name.remove_prefix(1);
    ++gate.controls;
  }
  return gate;
}

std::string gate_label(std::string_view name) {
  if (name == "id") return "I";
  if (name == "u3") return "U";
  std::string label;
  const bool dagger = name.ends_with("dg");
  if (dagger) name.remove_suffix(2);
  if (name == "sx") return dagger ? "√X†" : "√X";
  for (const char c : name) label += static_cast<char>(c >= 'a' && c <= 'z' ? c - 'a' + 'A' : c);
  return label + (dagger ? "†" : "");
}

Family family_of(const sim::Gate& gate) {
  const auto from = [&](Angle::Source source) {
    return std::ranges::any_of(gate.angles, [source](const Angle& angle) { return angle.source == source; });
  };
  if (from(Angle::Source::input)) return Family::data;
  return from(Angle::Source::weight) ? Family::trained : Family::fixed;
}

void describe(const sim::Gate& gate, std::span<const std::string> weights, PlacedOperation& placed) {
  const Controlled inner = controlled(info(gate.id).name);
  placed.family = family_of(gate);
  placed.label = gate_label(inner.name);
  std::vector<std::string> angles;
  for (const Angle& angle : gate.angles) angles.push_back(angle_text(angle, weights));
  if (!angles.empty()) placed.label += fmt::format("({})", join(angles, ", "));
  Symbol symbol = Symbol::box;
  if (inner.name == "swap") symbol = Symbol::swap;
  if (inner.controls > 0 && inner.name == "x") symbol = Symbol::target;
  placed.symbols.assign(placed.wires.size(), symbol);
  std::fill_n(placed.symbols.begin(), inner.controls, Symbol::control);
}

void describe(const sim::Unitary&, std::span<const std::string>, PlacedOperation& placed) {
  placed.label = "U";
  placed.symbols.assign(placed.wires.size(), Symbol::box);
}

void describe(const sim::NoiseChannel& channel, std::span<const std::string>, PlacedOperation& placed) {
  placed.family = Family::noise;
  placed.label = channel.name.empty() ? "noise" : channel.name;
  std::ranges::replace(placed.label, '_', ' ');
  std::vector<std::string> parameters;
  for (const double parameter : channel.parameters) parameters.push_back(fmt::format("{:.3g}", parameter));
  if (!parameters.empty()) placed.label += fmt::format("({})", join(parameters, ", "));
  placed.symbols.assign(placed.wires.size(), Symbol::box);
}

}  // namespace

std::string angle_text(const Angle& angle, std::span<const std::string> weights) {
  if (angle.fixed()) return constant_text(angle.offset);
  const std::size_t slot = angle.slot.value;
  const std::string name = angle.source == Angle::Source::input ? "x" + subscript(slot)
                           : weights.empty()                    ? "θ" + subscript(slot)
                                                                : weights[slot];
  std::string text = angle.scale == 1    ? name
                     : angle.scale == -1 ? "-" + name
                                         : fmt::format("{}·{}", constant_text(angle.scale), name);
  if (angle.offset != 0)
    text += fmt::format(" {} {}", angle.offset < 0 ? '-' : '+', constant_text(std::abs(angle.offset)));
  return text;
}

LayoutBuilder::LayoutBuilder(std::vector<std::string> names) : next_(names.size(), 0) {
  layout_.names = std::move(names);
}

void LayoutBuilder::add(const sim::Operation& operation, std::span<const std::string> weights) {
  PlacedOperation placed{.operation = layout_.operations.size()};
  for (const Wire wire : operation.wires) placed.wires.push_back(wire.value);
  std::visit([&](const auto& what) { describe(what, weights, placed); }, operation.what);
  place(std::move(placed), 0);
}

std::size_t LayoutBuilder::add_box(std::string label, const std::vector<Wire>& wires, std::size_t least) {
  PlacedOperation placed{.operation = layout_.operations.size(), .label = std::move(label)};
  for (const Wire wire : wires) placed.wires.push_back(wire.value);
  placed.symbols.assign(placed.wires.size(), Symbol::box);
  return place(std::move(placed), least);
}

std::size_t LayoutBuilder::place(PlacedOperation placed, std::size_t least) {
  const auto first = next_.begin() + static_cast<std::ptrdiff_t>(placed.first_wire());
  const auto end = next_.begin() + static_cast<std::ptrdiff_t>(placed.last_wire()) + 1;
  const std::size_t column = std::max(least, *std::max_element(first, end));
  placed.column = column;
  std::fill(first, end, column + 1);
  layout_.columns = std::max(layout_.columns, column + 1);
  layout_.operations.push_back(std::move(placed));
  return column;
}

}  // namespace quanvas::drawing
