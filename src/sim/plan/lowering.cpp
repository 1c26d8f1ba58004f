#include "sim/plan/lowering.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <optional>

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

class Lowering {
 public:
  Lowering(const Circuit& circuit, Basis basis, Absorb absorb)
      : wires_(circuit.wires()),
        absorb_(absorb),
        lowered_{.operations = {}, .observables = {}, .frame = Frame(circuit.wires())} {
    if (basis != Basis::z)
      for (std::uint32_t w = 0; w < wires_; ++w) {
        for (const GateRotation& rotation : info(sim::gate("h")).rotations) absorb_rotation(rotation, {Wire(w)});
        if (basis == Basis::y) absorb_rotation(info(sim::gate("s")).rotations[0], {Wire(w)});
      }
    for (const Operation& operation : circuit.operations()) add(operation);
  }

  void observe(const Observable& observable) {
    std::vector<LoweredTerm> terms;
    for (const PauliTerm& term : observable.terms) {
      Pauli p;
      for (const auto& [wire, letter] : term.factors) p = p * pauli({&letter, 1}, std::span(&wire, 1), wires_);
      const Pauli image = lowered_.frame.image(p);
      terms.push_back({.coefficient = negative(image) ? -term.coefficient : term.coefficient,
                       .pauli = hermitian(image.x, image.z)});
    }
    lowered_.observables.push_back(std::move(terms));
  }

  Lowered take() { return std::move(lowered_); }

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
    lowered_.frame.rotate(pauli(rotation.pauli, wires, wires_), quarters_of(rotation.offset).value());
  }

  void rotate(const Pauli& p, Angle angle) {
    if (angle.fixed() && absorb_ == Absorb::cliffords)
      if (const auto quarters = quarters_of(angle.offset)) return lowered_.frame.rotate(p, *quarters);
    // Before single precision rounds it.
    if (angle.fixed() && std::abs(angle.offset) > 4 * std::numbers::pi) angle.offset = principal_angle(angle.offset);
    lowered_.operations.push_back(Rotation{.pauli = lowered_.frame.image(p), .angle = angle});
  }

  void map(const std::vector<Wire>& wires, std::vector<Matrix> kraus) {
    LinearMap map{.x = {}, .z = {}, .kraus = std::move(kraus)};
    for (const Wire wire : wires) {
      map.x.push_back(lowered_.frame.image_of_x(wire));
      map.z.push_back(lowered_.frame.image_of_z(wire));
    }
    lowered_.operations.push_back(std::move(map));
  }

  std::size_t wires_;
  Absorb absorb_;
  Lowered lowered_;
};

// The Paulis that everything an operation does is made of.
std::vector<Pauli> generators(const LoweredOperation& operation) {
  if (const Rotation* rotation = std::get_if<Rotation>(&operation)) return {rotation->pauli};
  const LinearMap& map = std::get<LinearMap>(operation);
  std::vector<Pauli> all = map.x;
  all.insert(all.end(), map.z.begin(), map.z.end());
  return all;
}

}  // namespace

Lowered lower(const Circuit& circuit, const std::vector<Observable>& observables, Basis basis, Absorb absorb) {
  Lowering lowering(circuit, basis, absorb);
  for (const Observable& observable : observables) lowering.observe(observable);
  return lowering.take();
}

void keep_light_cone(Lowered& lowered) {
  std::vector<Pauli> cone;
  for (const auto& terms : lowered.observables)
    for (const LoweredTerm& term : terms) cone.push_back(term.pauli);
  std::vector<LoweredOperation> kept;
  for (auto operation = lowered.operations.rbegin(); operation != lowered.operations.rend(); ++operation) {
    const std::vector<Pauli> own = generators(*operation);
    const bool outside = std::ranges::all_of(
        own, [&](const Pauli& p) { return std::ranges::all_of(cone, [&](const Pauli& q) { return commute(p, q); }); });
    if (outside) continue;
    cone.insert(cone.end(), own.begin(), own.end());
    kept.push_back(std::move(*operation));
  }
  std::ranges::reverse(kept);
  lowered.operations = std::move(kept);
}

}  // namespace quanvas::sim
