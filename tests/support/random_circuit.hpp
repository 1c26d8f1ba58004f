// Random circuits over the whole gate and channel lists, and random observables, for property tests.
#pragma once

#include <numbers>

#include "base/random.hpp"
#include "sim/circuit/circuit.hpp"
#include "sim/circuit/observable.hpp"

namespace quanvas::test {

struct RandomCircuitOptions {
  std::size_t wires = 3;
  std::size_t operations = 20;
  sim::Preparation preparation = sim::Preparation::zero;
  bool unitaries = true;  // with matrices of one and two wires
  bool channels = false;
};

inline std::vector<Wire> random_wires(RandomStream& stream, std::size_t count, std::size_t wires) {
  std::vector<Wire> order;
  for (std::uint32_t w = 0; w < wires; ++w) order.emplace_back(w);
  stream.shuffle(std::span(order));
  order.resize(count);
  return order;
}

// A unitary with no special structure: a product of turns in planes with phases.
inline sim::Matrix random_unitary(RandomStream& stream, std::size_t size) {
  sim::Matrix u = sim::Matrix::identity(size);
  for (std::size_t i = 0; i < size; ++i)
    for (std::size_t j = i + 1; j < size; ++j) {
      const double angle = stream.uniform(0, 6);
      sim::Matrix turn = sim::Matrix::identity(size);
      const auto phase = std::polar(1.0, stream.uniform(0, 6));
      turn(i, i) = std::cos(angle), turn(i, j) = -std::sin(angle) * phase;
      turn(j, i) = std::sin(angle) * std::conj(phase), turn(j, j) = std::cos(angle);
      u = turn * u;
    }
  return u;
}

inline sim::NoiseChannel random_channel(RandomStream& stream, std::size_t most_wires) {
  const auto list = sim::noise_channels();
  for (;;) {
    const std::size_t which = stream.below(list.size() + 1);
    if (which == list.size()) {
      // Two unitaries with probabilities, damped: unital parts and others.
      const double p = stream.uniform();
      const auto damping = sim::make_noise_channel("amplitude_damping", {stream.uniform()});
      std::vector<sim::Matrix> kraus;
      for (const sim::Matrix& k : damping.kraus) {
        kraus.push_back(std::sqrt(p) * (random_unitary(stream, 2) * k));
        kraus.push_back(std::sqrt(1 - p) * k);
      }
      return sim::make_kraus_channel(kraus);
    }
    if (list[which].wires > most_wires) continue;
    std::vector<double> parameters(list[which].parameters.size());
    for (double& parameter : parameters) parameter = stream.uniform();
    return sim::make_noise_channel(list[which].name, parameters);
  }
}

// Angles come from 4 random weights, 3 inputs and constants, with random scales; a third of the constants are multiples
// of pi/2.
inline sim::Circuit random_circuit(RandomStream& stream, const RandomCircuitOptions& options) {
  const bool amplitudes = options.preparation == sim::Preparation::amplitudes;
  sim::Circuit circuit(options.wires, amplitudes ? std::size_t{1} << options.wires : 3, 4, options.preparation);
  while (circuit.operations().size() < options.operations) {
    if (options.channels && stream.below(4) == 0) {
      const sim::NoiseChannel channel = random_channel(stream, options.wires);
      circuit.add(channel, random_wires(stream, channel.wires, options.wires));
      continue;
    }
    if (options.unitaries && stream.below(10) == 0) {
      const std::size_t on = options.wires > 1 ? 1 + stream.below(2) : 1;
      circuit.add(random_unitary(stream, std::size_t{1} << on), random_wires(stream, on, options.wires));
      continue;
    }
    const auto gate = static_cast<sim::GateId>(stream.below(sim::kGates.size()));
    const sim::GateInfo& facts = sim::info(gate);
    if (facts.wires > options.wires) continue;
    std::vector<sim::Angle> angles;
    for (unsigned i = 0; i < facts.angles; ++i) {
      const double scale = stream.uniform(-2, 2);
      sim::Angle angle;
      switch (stream.below(amplitudes ? 2 : 3)) {
        case 0:
          angle = sim::Angle::constant(
              stream.below(3) == 0 ? static_cast<double>(stream.below(9)) * std::numbers::pi / 2 - 2 * std::numbers::pi
                                   : stream.uniform(-4, 4));
          break;
        case 1:
          angle = sim::Angle::weight(Slot(static_cast<std::uint32_t>(stream.below(4))), scale);
          angle.offset = stream.uniform(-1, 1);
          break;
        default:
          angle = sim::Angle::input(Slot(static_cast<std::uint32_t>(stream.below(3))), scale);
          angle.offset = stream.uniform(-1, 1);
      }
      angles.push_back(angle);
    }
    circuit.add(gate, random_wires(stream, facts.wires, options.wires), angles);
  }
  return circuit;
}

// Sums of one to three random Pauli products, the identity among them.
inline sim::Observable random_observable(RandomStream& stream, std::size_t wires) {
  sim::Observable observable;
  const std::size_t terms = 1 + stream.below(3);
  for (std::size_t t = 0; t < terms; ++t) {
    sim::PauliTerm term{.coefficient = stream.uniform(-2, 2), .factors = {}};
    for (const Wire wire : random_wires(stream, stream.below(wires + 1), wires))
      term.factors.emplace_back(wire, "XYZ"[stream.below(3)]);
    observable.terms.push_back(term);
  }
  return observable;
}

}  // namespace quanvas::test
