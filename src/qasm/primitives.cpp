#include "qasm/primitives.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <numbers>
#include <optional>
#include <utility>

#include "qasm/principal_power.hpp"

namespace quanvas::qasm {
namespace {

using sim::GateId;
using sim::Operator;

constexpr double kPi = std::numbers::pi;

// The phase by which a gate of OpenQASM 3 exceeds its product of rotations: a number, and a share of its angle.
struct GatePhase {
  std::string_view name;
  double constant;
  double share = 0;
};

constexpr std::array kPhases{
    GatePhase{"x", kPi / 2},  GatePhase{"y", kPi / 2},     GatePhase{"z", kPi / 2},    GatePhase{"h", kPi / 2},
    GatePhase{"s", kPi / 4},  GatePhase{"sdg", -kPi / 4},  GatePhase{"t", kPi / 8},    GatePhase{"tdg", -kPi / 8},
    GatePhase{"sx", kPi / 4}, GatePhase{"sxdg", -kPi / 4}, GatePhase{"p", 0, 0.5},     GatePhase{"cx", kPi / 4},
    GatePhase{"cy", kPi / 4}, GatePhase{"cz", kPi / 4},    GatePhase{"ch", kPi / 4},   GatePhase{"swap", kPi / 4},
    GatePhase{"cp", 0, 0.25}, GatePhase{"ccx", kPi / 8},   GatePhase{"cswap", kPi / 8}};

constexpr std::array<std::pair<std::string_view, std::string_view>, 10> kControlled{{{"x", "cx"},
                                                                                     {"y", "cy"},
                                                                                     {"z", "cz"},
                                                                                     {"h", "ch"},
                                                                                     {"rx", "crx"},
                                                                                     {"ry", "cry"},
                                                                                     {"rz", "crz"},
                                                                                     {"p", "cp"},
                                                                                     {"swap", "cswap"},
                                                                                     {"cx", "ccx"}}};

Formula scaled(const Formula& formula, double factor) {
  return Formula::apply(Operator::multiply, Formula::number(factor), formula);
}
Formula sum(const Formula& a, const Formula& b) { return Formula::apply(Operator::add, a, b); }

bool vanishes(const Formula& angle) { return angle.constant() && angle.real() == 0; }

// exp(-i angle P / 2) where all controls (qubits 0, 1, ...) are 1: on each of them (1 - Z) / 2 multiplies out.
void append_controlled_rotation(Primitives& to, std::size_t controls, std::string_view letters,
                                const std::vector<std::uint32_t>& qubits, const Formula& angle) {
  const double share = std::ldexp(1.0, -static_cast<int>(controls));
  for (std::size_t subset = 0; subset < std::size_t{1} << controls; ++subset) {
    std::string all;
    std::vector<std::uint32_t> on;
    for (std::uint32_t c = 0; c < controls; ++c)
      if (subset >> c & 1) all += 'Z', on.push_back(c);
    all += letters;
    on.insert(on.end(), qubits.begin(), qubits.end());
    append_rotation(to, all, on, scaled(angle, std::popcount(subset) % 2 ? -share : share));
  }
}

// e^(i phase) where all controls are 1.
void append_controlled_phase(Primitives& to, std::size_t controls, const Formula& phase) {
  if (vanishes(phase)) return;
  if (controls <= 2) {
    std::vector<std::uint32_t> on{0, 1};
    on.resize(controls);
    append(to, placed(primitive(sim::find_gate(controls == 1 ? "p" : "cp").value(), {phase}), {}, on));
    return;
  }
  to.phase = sum(to.phase, scaled(phase, std::ldexp(1.0, -static_cast<int>(controls))));
  // The rotation about the empty product is that phase; the others are as of a rotation by -2 phase.
  append_controlled_rotation(to, controls, "", {}, scaled(phase, -2));
}

// The gate's angle in a rotation that it is made of.
Formula angle_of(const sim::GateRotation& rotation, const Primitive& gate) {
  if (rotation.argument == sim::GateRotation::kConstant) return Formula::number(rotation.offset);
  const Formula angle = scaled(gate.angles[static_cast<std::size_t>(rotation.argument)], rotation.scale);
  return rotation.offset == 0 ? angle : sum(angle, Formula::number(rotation.offset));
}

Formula phase_of(const Primitive& gate) {
  const auto known = std::ranges::find(kPhases, sim::info(gate.gate).name, &GatePhase::name);
  if (known == kPhases.end()) return Formula::number(0);
  return known->share == 0 ? Formula::number(known->constant) : scaled(gate.angles[0], known->share);
}

std::optional<GateId> with_control(GateId gate) {
  for (const auto& [name, controlled] : kControlled)
    if (name == sim::info(gate).name) return sim::find_gate(controlled);
  return std::nullopt;
}

// One gate of the list under controls. Its own qubits stand behind those.
void append_controlled(Primitives& to, const Primitive& gate, std::size_t controls) {
  std::vector<std::uint32_t> qubits;
  for (const std::uint32_t qubit : gate.wires) qubits.push_back(qubit + static_cast<std::uint32_t>(controls));
  GateId id = gate.gate;
  std::size_t left = controls;
  for (std::optional<GateId> next = with_control(id); next && left > 0; next = with_control(id), --left) id = *next;
  if (left == 0) {
    for (std::uint32_t c = static_cast<std::uint32_t>(controls); c-- > 0;) qubits.insert(qubits.begin(), c);
    to.gates.push_back({.gate = id, .wires = std::move(qubits), .angles = gate.angles});
    return;
  }
  for (const sim::GateRotation& rotation : sim::info(gate.gate).rotations) {
    std::string letters;
    std::vector<std::uint32_t> on;
    for (std::size_t i = 0; i < qubits.size(); ++i)
      if (rotation.pauli[i] != 'I') letters += rotation.pauli[i], on.push_back(qubits[i]);
    append_controlled_rotation(to, controls, letters, on, angle_of(rotation, gate));
  }
  append_controlled_phase(to, controls, phase_of(gate));
}

Primitive inverse_of(const Primitive& gate) {
  const sim::GateInfo& info = sim::info(gate.gate);
  Primitive result{.gate = info.inverse.empty() ? gate.gate : sim::find_gate(info.inverse).value(),
                   .wires = gate.wires,
                   .angles = gate.angles};
  for (Formula& angle : result.angles) angle = Formula::apply(Operator::negate, angle);
  if (result.angles.size() == 3) std::swap(result.angles[1], result.angles[2]);
  return result;
}

void require_room(std::size_t gates, const Place& place) {
  require_at(gates <= kMostGates, place, "the program is too long: more than {} gates", kMostGates);
}

}  // namespace

Primitives primitive(GateId gate, std::vector<Formula> angles) {
  Primitives result;
  std::vector<std::uint32_t> qubits;
  for (std::uint32_t q = 0; q < sim::info(gate).wires; ++q) qubits.push_back(q);
  result.gates.push_back({.gate = gate, .wires = std::move(qubits), .angles = std::move(angles)});
  return result;
}

Formula whole_phase(const Primitives& primitives) {
  Formula phase = primitives.phase;
  for (const Primitive& gate : primitives.gates) phase = sum(phase, phase_of(gate));
  return phase;
}

Primitives built_in_u(const std::vector<Formula>& angles) {
  Primitives result = primitive(sim::gate("u3"), angles);
  result.phase = scaled(sum(angles[0], sum(angles[1], angles[2])), 0.5);
  return result;
}

Primitives placed(const Primitives& primitives, std::span<const Formula> arguments,
                  const std::vector<std::uint32_t>& qubits) {
  Primitives result{.gates = primitives.gates, .phase = primitives.phase};
  if (!arguments.empty()) result.phase = result.phase.at(arguments);
  for (Primitive& gate : result.gates) {
    for (std::uint32_t& wire : gate.wires) wire = qubits[wire];
    if (!arguments.empty())
      for (Formula& angle : gate.angles) angle = angle.at(arguments);
  }
  return result;
}

void append(Primitives& to, Primitives more) {
  std::ranges::move(more.gates, std::back_inserter(to.gates));
  to.phase = sum(to.phase, more.phase);
}

void append_rotation(Primitives& to, std::string_view letters, const std::vector<std::uint32_t>& qubits,
                     const Formula& angle) {
  if (vanishes(angle) || letters.empty()) return;
  const bool same = std::ranges::all_of(letters, [&](char c) { return c == letters[0]; });
  if (letters.size() <= 2 && same) {
    const std::string name = std::string("r") + std::string(letters.size(), static_cast<char>(letters[0] - 'X' + 'x'));
    to.gates.push_back({.gate = sim::find_gate(name).value(), .wires = qubits, .angles = {angle}});
    return;
  }
  const auto change_basis = [&](std::string_view of_x, std::string_view of_y) {
    for (std::size_t i = 0; i < letters.size(); ++i)
      if (letters[i] != 'Z')
        to.gates.push_back(
            {.gate = sim::find_gate(letters[i] == 'X' ? of_x : of_y).value(), .wires = {qubits[i]}, .angles = {}});
  };
  change_basis("h", "sx");
  for (std::size_t i = 0; i + 1 < qubits.size(); ++i)
    to.gates.push_back({.gate = sim::gate("cx"), .wires = {qubits[i], qubits[i + 1]}, .angles = {}});
  to.gates.push_back({.gate = sim::gate("rz"), .wires = {qubits.back()}, .angles = {angle}});
  for (std::size_t i = qubits.size() - 1; i-- > 0;)
    to.gates.push_back({.gate = sim::gate("cx"), .wires = {qubits[i], qubits[i + 1]}, .angles = {}});
  change_basis("h", "sxdg");
}

Primitives inverse(const Primitives& primitives) {
  Primitives result{.gates = {}, .phase = Formula::apply(Operator::negate, primitives.phase)};
  for (auto gate = primitives.gates.rbegin(); gate != primitives.gates.rend(); ++gate)
    result.gates.push_back(inverse_of(*gate));
  return result;
}

Primitives controlled(const Primitives& primitives, std::size_t controls, bool zeros, const Place& place) {
  require_room(controls > 18 ? kMostGates + 1 : 0, place);
  Primitives result;
  const auto flip = [&] {
    for (std::uint32_t c = 0; zeros && c < controls; ++c)
      result.gates.push_back({.gate = sim::gate("x"), .wires = {c}, .angles = {}});
  };
  flip();
  for (const Primitive& gate : primitives.gates) {
    append_controlled(result, gate, controls);
    require_room(result.gates.size(), place);
  }
  append_controlled_phase(result, controls, primitives.phase);
  flip();
  return result;
}

Primitives power(const Primitives& primitives, double exponent, std::size_t qubits, const Place& place) {
  if (exponent < 0) return inverse(power(primitives, -exponent, qubits, place));
  if (exponent != std::floor(exponent)) return principal_power(primitives, exponent, qubits, place);
  if (exponent == 1) return primitives;
  // Parts that commute are powers each: of rotations by some angle, by so many times the angle.
  if (primitives.gates.size() == 1 && sim::info(primitives.gates[0].gate).angles == 1) {
    Primitives result = primitives;
    result.gates[0].angles[0] = scaled(result.gates[0].angles[0], exponent);
    result.phase = scaled(result.phase, exponent);
    return result;
  }
  require_room(exponent * static_cast<double>(primitives.gates.size() + 1) > static_cast<double>(kMostGates)
                   ? kMostGates + 1
                   : 0,
               place);
  Primitives result;
  for (double i = 0; i < exponent; ++i) append(result, primitives);
  return result;
}

}  // namespace quanvas::qasm
