#include "sim/circuit.hpp"

#include <algorithm>

#include "base/error.hpp"

namespace quanvas::sim {
namespace {

constexpr std::size_t kMostWires = 16;

}  // namespace

Circuit::Circuit(std::size_t wires, std::size_t inputs, std::size_t weights, Preparation preparation)
    : wires_(wires), inputs_(inputs), weights_(weights), preparation_(preparation) {
  require(wires >= 1 && wires <= kMostWires, "a circuit of {} wires: from 1 to {} can be simulated", wires, kMostWires);
  require(preparation == Preparation::zero || inputs == std::size_t{1} << wires,
          "{} inputs as amplitudes of {} wires: there must be {}", inputs, wires, std::size_t{1} << wires);
}

void Circuit::add(GateId gate, std::initializer_list<Wire> wires, Angle angle) {
  const GateInfo& facts = info(gate);
  require(wires.size() == facts.wires(), "gate {} acts on {} wires, {} are given", facts.name, facts.wires(), wires.size());
  for (auto wire = wires.begin(); wire != wires.end(); ++wire) {
    require(wire->value < wires_, "gate {} on wire {} of a circuit of {} wires", facts.name, wire->value, wires_);
    require(std::find(wires.begin(), wire, *wire) == wire, "gate {} names wire {} twice", facts.name, wire->value);
  }
  if (facts.angles == 0) {
    require(angle == Angle{}, "gate {} takes no angle", facts.name);
  } else if (angle.source != Angle::Source::constant) {
    const bool weight = angle.source == Angle::Source::weight;
    const std::size_t count = weight ? weights_ : preparation_ == Preparation::zero ? inputs_ : 0;
    require(angle.slot.value < count, "gate {} takes its angle from {} {} of {}", facts.name, weight ? "weight" : "input",
            angle.slot.value, count);
  }
  Operation operation{.gate = gate, .wires = {}, .angle = angle};
  std::ranges::copy(wires, operation.wires.begin());
  operations_.push_back(operation);
}

}  // namespace quanvas::sim
