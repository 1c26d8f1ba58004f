// The layout of a program: steps one after another, by the names that the program gives its wires, bits and parameters.
#include <algorithm>
#include <set>
#include <variant>

#include <fmt/format.h>

#include "drawing/layout.hpp"
#include "drawing/layout_builder.hpp"

namespace quanvas::drawing {
namespace {

class ProgramLayout {
 public:
  explicit ProgramLayout(const sim::Program& program)
      : program_(program), weights_(weight_names()), known_(program.bits, 0), builder_(wire_names()) {}

  Layout layout() && {
    add(program_.body);
    for (const sim::Measurement& measurement : program_.measured) add(measurement);
    return std::move(builder_).layout();
  }

 private:
  std::vector<std::string> wire_names() const {
    std::vector<std::string> names;
    for (std::uint32_t w = 0; w < program_.wires; ++w) names.push_back(program_.wire_name(Wire(w)));
    return names;
  }

  std::vector<std::string> weight_names() const {
    std::vector<std::string> names = program_.parameters;
    for (const sim::Formula& formula : program_.derived) names.push_back(text(formula));
    return names;
  }

  // "c[1]", "c" of all its bits, "c[0..1]" of some; of bits without a name "memory[3]".
  std::string bits_text(std::size_t first, std::size_t count) const {
    for (const sim::Register& r : program_.registers) {
      if (first - r.first >= r.size || count == 1) continue;
      const std::size_t i = first - r.first;
      if (count == r.size) return r.name;
      return fmt::format("{}[{}..{}]", r.name, i, i + count - 1);
    }
    return program_.bit_name(first);
  }

  std::string text(const sim::Formula& formula) const {
    return formula.text({.parameters = program_.parameters,
                         .bits = [this](std::size_t first, std::size_t count) { return bits_text(first, count); }});
  }

  // The first column in which all bits of the formula are known.
  std::size_t after(const sim::Formula& formula) const {
    std::size_t column = 0;
    formula.for_bits([&](std::size_t first, std::size_t count) {
      for (std::size_t i = 0; i < count; ++i) column = std::max(column, known_[first + i]);
    });
    return column;
  }

  void add(const sim::Block& block) {
    for (const sim::Step& step : block) std::visit([this](const auto& one) { add(one); }, step);
  }

  void add(const sim::Operation& operation) { builder_.add(operation, weights_); }

  void add(const sim::DefinedGate& gate) {
    std::string label = program_.definitions[gate.definition].label;
    std::string_view separator = "(";
    for (const sim::Angle& angle : gate.arguments) {
      label += fmt::format("{}{}", separator, angle_text(angle, weights_));
      separator = ", ";
    }
    builder_.add_box(gate.arguments.empty() ? label : label + ")", gate.wires);
  }

  void add(const sim::Measurement& measurement) {
    known_[measurement.bit] = builder_.add_box("M → " + bits_text(measurement.bit, 1), {measurement.wire}) + 1;
  }

  void add(const sim::Reset& reset) { builder_.add_box("|0⟩", {reset.wire}); }

  void add(const sim::Assignment& assignment) {
    const std::size_t column =
        builder_.add_box(fmt::format("{} = {}", bits_text(assignment.first, assignment.count), text(assignment.value)),
                         {Wire(0)}, after(assignment.value));
    std::fill_n(known_.begin() + assignment.first, assignment.count, column + 1);
  }

  void add(const sim::Barrier&) {}

  void add(const sim::Branch& branch) {
    std::set<std::uint32_t> used = wires_of(branch.then);
    used.merge(wires_of(branch.otherwise));
    const std::vector<Wire> wires = all(used);
    builder_.add_box(fmt::format("if {}", text(branch.condition)), wires, after(branch.condition));
    add(branch.then);
    if (!branch.otherwise.empty()) builder_.add_box("else", wires);
    add(branch.otherwise);
    builder_.add_box("end", wires);
  }

  void add(const sim::Loop& loop) {
    const std::vector<Wire> wires = all(wires_of(loop.body));
    builder_.add_box(fmt::format("while {}", text(loop.condition)), wires, after(loop.condition));
    add(loop.body);
    builder_.add_box("end", wires);
  }

  // What a block acts on.
  static std::set<std::uint32_t> wires_of(const sim::Block& block) {
    std::set<std::uint32_t> wires;
    for (const sim::Step& step : block) {
      if (const auto* operation = std::get_if<sim::Operation>(&step)) insert(wires, operation->wires);
      else if (const auto* gate = std::get_if<sim::DefinedGate>(&step)) insert(wires, gate->wires);
      else if (const auto* measurement = std::get_if<sim::Measurement>(&step)) wires.insert(measurement->wire.value);
      else if (const auto* reset = std::get_if<sim::Reset>(&step)) wires.insert(reset->wire.value);
      else if (const auto* branch = std::get_if<sim::Branch>(&step)) {
        wires.merge(wires_of(branch->then));
        wires.merge(wires_of(branch->otherwise));
      } else if (const auto* loop = std::get_if<sim::Loop>(&step)) {
        wires.merge(wires_of(loop->body));
      }
    }
    return wires;
  }

  static void insert(std::set<std::uint32_t>& into, const std::vector<Wire>& wires) {
    for (const Wire wire : wires) into.insert(wire.value);
  }

  // A decision about bits alone is drawn on the first wire.
  static std::vector<Wire> all(const std::set<std::uint32_t>& used) {
    std::vector<Wire> wires;
    for (const std::uint32_t wire : used) wires.emplace_back(wire);
    return wires.empty() ? std::vector<Wire>{Wire(0)} : wires;
  }

  const sim::Program& program_;
  std::vector<std::string> weights_;
  std::vector<std::size_t> known_;  // [bit] the first column in which it has its value
  LayoutBuilder builder_;
};

}  // namespace

Layout lay_out(const sim::Program& program) { return ProgramLayout(program).layout(); }

}  // namespace quanvas::drawing
