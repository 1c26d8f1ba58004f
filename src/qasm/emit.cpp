// Gates as steps of the program.
#include <algorithm>
#include <cmath>
#include <utility>

#include "qasm/interpreter.hpp"

namespace quanvas::qasm {
namespace {

// "ctrl(2) @ majority" -> "ctrl_2_majority"
std::string identifier(std::string_view label) {
  std::string name;
  for (const char c : label) {
    const bool plain = c == '_' || (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                       static_cast<unsigned char>(c) >= 0x80;
    if (plain) name += c;
    else if (!name.empty() && name.back() != '_') name += '_';
  }
  return name;
}

bool on_all_wires(const Primitive& gate, std::size_t wires) { return gate.wires.size() == wires; }

// The call with its angles as parameters of a definition.
Primitives with_parameters(const Call& call) {
  Call open = call;
  for (std::size_t a = 0; a < open.angles.size(); ++a) open.angles[a] = Formula::parameter(a);
  return primitives_of(open, call.place);
}

bool has_power(const Call& call) {
  return std::ranges::any_of(call.modifiers, [](const Modifier& modifier) {
    return modifier.kind == Modifier::Kind::power && modifier.amount != std::floor(modifier.amount);
  });
}

}  // namespace

// The slots of weights are those of the parameters, then those of other formulas.
sim::Angle Interpreter::angle_of(const Formula& formula) {
  if (const auto affine = formula.affine()) return *affine;
  constexpr std::ptrdiff_t kRemembered = 64;
  auto& derived = program_.derived;
  const auto recent = derived.end() - std::min(kRemembered, std::ssize(derived));
  const auto found = std::find(recent, derived.end(), formula);
  const auto index = static_cast<std::size_t>(found - derived.begin());
  if (found == derived.end()) derived.push_back(formula);
  return sim::Angle::weight(Slot(static_cast<std::uint32_t>(program_.parameters.size() + index)));
}

void Interpreter::emit_call(const Call& call, const Primitives& primitives, const std::vector<Wire>& wires) {
  const auto operation = [&](const Primitive& gate) {
    sim::Gate result{.id = gate.gate, .angles = {}};
    for (const Formula& angle : gate.angles) result.angles.push_back(angle_of(angle));
    std::vector<Wire> on;
    for (const std::uint32_t qubit : gate.wires) on.push_back(wires[qubit]);
    return sim::Operation{.wires = std::move(on), .what = std::move(result)};
  };
  // What is one gate of the list is that gate, by whatever name.
  if (primitives.gates.size() == 1 && on_all_wires(primitives.gates[0], wires.size())) {
    block().emplace_back(operation(primitives.gates[0]));
    return;
  }
  sim::DefinedGate defined{.wires = wires};
  std::vector<Formula> arguments;
  defined.definition = definition_of(call, arguments);
  for (const Formula& argument : arguments) defined.arguments.push_back(angle_of(argument));
  for (const Primitive& gate : primitives.gates) defined.body.push_back(operation(gate));
  block().emplace_back(std::move(defined));
}

// The definition that the call is of, and what its arguments are.
std::uint32_t Interpreter::definition_of(const Call& call, std::vector<Formula>& arguments) {
  std::string label = call.label();
  const bool special = has_power(call);  // of known angles, and not defined for others
  if (!special) arguments = call.angles;
  if (special && !call.angles.empty()) {
    label += "(";
    for (const Formula& angle : call.angles)
      label += fmt::format("{}{}", &angle == &call.angles[0] ? "" : ", ", angle.real());
    label += ")";
  }
  const auto [entry, added] = definitions_.emplace(label, static_cast<std::uint32_t>(program_.definitions.size()));
  if (added)
    program_.definitions.push_back({.name = identifier(label),
                                    .label = label,
                                    .parameters = arguments.size(),
                                    .wires = call.qubit_count(),
                                    .body = (special ? primitives_of(call, call.place) : with_parameters(call)).gates});
  return entry->second;
}

}  // namespace quanvas::qasm
