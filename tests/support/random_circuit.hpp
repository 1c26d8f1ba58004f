// Random circuits over the whole gate list, for property tests.
#pragma once

#include "base/random.hpp"
#include "sim/circuit.hpp"

namespace quanvas::test {

// `gates` operations on random wires; angles come from random weights, inputs and constants, with random scales.
inline sim::Circuit random_circuit(RandomStream& stream, std::size_t wires, std::size_t gates,
                                   sim::Preparation preparation = sim::Preparation::zero) {
  const std::size_t inputs = preparation == sim::Preparation::zero ? 3 : std::size_t{1} << wires;
  sim::Circuit circuit(wires, inputs, 4, preparation);
  while (circuit.operations().size() < gates) {
    const auto gate = static_cast<sim::GateId>(stream.below(sim::kGateInfos.size()));
    const sim::GateInfo& facts = sim::info(gate);
    if (facts.wires() > wires) continue;
    std::vector<Wire> order;
    for (std::uint32_t w = 0; w < wires; ++w) order.emplace_back(w);
    stream.shuffle(std::span(order));
    sim::Angle angle;
    if (facts.angles == 1) {
      const double scale = stream.uniform(-2, 2);
      switch (stream.below(preparation == sim::Preparation::zero ? 3 : 2)) {
        case 0: angle = sim::Angle::constant(stream.uniform(-4, 4)); break;
        case 1: angle = sim::Angle::weight(Slot(static_cast<std::uint32_t>(stream.below(4))), scale); break;
        default: angle = sim::Angle::input(Slot(static_cast<std::uint32_t>(stream.below(3))), scale); break;
      }
      angle.offset = angle.offset + stream.uniform(-1, 1);
    }
    switch (facts.wires()) {
      case 1: circuit.add(gate, {order[0]}, angle); break;
      case 2: circuit.add(gate, {order[0], order[1]}, angle); break;
      default: circuit.add(gate, {order[0], order[1], order[2]}, angle); break;
    }
  }
  return circuit;
}

}  // namespace quanvas::test
