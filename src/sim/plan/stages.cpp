#include "sim/plan/stages.hpp"

#include <algorithm>
#include <cassert>

namespace quanvas::sim {
namespace {

using WireSet = std::vector<bool>;  // [wire]

bool meets(const WireSet& set, const Operation& operation) {
  return std::ranges::any_of(operation.wires, [&](Wire wire) { return set[wire.value]; });
}

void insert(WireSet& set, const Operation& operation) {
  for (const Wire wire : operation.wires) set[wire.value] = true;
}

// Adds the operation's wires to a stage's if there is room for them.
bool join(WireSet& stage, const Operation& operation, StageLimits limits) {
  WireSet joined = stage;
  insert(joined, operation);
  const auto low = joined.end() - static_cast<long>(limits.low_wires);
  if (std::find(low, joined.end(), true) != joined.end()) std::fill(low, joined.end(), true);
  if (static_cast<std::size_t>(std::ranges::count(joined, true)) > limits.wires) return false;
  stage = std::move(joined);
  return true;
}

Operation moved(Operation operation, const std::vector<Wire>& wires, std::size_t weights) {
  for (Wire& wire : operation.wires)
    wire = Wire(static_cast<std::uint32_t>(std::ranges::find(wires, wire) - wires.begin()));
  if (Gate* gate = std::get_if<Gate>(&operation.what))
    for (Angle& angle : gate->angles)
      if (angle.source == Angle::Source::input) {
        angle.source = Angle::Source::weight;
        angle.slot = Slot(static_cast<std::uint32_t>(weights + angle.slot.value));
      }
  return operation;
}

}  // namespace

std::vector<Stage> make_stages(const Circuit& circuit, StageLimits limits) {
  assert(limits.wires >= limits.low_wires + kMostGateWires - 1);
  std::vector<Stage> stages;
  std::vector<const Operation*> left;
  for (const Operation& operation : circuit.operations()) left.push_back(&operation);
  while (!left.empty()) {
    WireSet local(circuit.wires());
    WireSet blocked(circuit.wires());
    std::vector<const Operation*> taken;
    std::erase_if(left, [&](const Operation* operation) {
      if (!meets(blocked, *operation) && join(local, *operation, limits)) {
        taken.push_back(operation);
        return true;
      }
      insert(blocked, *operation);
      return false;
    });
    std::vector<Wire> wires;
    for (std::uint32_t w = 0; w < circuit.wires(); ++w)
      if (local[w]) wires.emplace_back(w);
    Circuit part(wires.size(), 0,
                 circuit.weights() + (circuit.preparation() == Preparation::zero ? circuit.inputs() : 0));
    for (const Operation* operation : taken) part.add(moved(*operation, wires, circuit.weights()));
    stages.push_back({.wires = std::move(wires), .circuit = std::move(part)});
  }
  return stages;
}

Circuit light_cone(const Circuit& circuit, const std::vector<Observable>& observables) {
  WireSet cone(circuit.wires());
  for (const Observable& observable : observables)
    for (const PauliTerm& term : observable.terms)
      for (const auto& factor : term.factors) cone[factor.first.value] = true;
  std::vector<const Operation*> kept;
  for (auto operation = circuit.operations().rbegin(); operation != circuit.operations().rend(); ++operation) {
    if (!meets(cone, *operation)) continue;
    insert(cone, *operation);
    kept.push_back(&*operation);
  }
  Circuit kept_circuit(circuit.wires(), circuit.inputs(), circuit.weights(), circuit.preparation());
  for (auto operation = kept.rbegin(); operation != kept.rend(); ++operation) kept_circuit.add(**operation);
  return kept_circuit;
}

}  // namespace quanvas::sim
