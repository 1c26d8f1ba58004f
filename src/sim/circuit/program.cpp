#include "sim/circuit/program.hpp"

#include <algorithm>
#include <map>
#include <utility>

#include "base/error.hpp"

namespace quanvas::sim {
namespace {

// The wires and bits that steps use.
struct Use {
  std::vector<bool> wires;
  std::vector<bool> bits;

  explicit Use(const Program& program) : wires(program.wires), bits(program.bits) {}

  bool meets(const std::vector<Wire>& on) const {
    return std::ranges::any_of(on, [&](Wire wire) { return wires[wire.value]; });
  }
  void add(const std::vector<Wire>& on) {
    for (const Wire wire : on) wires[wire.value] = true;
  }
  void add(const Formula& formula) {
    formula.for_bits([&](std::size_t first, std::size_t count) {
      for (std::size_t i = 0; i < count; ++i) bits[first + i] = true;
    });
  }
  void add_angles(const Program& program, const Operation& operation) {
    const Gate* gate = std::get_if<Gate>(&operation.what);
    if (!gate) return;
    for (const Angle& angle : gate->angles)
      if (!angle.fixed() && angle.slot.value >= program.parameters.size())
        add(program.derived[angle.slot.value - program.parameters.size()]);
  }

  void add(const Program& program, const Block& block) {
    for (const Step& step : block) add(program, step);
  }
  void add(const Program& program, const Step& step) {
    if (const auto* operation = std::get_if<Operation>(&step)) {
      add(operation->wires);
      add_angles(program, *operation);
    } else if (const auto* defined = std::get_if<DefinedGate>(&step)) {
      add(defined->wires);
      for (const Operation& inner : defined->body) add_angles(program, inner);
    } else if (const auto* measurement = std::get_if<Measurement>(&step)) {
      wires[measurement->wire.value] = true;
      bits[measurement->bit] = true;
    } else if (const auto* reset = std::get_if<Reset>(&step)) {
      wires[reset->wire.value] = true;
    } else if (const auto* assignment = std::get_if<Assignment>(&step)) {
      add(assignment->value);
      for (std::uint32_t i = 0; i < assignment->count; ++i) bits[assignment->first + i] = true;
    } else if (const auto* branch = std::get_if<Branch>(&step)) {
      add(branch->condition);
      add(program, branch->then);
      add(program, branch->otherwise);
    } else if (const auto* loop = std::get_if<Loop>(&step)) {
      add(loop->condition);
      add(program, loop->body);
    }
  }
};

const std::vector<Wire>* gate_wires(const Step& step) {
  if (const auto* operation = std::get_if<Operation>(&step)) return &operation->wires;
  if (const auto* defined = std::get_if<DefinedGate>(&step)) return &defined->wires;
  return nullptr;
}

// Numbers the wires of steps anew.
class Renumbering {
 public:
  Renumbering(const std::vector<Wire>& kept, std::size_t wires) : number_(wires) {
    for (std::uint32_t w = 0; w < kept.size(); ++w) number_[kept[w].value] = w;
  }

  void apply(Wire& wire) const { wire = Wire(number_[wire.value]); }
  void apply(std::vector<Wire>& wires) const {
    for (Wire& wire : wires) apply(wire);
  }
  void apply(Block& block) const {
    for (Step& step : block) apply(step);
  }
  void apply(Step& step) const {
    if (auto* operation = std::get_if<Operation>(&step)) apply(operation->wires);
    else if (auto* measurement = std::get_if<Measurement>(&step)) apply(measurement->wire);
    else if (auto* reset = std::get_if<Reset>(&step)) apply(reset->wire);
    else if (auto* barrier = std::get_if<Barrier>(&step)) barrier->wires.clear();
    else if (auto* loop = std::get_if<Loop>(&step)) apply(loop->body);
    if (auto* defined = std::get_if<DefinedGate>(&step)) {
      apply(defined->wires);
      for (Operation& operation : defined->body) apply(operation.wires);
    }
    if (auto* branch = std::get_if<Branch>(&step)) {
      apply(branch->then);
      apply(branch->otherwise);
    }
  }

