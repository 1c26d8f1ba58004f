#include "hybrid/ansatz.hpp"

#include <numbers>

namespace quanvas::hybrid {
namespace {

using sim::Angle;

void add_cnot_chain(sim::Circuit& circuit) {
  for (std::uint32_t i = 0; i + 1 < circuit.wires(); ++i) circuit.add(sim::gate("cx"), {Wire(i), Wire(i + 1)});
}

}  // namespace

sim::Circuit quanvolution_circuit(std::size_t wires, std::size_t repetitions, trial::EncodingRepeat encoding) {
  sim::Circuit circuit(wires, wires, wires * repetitions);
  const auto n = static_cast<std::uint32_t>(wires);
  for (std::uint32_t l = 0; l < repetitions; ++l) {
    if (l == 0 || encoding == trial::EncodingRepeat::every)
      for (std::uint32_t i = 0; i < n; ++i) circuit.add(sim::gate("ry"), {Wire(i)}, {Angle::input(Slot(i))});
    for (std::uint32_t i = 0; i < n; ++i) circuit.add(sim::gate("rx"), {Wire(i)}, {Angle::weight(Slot(l * n + i))});
    add_cnot_chain(circuit);
  }
  return circuit;
}

sim::Circuit head_circuit(std::size_t wires, std::size_t repetitions) {
  sim::Circuit circuit(wires, std::size_t{1} << wires, wires * repetitions, sim::Preparation::amplitudes);
  const auto n = static_cast<std::uint32_t>(wires);
  for (std::uint32_t l = 0; l < repetitions; ++l) {
    for (std::uint32_t i = 0; i < n; ++i) circuit.add(sim::gate("ry"), {Wire(i)}, {Angle::weight(Slot(l * n + i))});
    add_cnot_chain(circuit);
  }
  return circuit;
}

std::vector<sim::Observable> head_observables(std::size_t wires, std::size_t count, trial::HeadWires which) {
  const std::size_t first = which == trial::HeadWires::first ? 0 : wires - count;
  std::vector<sim::Observable> observables;
  for (std::size_t i = 0; i < count; ++i) observables.push_back(sim::z(Wire(static_cast<std::uint32_t>(first + i))));
  return observables;
}

template <class Real>
void draw_angles(trial::Init init, RandomStream stream, std::span<Real> angles) {
  const auto draw = [&]() -> double {
    switch (init) {
      case trial::Init::uniform_2pi: return stream.uniform(0, 2 * std::numbers::pi);
      case trial::Init::uniform_pi: return stream.uniform(0, std::numbers::pi);
      case trial::Init::uniform_1: return stream.uniform();
      case trial::Init::normal_1: return stream.normal();
      case trial::Init::normal_0_1: return 0.1 * stream.normal();
    }
    return 0;
  };
  for (Real& angle : angles) angle = static_cast<Real>(draw());
}

template void draw_angles(trial::Init, RandomStream, std::span<float>);
template void draw_angles(trial::Init, RandomStream, std::span<double>);

}  // namespace quanvas::hybrid
