// Derivatives of dynamic programs: an angle of a gate that is applied at most once is shifted as it is in a circuit,
// since the expectation value is a sum over the outcomes in each of which it stands once or never.
#include <utility>

#include "base/error.hpp"
#include "sim/dynamic/run.hpp"

namespace quanvas::sim {
namespace {

// The gates of a program, in its order; those in loops have no shift rule.
void collect(Block& block, std::vector<Gate*>& gates) {
  const auto add = [&](Operation& operation) {
    if (auto* gate = std::get_if<Gate>(&operation.what)) gates.push_back(gate);
  };
  for (Step& step : block) {
    if (auto* operation = std::get_if<Operation>(&step)) add(*operation);
    else if (auto* branch = std::get_if<Branch>(&step)) {
      collect(branch->then, gates);
      collect(branch->otherwise, gates);
    } else if (auto* loop = std::get_if<Loop>(&step)) {
      std::vector<Gate*> inner;
      collect(loop->body, inner);
      for (const Gate* gate : inner)
        for (const Angle& angle : gate->angles)
          require(angle.fixed(), "derivatives by an angle in a loop that depends on a measurement are not supported");
    }
    if (auto* defined = std::get_if<DefinedGate>(&step))
      for (Operation& operation : defined->body) add(operation);
  }
}

}  // namespace

std::vector<std::vector<double>> dynamic_gradients(const Program& program, std::span<const double> values,
                                                   const NoiseModel& noise, const std::vector<Observable>& observables,
                                                   const std::optional<Shots>& shots) {
  for (const Formula& formula : program.derived)
    require(!formula.depends_on_bits() || !formula.depends_on_parameters(),
            "derivatives of an angle that depends on an input and on a measurement are not supported");
  Program shifted = program;
  std::vector<Gate*> gates;
  collect(shifted.body, gates);
  std::vector<std::vector<double>> by_weight(observables.size(), std::vector<double>(program.weights()));
  std::optional<Shots> own = shots;
  const auto value_at = [&](Angle& angle, double shift) {
    if (own) ++own->replicate;
    const double offset = std::exchange(angle.offset, angle.offset + shift);
    std::vector<double> result = run(shifted, values, noise, observables, own).expectations;
    angle.offset = offset;
    return result;
  };
  for (Gate* gate : gates)
    for (Angle& angle : gate->angles) {
      if (angle.fixed()) continue;
      for (const ShiftTerm& term : shift_terms(info(gate->id).shift)) {
        const std::vector<double> above = value_at(angle, term.shift), below = value_at(angle, -term.shift);
        for (std::size_t o = 0; o < observables.size(); ++o)
          by_weight[o][angle.slot.value] += angle.scale * term.coefficient * (above[o] - below[o]);
      }
    }
  std::vector<std::vector<double>> gradients;
  for (const std::vector<double>& row : by_weight) gradients.push_back(program.parameter_gradient(row, values));
  return gradients;
}

}  // namespace quanvas::sim
