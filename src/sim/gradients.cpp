#include "sim/gradients.hpp"

#include <algorithm>
#include <cmath>

#include "base/aligned.hpp"
#include "base/error.hpp"
#include "sim/circuit/exact_angle.hpp"
#include "sim/shots.hpp"
#include "sim/simulator.hpp"
#include "sim/spans.hpp"

namespace quanvas::sim {
namespace {

using Values = std::vector<double>;

// One circuit's numbers in the layout of a batch.
AlignedArray<double> spread(const Values& values, std::size_t stride) {
  AlignedArray<double> slots(values.size() * stride + 1);
  std::fill_n(slots.data(), values.size() * stride, 0.0);
  for (std::size_t s = 0; s < values.size(); ++s) slots.data()[s * stride] = values[s];
  return slots;
}

// The circuit with one angle of one gate moved.
Circuit shifted(const Circuit& circuit, std::size_t operation, std::size_t angle, double by) {
  Circuit result(circuit.wires(), circuit.inputs(), circuit.weights(), circuit.preparation());
  for (std::size_t i = 0; i < circuit.operations().size(); ++i) {
    Operation moved = circuit.operations()[i];
    if (i == operation) {
      double& offset = std::get<Gate>(moved.what).angles[angle].offset;
      offset = shiftable_angle(offset) + by;
    }
    result.add(std::move(moved));
  }
  return result;
}

Jacobian zeros(const Circuit& circuit, std::size_t observables) {
  return {.weights = std::vector<Values>(observables, Values(circuit.weights())),
          .inputs = std::vector<Values>(observables, Values(circuit.inputs()))};
}

}  // namespace

Circuit with_inputs_alone(const Circuit& circuit) {
  require(circuit.preparation() == Preparation::zero, "a circuit whose inputs are amplitudes has no room for others");
  Circuit result(circuit.wires(), circuit.inputs() + circuit.weights(), 0);
  for (Operation operation : circuit.operations()) {
    if (Gate* const gate = std::get_if<Gate>(&operation.what))
      for (Angle& angle : gate->angles)
        if (angle.source == Angle::Source::weight) {
          angle.source = Angle::Source::input;
          angle.slot = Slot(static_cast<std::uint32_t>(circuit.inputs() + angle.slot.value));
        }
    result.add(std::move(operation));
  }
  return result;
}

Values expectations(const Circuit& circuit, const std::vector<Observable>& observables, const Values& inputs,
                    const Values& weights) {
  require_numbers(circuit, inputs, weights);
  Simulator<double> simulator(circuit, observables);
  const std::size_t stride = simulator.stride(1);
  const auto in = spread(inputs, stride);
  const auto w = spread(weights, 1);
  AlignedArray<double> out(observables.size() * stride + 1);
  simulator.forward(1, {in.data(), inputs.size() * stride}, {w.data(), weights.size()},
                    {out.data(), observables.size() * stride});
  Values values;
  for (std::size_t o = 0; o < observables.size(); ++o) values.push_back(out.data()[o * stride]);
  return values;
}

std::vector<Values> expectations(const Circuit& circuit, const std::vector<Observable>& observables,
                                 std::span<const Values> rows) {
  Simulator<double> simulator(circuit, observables);
  const std::size_t stride = simulator.stride(rows.size());
  AlignedArray<double> in(circuit.inputs() * stride + 1), out(observables.size() * stride + 1);
  for (std::size_t s = 0; s < circuit.inputs(); ++s)
    for (std::size_t b = 0; b < stride; ++b) in.data()[s * stride + b] = b < rows.size() ? rows[b][s] : 0.0;
  simulator.forward(rows.size(), {in.data(), circuit.inputs() * stride}, {}, {out.data(), observables.size() * stride});
  std::vector<Values> values(rows.size(), Values(observables.size()));
  for (std::size_t b = 0; b < rows.size(); ++b)
    for (std::size_t o = 0; o < observables.size(); ++o) values[b][o] = out.data()[o * stride + b];
  return values;
}

Jacobian adjoint_jacobian(const Circuit& circuit, const std::vector<Observable>& observables, const Values& inputs,
                          const Values& weights) {
  require_numbers(circuit, inputs, weights);
  Jacobian jacobian;
  // One observable at a time: its light cone may be smaller than that of all.
  for (const Observable& observable : observables) {
    Simulator<double> simulator(circuit, {observable});
    const std::size_t stride = simulator.stride(1);
    const auto in = spread(inputs, stride);
    const auto w = spread(weights, 1);
    AlignedArray<double> out(stride), upstream(stride), by_weight(weights.size() + 1),
        by_input(inputs.size() * stride + 1);
    std::fill_n(upstream.data(), stride, 0.0);
    upstream.data()[0] = 1;
    std::fill_n(by_weight.data(), weights.size(), 0.0);
    simulator.forward(1, {in.data(), inputs.size() * stride}, {w.data(), weights.size()}, {out.data(), stride});
    simulator.backward({upstream.data(), stride}, {by_weight.data(), weights.size()},
                       {by_input.data(), inputs.size() * stride});
    jacobian.weights.emplace_back(by_weight.data(), by_weight.data() + weights.size());
    Values row;
    for (std::size_t s = 0; s < inputs.size(); ++s) row.push_back(by_input.data()[s * stride]);
    jacobian.inputs.push_back(std::move(row));
  }
  return jacobian;
}

Jacobian parameter_shift(const Circuit& circuit, const std::vector<Observable>& observables, const Values& inputs,
                         const Values& weights, std::size_t shots, std::uint64_t seed) {
  require_numbers(circuit, inputs, weights);
  require_within(observables, circuit.wires());
  Jacobian jacobian = zeros(circuit, observables.size());
  std::uint32_t replicate = 0;
  const auto values = [&](const Circuit& moved) {
    return shots == 0
               ? expectations(moved, observables, inputs, weights)
               : estimate(moved, observables, inputs, weights, {.shots = shots, .seed = seed, .replicate = ++replicate})
                     .values;
  };
  for (std::size_t i = 0; i < circuit.operations().size(); ++i) {
    const Gate* gate = std::get_if<Gate>(&circuit.operations()[i].what);
    if (!gate) continue;
    for (std::size_t a = 0; a < gate->angles.size(); ++a) {
      const Angle& angle = gate->angles[a];
      if (angle.fixed()) continue;
      auto& rows = angle.source == Angle::Source::weight ? jacobian.weights : jacobian.inputs;
      for (const ShiftTerm& term : shift_terms(info(gate->id).shift)) {
        const Values above = values(shifted(circuit, i, a, term.shift));
        const Values below = values(shifted(circuit, i, a, -term.shift));
        for (std::size_t o = 0; o < observables.size(); ++o)
          rows[o][angle.slot.value] += angle.scale * term.coefficient * (above[o] - below[o]);
      }
    }
  }
  return jacobian;
}

Jacobian finite_differences(const Circuit& circuit, const std::vector<Observable>& observables, const Values& inputs,
                            const Values& weights, double step) {
  require_numbers(circuit, inputs, weights);
  require(std::isfinite(step) && step != 0, "finite differences with a step of {}", step);
  Jacobian jacobian = zeros(circuit, observables.size());
  Values moved_inputs = inputs;
  Values moved_weights = weights;
  const auto column = [&](double& parameter, std::vector<Values>& rows, std::size_t slot) {
    const double centre = parameter;
    parameter = centre + step;
    const Values above = expectations(circuit, observables, moved_inputs, moved_weights);
    parameter = centre - step;
    const Values below = expectations(circuit, observables, moved_inputs, moved_weights);
    parameter = centre;
    for (std::size_t o = 0; o < observables.size(); ++o) rows[o][slot] = (above[o] - below[o]) / (2 * step);
  };
  for (std::size_t w = 0; w < weights.size(); ++w) column(moved_weights[w], jacobian.weights, w);
  for (std::size_t s = 0; s < inputs.size(); ++s) column(moved_inputs[s], jacobian.inputs, s);
  return jacobian;
}

}  // namespace quanvas::sim
