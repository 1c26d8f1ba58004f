#include "sim/circuit/readout.hpp"

#include <algorithm>

namespace quanvas::sim {
namespace {

bool is_readout_error(const Operation& operation) {
  const NoiseChannel* const channel = std::get_if<NoiseChannel>(&operation.what);
  return channel && channel->name == "readout_error";
}

PauliTerm sorted(PauliTerm term) {
  std::ranges::sort(term.factors);
  return term;
}

void add(Observable& sum, const PauliTerm& term) {
  const auto same = std::ranges::find(sum.terms, term.factors, &PauliTerm::factors);
  if (same == sum.terms.end()) sum.terms.push_back(term);
  else same->coefficient += term.coefficient;
}

// Multiplies out the factors from the given one on.
void expand(const PauliTerm& term, std::size_t factor, const std::vector<Reading>& readings, PauliTerm done,
            Observable& sum) {
  if (factor == term.factors.size()) return add(sum, done);
  const Reading& reading = readings[term.factors[factor].first.value];
  if (reading.offset != 0) {
    PauliTerm without = done;
    without.coefficient *= reading.offset;
    expand(term, factor + 1, readings, std::move(without), sum);
  }
  done.coefficient *= reading.slope;
  done.factors.push_back(term.factors[factor]);
  expand(term, factor + 1, readings, std::move(done), sum);
}

}  // namespace

bool has_readout_errors(const Circuit& circuit) {
  return circuit.noisy() && std::ranges::any_of(circuit.operations(), is_readout_error);
}

Readout split_readout(const Circuit& circuit) {
  Readout readout{.circuit = Circuit(circuit.wires(), circuit.inputs(), circuit.weights(), circuit.preparation()),
                  .channels = std::vector<std::vector<Operation>>(circuit.wires()),
                  .readings = std::vector<Reading>(circuit.wires())};
  std::vector<bool> used(circuit.wires());
  std::vector<const Operation*> kept;
  for (auto last = circuit.operations().rbegin(); last != circuit.operations().rend(); ++last) {
    const Operation& operation = *last;
    const std::size_t wire = operation.wires[0].value;
    if (!is_readout_error(operation) || used[wire]) {
      for (const Wire on : operation.wires) used[on.value] = true;
      kept.push_back(&operation);
      continue;
    }
    // Z is read as (1 - p01 - p10) Z + p10 - p01, and that again by the errors that come later.
    const auto& p = std::get<NoiseChannel>(operation.what).parameters;
    Reading& reading = readout.readings[wire];
    reading.offset += reading.slope * (p[1] - p[0]);
    reading.slope *= 1 - p[0] - p[1];
    readout.channels[wire].insert(readout.channels[wire].begin(), operation);
  }
  for (auto operation = kept.rbegin(); operation != kept.rend(); ++operation) readout.circuit.add(**operation);
  return readout;
}

std::vector<Observable> as_read(const std::vector<Observable>& observables, const std::vector<Reading>& readings) {
  if (std::ranges::all_of(readings, &Reading::exact)) return observables;
  std::vector<Observable> result;
  for (const Observable& observable : observables) {
    Observable sum;
    for (const PauliTerm& term : observable.terms)
      expand(sorted(term), 0, readings, {.coefficient = term.coefficient, .factors = {}}, sum);
    result.push_back(std::move(sum));
  }
  return result;
}

}  // namespace quanvas::sim
