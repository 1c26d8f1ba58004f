#include "sim/plan/lowering.hpp"

#include <algorithm>
#include <cmath>
#include <functional>
#include <numbers>
#include <optional>
#include <utility>

#include "sim/circuit/exact_angle.hpp"

namespace quanvas::sim {
namespace {

// How many times pi/2 an angle is, where that is a whole number.
std::optional<std::uint32_t> quarters_of(double angle) {
  const double quarters = angle / (std::numbers::pi / 2);
  const double whole = std::round(quarters);
  if (std::abs(quarters - whole) > 1e-15 * (1 + std::abs(whole)) || std::abs(whole) > 1e3) return std::nullopt;
  return static_cast<std::uint32_t>(static_cast<long>(whole) & 3);
}

Angle angle_of(const GateRotation& rotation, const Gate& gate) {
  if (rotation.argument == GateRotation::kConstant) return Angle::constant(rotation.offset);
  Angle angle = gate.angles[static_cast<std::size_t>(rotation.argument)];
  angle.scale *= rotation.scale;
  angle.offset = angle.offset * rotation.scale + rotation.offset;
  return angle;
}

// Whether a gate without angles permutes the basis states, up to a global phase.
bool permutes(const Gate& gate) {
  const GateInfo& facts = info(gate.id);
  std::vector<Wire> wires;
  for (std::uint32_t w = 0; w < facts.wires; ++w) wires.emplace_back(w);
  Frame frame(facts.wires);
  for (const GateRotation& rotation : facts.rotations) {
    const auto quarters = rotation.argument == GateRotation::kConstant ? quarters_of(rotation.offset) : std::nullopt;
    if (!quarters) return false;
    frame.rotate(pauli(rotation.pauli, wires, facts.wires), *quarters);
  }
  return frame.permutes();
}

// Calls emit(operation) for one after the other.
template <class Emit>
class Lowering {
 public:
  Lowering(const Circuit& circuit, Basis basis, Absorb absorb, Emit emit)
      : wires_(circuit.wires()), absorb_(absorb), emit_(std::move(emit)), frame_(circuit.wires()) {
    if (basis != Basis::z)
      for (std::uint32_t w = 0; w < wires_; ++w) {
        for (const GateRotation& rotation : info(sim::gate("h")).rotations) absorb_rotation(rotation, {Wire(w)});
        if (basis == Basis::y) absorb_rotation(info(sim::gate("s")).rotations[0], {Wire(w)});
      }
    for (const Operation& operation : circuit.operations()) add(operation);
  }

  const Frame& frame() const { return frame_; }

 private:
  void add(const Operation& operation) {
    if (const Gate* gate = std::get_if<Gate>(&operation.what)) {
      const bool permutation = absorb_ == Absorb::permutations && permutes(*gate);
      for (const GateRotation& rotation : info(gate->id).rotations) {
        if (permutation) absorb_rotation(rotation, operation.wires);
        else rotate(pauli(rotation.pauli, operation.wires, wires_), angle_of(rotation, *gate));
      }
    } else if (const Unitary* unitary = std::get_if<Unitary>(&operation.what)) {
      map(operation.wires, {unitary->matrix});
    } else {
      map(operation.wires, std::get<NoiseChannel>(operation.what).kraus);
    }
  }

  void absorb_rotation(const GateRotation& rotation, const std::vector<Wire>& wires) {
    frame_.rotate(pauli(rotation.pauli, wires, wires_), quarters_of(rotation.offset).value());
  }

  void rotate(const Pauli& p, Angle angle) {
    if (angle.fixed() && absorb_ == Absorb::cliffords)
      if (const auto quarters = quarters_of(angle.offset)) return frame_.rotate(p, *quarters);
    // Before single precision rounds it.
    if (angle.fixed() && std::abs(angle.offset) > 4 * std::numbers::pi) angle.offset = principal_angle(angle.offset);
    emit_(Rotation{.pauli = frame_.image(p), .angle = angle});
  }

