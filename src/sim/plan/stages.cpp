#include "sim/plan/stages.hpp"

#include <algorithm>
#include <bit>
#include <cassert>
#include <unordered_map>

namespace quanvas::sim {
namespace {

using WireSet = std::uint32_t;  // a bit for each wire

// Operations that a stage may pass over in a row before it is closed.
constexpr std::size_t kMostPassed = 4096;

WireSet wires_of(const Operation& operation) {
  WireSet set = 0;
  for (const Wire wire : operation.wires) set |= WireSet{1} << wire.value;
  return set;
}

// The operations that are left, as a list in order, and the wires that they are on.
class Remaining {
 public:
  explicit Remaining(const Circuit& circuit) : next_(circuit.operations().size() + 1), on_wire_(circuit.wires()) {
    for (std::uint32_t i = 0; i < next_.size(); ++i) next_[i] = i;
    for (const Operation& operation : circuit.operations())
      for (const Wire wire : operation.wires) ++on_wire_[wire.value];
    for (std::size_t w = 0; w < on_wire_.size(); ++w)
      if (on_wire_[w] > 0) wires_ |= WireSet{1} << w;
  }

  // Entry i of the list links to the operation `next_[i]` that follows operation i - 1; the end is their number.
  std::uint32_t first() const { return next_[0]; }
  std::uint32_t after(std::uint32_t operation) const { return next_[operation + 1]; }
  bool is_end(std::uint32_t operation) const { return operation + 1 == next_.size(); }
  WireSet wires() const { return wires_; }

  // Takes out the operation that follows the link of `before`, which is an operation plus one, or 0 for the first.
  void take(std::uint32_t before, const Operation& operation) {
    next_[before] = after(next_[before]);
    for (const Wire wire : operation.wires)
      if (--on_wire_[wire.value] == 0) wires_ &= ~(WireSet{1} << wire.value);
  }

 private:
  std::vector<std::uint32_t> next_;
  std::vector<std::uint32_t> on_wire_;  // how many
  WireSet wires_ = 0;                   // with any
};

// The next stage, taken out of what remains.
Stage take_stage(const Circuit& circuit, StageLimits limits, Remaining& remaining) {
  const WireSet all = static_cast<WireSet>((std::uint64_t{1} << circuit.wires()) - 1);
  const WireSet low = all & ~(all >> limits.low_wires);
  Stage stage;
  WireSet own = 0;
  WireSet blocked = 0;
  std::size_t passed = 0;
  std::uint32_t link = 0;
  for (std::uint32_t i = remaining.first();
       !remaining.is_end(i) && (remaining.wires() & ~blocked) != 0 && passed < kMostPassed;) {
    const Operation& operation = circuit.operations()[i];
    const std::uint32_t following = remaining.after(i);
    WireSet joined = own | wires_of(operation);
    if (joined & low) joined |= low;
    const bool fits = (wires_of(operation) & blocked) == 0 &&
                      static_cast<std::size_t>(std::popcount(joined)) <= limits.wires &&
                      stage.operations.size() < limits.operations;
    if (fits) {
      own = joined;
      stage.operations.push_back(i);
      remaining.take(link, operation);
      passed = 0;
    } else {
      blocked |= wires_of(operation);
      link = i + 1;
      ++passed;
    }
    i = following;
  }
  for (std::uint32_t w = 0; w < circuit.wires(); ++w)
    if (own >> w & 1) stage.wires.emplace_back(w);
  return stage;
}

}  // namespace

std::vector<Stage> make_stages(const Circuit& circuit, StageLimits limits) {
  assert(limits.wires >= limits.low_wires + kMostGateWires - 1);
  std::vector<Stage> stages;
  Remaining remaining(circuit);
  while (!remaining.is_end(remaining.first())) stages.push_back(take_stage(circuit, limits, remaining));
  return stages;
}

StageCircuit circuit_of(const Stage& stage, const Circuit& circuit) {
  std::vector<Operation> operations;
  std::vector<std::uint32_t> slots;
  std::unordered_map<std::uint32_t, std::uint32_t> weight_of;  // [slot]
  for (const std::uint32_t i : stage.operations) {
    Operation& operation = operations.emplace_back(circuit.operations()[i]);
    for (Wire& wire : operation.wires)
      wire = Wire(static_cast<std::uint32_t>(std::ranges::find(stage.wires, wire) - stage.wires.begin()));
    Gate* const gate = std::get_if<Gate>(&operation.what);
    if (!gate) continue;
    for (Angle& angle : gate->angles) {
      if (angle.fixed()) continue;
      const auto slot = static_cast<std::uint32_t>(
          angle.source == Angle::Source::input ? circuit.weights() + angle.slot.value : angle.slot.value);
      const auto [weight, fresh] = weight_of.emplace(slot, slots.size());
      if (fresh) slots.push_back(slot);
      angle.source = Angle::Source::weight;
      angle.slot = Slot(weight->second);
    }
  }
  Circuit part(stage.wires.size(), 0, slots.size());
  for (Operation& operation : operations) part.add(std::move(operation));
  return {.circuit = std::move(part), .slots = std::move(slots)};
}

std::vector<std::uint32_t> light_cone(const Circuit& circuit, const std::vector<Observable>& observables) {
  WireSet cone = 0;
  for (const Observable& observable : observables)
    for (const PauliTerm& term : observable.terms)
      for (const auto& factor : term.factors) cone |= WireSet{1} << factor.first.value;
  std::vector<std::uint32_t> kept;
  for (std::size_t i = circuit.operations().size(); i-- > 0;) {
    const WireSet own = wires_of(circuit.operations()[i]);
    if ((own & cone) == 0) continue;
    cone |= own;
    kept.push_back(static_cast<std::uint32_t>(i));
  }
  std::ranges::reverse(kept);
  return kept;
}

Circuit with_operations(const Circuit& circuit, std::span<const std::uint32_t> operations, std::size_t wires) {
  const bool amplitudes = circuit.preparation() == Preparation::amplitudes;
  Circuit result(std::max(wires, circuit.wires()), amplitudes ? 0 : circuit.inputs(), circuit.weights());
  for (const std::uint32_t i : operations) result.add(circuit.operations()[i]);
  return result;
}

}  // namespace quanvas::sim