 private:
  std::vector<std::uint32_t> number_;
};

}  // namespace

std::string Register::element(std::size_t i) const { return array ? fmt::format("{}[{}]", name, i) : name; }

std::vector<std::uint32_t> Program::register_bits() const {
  std::vector<std::uint32_t> all;
  for (const Register& r : registers)
    for (std::uint32_t i = 0; i < r.size; ++i) all.push_back(r.first + i);
  return all;
}

std::string Program::wire_name(Wire wire) const {
  const auto holds = [&](const Register& r) { return wire.value - r.first < r.size; };
  const auto found = std::ranges::find_if(qubits, holds);
  return found == qubits.end() ? fmt::format("q{}", wire.value) : found->element(wire.value - found->first);
}

std::string Program::bit_name(std::size_t bit) const {
  const auto found = std::ranges::find_if(registers, [&](const Register& r) { return bit - r.first < r.size; });
  return found == registers.end() ? fmt::format("memory[{}]", bit) : found->element(bit - found->first);
}

bool Program::dynamic() const {
  return std::ranges::any_of(body, [](const Step& step) { return !gate_wires(step) && !std::get_if<Barrier>(&step); });
}

std::vector<double> Program::weight_values(std::span<const double> values, const Bits& known) const {
  std::vector<double> all(values.begin(), values.end());
  for (const Formula& formula : derived) all.push_back(formula.real({.parameters = values, .bits = known}));
  return all;
}

std::vector<double> Program::parameter_gradient(std::span<const double> by_weight,
                                                std::span<const double> values) const {
  const Bits none;
  std::vector<double> gradient(by_weight.begin(), by_weight.begin() + static_cast<std::ptrdiff_t>(parameters.size()));
  for (std::size_t d = 0; d < derived.size(); ++d)
    for (std::size_t p = 0; p < parameters.size(); ++p)
      if (const double upstream = by_weight[parameters.size() + d]; upstream != 0)
        gradient[p] += upstream * derived[d].derivative({.parameters = values, .bits = none}, p);
  return gradient;
}

void settle_measurements(Program& program) {
  Use later(program);
  std::vector<bool> told(program.bits);
  for (const std::uint32_t bit : program.register_bits()) told[bit] = true;
  std::vector<Measurement> settled;
  std::vector<bool> kept(program.body.size(), true);
  for (std::size_t i = program.body.size(); i-- > 0;) {
    const auto* measurement = std::get_if<Measurement>(&program.body[i]);
    if (!measurement || later.wires[measurement->wire.value] || later.bits[measurement->bit]) {
      later.add(program, program.body[i]);
      continue;
    }
    kept[i] = false;
    if (told[measurement->bit]) settled.push_back(*measurement);
    told[measurement->bit] = false;
    later.wires[measurement->wire.value] = true;
  }
  std::size_t next = 0;
  for (std::size_t i = 0; i < program.body.size(); ++i)
    if (kept[i] && next++ != i) program.body[next - 1] = std::move(program.body[i]);
  program.body.resize(next);
  std::ranges::sort(settled, {}, &Measurement::bit);
  program.measured = std::move(settled);
}

Reduced light_cone(const Program& program, const std::vector<Wire>& wires) {
  Use use(program);
  use.add(wires);
  const bool dynamic = program.dynamic();
  if (dynamic) use.add(program, program.body);
  Reduced reduced{.program = program, .kept = {}};
  Block& body = reduced.program.body;
  if (!dynamic) {
    std::vector<bool> kept(body.size());
    for (std::size_t i = body.size(); i-- > 0;)
      if (const auto* on = gate_wires(body[i]); on && use.meets(*on)) {
        use.add(*on);
        kept[i] = true;
      }
    Block cone;
    for (std::size_t i = 0; i < body.size(); ++i)
      if (kept[i]) cone.push_back(std::move(body[i]));
    body = std::move(cone);
  }
  for (std::uint32_t w = 0; w < program.wires; ++w)
    if (use.wires[w]) reduced.kept.emplace_back(w);
  std::erase_if(reduced.program.measured, [&](const Measurement& m) { return !use.wires[m.wire.value]; });
  const Renumbering renumbering(reduced.kept, program.wires);
  renumbering.apply(body);
  for (Measurement& measurement : reduced.program.measured) renumbering.apply(measurement.wire);
  reduced.program.wires = reduced.kept.size();
  reduced.program.qubits.clear();
  return reduced;
}

Circuit circuit_of(const Program& program, const NoiseModel& noise) {
  Circuit circuit(program.wires, 0, program.weights());
  const auto follow = [&](const std::vector<Wire>& wires) {
    for (Operation& channel : noise_after(wires, noise)) circuit.add(std::move(channel));
  };
  for (const Step& step : program.body) {
    if (const auto* operation = std::get_if<Operation>(&step)) {
      circuit.add(*operation);
      if (!std::holds_alternative<NoiseChannel>(operation->what)) follow(operation->wires);
    } else if (const auto* defined = std::get_if<DefinedGate>(&step)) {
      for (const Operation& inner : defined->body) circuit.add(inner);
      follow(defined->wires);
    } else {
      require(std::holds_alternative<Barrier>(step), "a program that measures, resets or decides is no circuit");
    }
  }
  if (noise.readout)
    for (std::uint32_t w = 0; w < circuit.wires(); ++w) circuit.add(*noise.readout, {Wire(w)});
  return circuit;
}

Program program_of(const Circuit& circuit, std::vector<std::string> names) {
  require(circuit.preparation() == Preparation::zero, "amplitudes as inputs cannot be written as OpenQASM");
  if (names.empty()) {
    for (std::size_t i = 0; i < circuit.inputs(); ++i) names.push_back(fmt::format("x{}", i));
    for (std::size_t w = 0; w < circuit.weights(); ++w) names.push_back(fmt::format("theta{}", w));
  }
  require(names.size() == circuit.inputs() + circuit.weights(), "{} names for {} inputs and weights", names.size(),
          circuit.inputs() + circuit.weights());
  Program program;
  program.wires = circuit.wires();
  program.parameters = std::move(names);
  program.qubits.push_back({.name = "q", .first = 0, .size = static_cast<std::uint32_t>(circuit.wires())});
  for (Operation operation : circuit.operations()) {
    if (auto* gate = std::get_if<Gate>(&operation.what))
      for (Angle& angle : gate->angles) {
        if (angle.source == Angle::Source::weight)
          angle.slot = Slot(angle.slot.value + static_cast<std::uint32_t>(circuit.inputs()));
        if (!angle.fixed()) angle.source = Angle::Source::weight;
      }
    program.body.emplace_back(std::move(operation));
  }
  return program;
}

}  // namespace quanvas::sim
