// A random circuit with everything that a simulation of it needs, and the simulation.
#pragma once

#include <cmath>
#include <vector>

#include "base/random.hpp"
#include "sim/simulator.hpp"
#include "support/random_circuit.hpp"
#include "support/run_circuit.hpp"

namespace quanvas::test {

inline std::vector<double> random_numbers(RandomStream& stream, std::size_t count) {
  std::vector<double> numbers(count);
  for (double& number : numbers) number = stream.uniform(-3, 3);
  return numbers;
}

inline std::vector<double> normalised(std::vector<double> numbers) {
  double square = 0;
  for (const double number : numbers) square += number * number;
  for (double& number : numbers) number /= std::sqrt(square);
  return numbers;
}

// A circuit with everything that a simulation of it needs.
struct Case {
  sim::Circuit circuit;
  std::vector<sim::Observable> observables;
  std::vector<double> weights;
  std::vector<std::vector<double>> inputs;
  std::vector<std::vector<double>> upstream;
};

inline Case random_case(std::uint32_t seed, RandomCircuitOptions options, std::size_t circuits) {
  RandomStream stream(seed, "random circuit");
  options.wires = 1 + stream.below(options.wires);
  Case result{
      .circuit = random_circuit(stream, options), .observables = {}, .weights = {}, .inputs = {}, .upstream = {}};
  for (std::size_t o = 0; o < 1 + stream.below(4); ++o)
    result.observables.push_back(random_observable(stream, options.wires));
  result.weights = random_numbers(stream, result.circuit.weights());
  for (std::size_t b = 0; b < circuits; ++b) {
    result.inputs.push_back(random_numbers(stream, result.circuit.inputs()));
    if (options.preparation == sim::Preparation::amplitudes) result.inputs.back() = normalised(result.inputs.back());
    result.upstream.push_back(random_numbers(stream, result.observables.size()));
  }
  return result;
}

template <class Real>
CircuitRun run(const Case& c, sim::Method method = sim::Method::automatic) {
  return run_circuit<Real>(c.circuit, c.observables, c.inputs, c.weights, c.upstream, method);
}

}  // namespace quanvas::test
