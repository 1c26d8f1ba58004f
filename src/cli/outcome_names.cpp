#include "cli/outcome_names.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "base/text.hpp"

namespace quanvas::cli {
namespace {

bool reversed(const OutcomeNames& names) { return names.order == BitOrder::qiskit; }

std::string range_text(const sim::Register& r, bool reverse) {
  if (!r.array) return r.name;
  if (r.size == 1) return r.element(0);
  return reverse ? fmt::format("{}[{}..0]", r.name, r.size - 1) : fmt::format("{}[0..{}]", r.name, r.size - 1);
}

}  // namespace

OutcomeNames outcome_names(const sim::Program& program, BitOrder order) {
  const bool by_wire = program.registers.empty();
  return {.registers = by_wire ? program.qubits : program.registers, .by_wire = by_wire, .order = order};
}

std::string title(const OutcomeNames& names) {
  std::vector<std::string> parts;
  for (const sim::Register& r : names.registers) parts.push_back(range_text(r, reversed(names)));
  if (reversed(names)) std::ranges::reverse(parts);
  return join(parts, " ") + (names.by_wire ? " (nothing is measured: by wire)" : "");
}

void add_to(Json& json, const OutcomeNames& names) {
  Json registers = Json::array();
  std::vector<std::string> bits;
  for (const sim::Register& r : names.registers) {
    registers.push_back({{"name", r.name}, {"size", r.size}});
    for (std::size_t i = 0; i < r.size; ++i) bits.push_back(r.element(i));
  }
  if (reversed(names)) std::ranges::reverse(bits);
  json["registers"] = std::move(registers);
  json["measured"] = !names.by_wire;
  json["bit_order"] = reversed(names) ? "qiskit" : "declared";
  json["bits"] = std::move(bits);
}

}  // namespace quanvas::cli