  void map(const std::vector<Wire>& wires, std::vector<Matrix> kraus) {
    LinearMap map{.x = {}, .z = {}, .kraus = std::move(kraus)};
    for (const Wire wire : wires) {
      map.x.push_back(frame_.image_of_x(wire));
      map.z.push_back(frame_.image_of_z(wire));
    }
    emit_(std::move(map));
  }

  std::size_t wires_;
  Absorb absorb_;
  Emit emit_;
  Frame frame_;
};

std::vector<LoweredTerm> lower(const Observable& observable, const Frame& frame) {
  std::vector<LoweredTerm> terms;
  for (const PauliTerm& term : observable.terms) {
    Pauli p;
    for (const auto& [wire, letter] : term.factors) p = p * pauli({&letter, 1}, std::span(&wire, 1), frame.wires());
    const Pauli image = frame.image(p);
    terms.push_back(
        {.coefficient = negative(image) ? -term.coefficient : term.coefficient, .pauli = hermitian(image.x, image.z)});
  }
  return terms;
}

// The Paulis that everything an operation does is made of.
std::vector<Pauli> generators(const LoweredOperation& operation) {
  if (const Rotation* rotation = std::get_if<Rotation>(&operation)) return {rotation->pauli};
  const LinearMap& map = std::get<LinearMap>(operation);
  std::vector<Pauli> all = map.x;
  all.insert(all.end(), map.z.begin(), map.z.end());
  return all;
}

// All products of some Paulis, up to their phases, by a basis: as many as twice the wires, however many are added.
class PauliSpan {
 public:
  void add(const Pauli& p) {
    std::uint64_t rest = bits(p);
    for (const std::uint64_t member : members_) rest = std::min(rest, rest ^ member);
    if (rest == 0) return;
    members_.push_back(rest);
    std::ranges::sort(members_, std::greater{});
  }

  bool commutes_with(const Pauli& p) const {
    return std::ranges::all_of(members_, [&](std::uint64_t member) {
      return commute(p, {.x = static_cast<std::uint32_t>(member >> 32), .z = static_cast<std::uint32_t>(member)});
    });
  }

 private:
  static std::uint64_t bits(const Pauli& p) { return std::uint64_t{p.x} << 32 | p.z; }

  std::vector<std::uint64_t> members_;  // descending
};

}  // namespace

Lowered lower(const Circuit& circuit, const std::vector<Observable>& observables, Basis basis, Absorb absorb) {
  Lowered lowered{.operations = {}, .observables = {}, .frame = Frame(circuit.wires())};
  const Lowering lowering(circuit, basis, absorb,
                          [&](LoweredOperation operation) { lowered.operations.push_back(std::move(operation)); });
  lowered.frame = lowering.frame();
  for (const Observable& observable : observables) lowered.observables.push_back(lower(observable, lowered.frame));
  return lowered;
}

bool all_lowered(const Circuit& circuit, Basis basis, Absorb absorb, bool (*holds)(const LoweredOperation&)) {
  bool all = true;
  Lowering(circuit, basis, absorb, [&](const LoweredOperation& operation) { all = all && holds(operation); });
  return all;
}

void keep_light_cone(Lowered& lowered) {
  PauliSpan cone;
  for (const auto& terms : lowered.observables)
    for (const LoweredTerm& term : terms) cone.add(term.pauli);
  std::vector<LoweredOperation> kept;
  for (auto operation = lowered.operations.rbegin(); operation != lowered.operations.rend(); ++operation) {
    const std::vector<Pauli> own = generators(*operation);
    if (std::ranges::all_of(own, [&](const Pauli& p) { return cone.commutes_with(p); })) continue;
    for (const Pauli& p : own) cone.add(p);
    kept.push_back(std::move(*operation));
  }
  std::ranges::reverse(kept);
  lowered.operations = std::move(kept);
}

}  // namespace quanvas::sim
