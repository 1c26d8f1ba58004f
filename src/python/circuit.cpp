#include "python/circuit.hpp"

#include <algorithm>
#include <cmath>
#include <set>

#include "base/error.hpp"
#include "drawing/layout.hpp"
#include "drawing/svg.hpp"
#include "drawing/text.hpp"
#include "python/runners.hpp"
#include "qasm/reader.hpp"
#include "qasm/writer.hpp"
#include "sim/circuit/noise_model.hpp"

namespace quanvas::python {
namespace {

std::vector<std::string> numbered(std::string_view name, std::size_t count) {
  std::vector<std::string> names;
  for (std::size_t i = 0; i < count; ++i) names.push_back(fmt::format("{}{}", name, i));
  return names;
}

void require_names(const Circuit::Names& names) {
  std::set<std::string_view> seen;
  for (const auto* list : {&names.inputs, &names.weights})
    for (const std::string& name : *list) {
      require(!name.empty(), "a parameter's name is empty");
      require(seen.insert(name).second, "two parameters are called `{}`", name);
    }
}

// The same operations with room for other numbers of parameters.
sim::Circuit resized(const sim::Circuit& circuit, std::size_t inputs, std::size_t weights) {
  sim::Circuit result(circuit.wires(), inputs, weights, circuit.preparation());
  for (const sim::Operation& operation : circuit.operations()) result.add(operation);
  return result;
}

sim::GateId gate_named(std::string_view name) {
  const auto gate = sim::find_gate(name);
  if (!gate) {
    std::vector<std::string_view> names;
    for (const sim::GateInfo& info : sim::kGates) names.push_back(info.name);
    fail("there is no gate `{}`, only {}", name, fmt::join(names, ", "));
  }
  return *gate;
}

}  // namespace

Circuit::Circuit(const sim::Circuit& circuit, std::optional<Names> names, std::optional<hybrid::Encoding> encoding)
    : ideal_(circuit), encoding_(std::move(encoding)) {
  names_ = names ? std::move(*names) : Names{numbered("x", circuit.inputs()), numbered("theta", circuit.weights())};
  require_names(names_);
}

Circuit Circuit::of_program(sim::Program program, std::string_view file, const std::vector<std::string>& inputs) {
  Names names;
  for (const std::string& name : inputs)
    require(std::ranges::count(program.parameters, name) == 1, "{}: declares no input `{}`, only `{}`", file, name,
            fmt::join(program.parameters, "`, `"));
  for (const std::string& name : program.parameters)
    (std::ranges::count(inputs, name) > 0 ? names.inputs : names.weights).push_back(name);
  const qasm::Program whole = qasm::as_circuit(program, file);
  Circuit circuit(resized(whole.circuit, 0, whole.circuit.weights()), Names{{}, program.parameters});
  circuit.names_ = std::move(names);
  circuit.program_ = std::move(program);
  circuit.ideal_ = circuit.placed(whole.circuit);
  return circuit;
}

// A circuit of the program, whose weights are all of its parameters, with those that are inputs as such.
sim::Circuit Circuit::placed(const sim::Circuit& circuit) const {
  sim::Circuit result(circuit.wires(), names_.inputs.size(), names_.weights.size());
  for (sim::Operation operation : circuit.operations()) {
    if (auto* gate = std::get_if<sim::Gate>(&operation.what))
      for (sim::Angle& angle : gate->angles) {
        if (angle.fixed()) continue;
        const std::string& name = program_->parameters[angle.slot.value];
        const auto input = std::ranges::find(names_.inputs, name);
        const bool is_input = input != names_.inputs.end();
        angle.source = is_input ? sim::Angle::Source::input : sim::Angle::Source::weight;
        const auto slot =
            is_input ? input - names_.inputs.begin() : std::ranges::find(names_.weights, name) - names_.weights.begin();
        angle.slot = Slot(static_cast<std::uint32_t>(slot));
      }
    result.add(std::move(operation));
  }
  return result;
}

std::size_t Circuit::slot_of(const GivenAngle& angle) {
  const bool input = angle.source == sim::Angle::Source::input;
  require(!input || ideal_.preparation() == sim::Preparation::zero,
          "the inputs of this circuit are the amplitudes that it starts with: no angle is one of them");
  std::vector<std::string>& names = input ? names_.inputs : names_.weights;
  std::size_t slot = 0;
  if (const auto* name = std::get_if<std::string>(&angle.slot)) {
    slot = static_cast<std::size_t>(std::ranges::find(names, *name) - names.begin());
    if (slot == names.size()) names.push_back(*name);
  } else {
    slot = std::get<std::size_t>(angle.slot);
    require(slot < 1'000'000, "parameter {}: there are up to a million", slot);
    while (names.size() <= slot) names.push_back(fmt::format("{}{}", input ? "x" : "theta", names.size()));
  }
  return slot;
}

void Circuit::append(std::string_view gate, const std::vector<std::uint32_t>& wires,
                     const std::vector<GivenAngle>& angles) {
  const Names before = names_;
  try {
    sim::Gate what{.id = gate_named(gate), .angles = {}};
    for (const GivenAngle& given : angles) {
      sim::Angle angle{.source = given.source, .scale = given.scale, .offset = given.offset};
      if (given.source != sim::Angle::Source::constant) angle.slot = Slot(static_cast<std::uint32_t>(slot_of(given)));
      what.angles.push_back(angle);
    }
    require_names(names_);
    std::vector<Wire> on;
    for (const std::uint32_t wire : wires) on.emplace_back(wire);
    append({.wires = std::move(on), .what = std::move(what)});
  } catch (...) {
    names_ = before;
    throw;
  }
}

void Circuit::append(sim::Operation operation) {
  if (names_.inputs.size() != ideal_.inputs() || names_.weights.size() != ideal_.weights()) {
    sim::Circuit grown = resized(ideal_, names_.inputs.size(), names_.weights.size());
    grown.add(std::move(operation));
    ideal_ = std::move(grown);
  } else {
    ideal_.add(std::move(operation));
  }
  program_.reset();
  encoding_.reset();
  runners_.reset();
}

Circuit Circuit::with_noise(std::string_view noise) const {
  Circuit result = *this;
  result.runners_.reset();
  result.noise_ = noise;
  result.noisy();  // throws for noise that cannot be simulated
  return result;
}

sim::Circuit Circuit::noisy() const {
  if (noise_.empty()) return ideal_;
  const sim::NoiseModel noise = sim::parse_noise(noise_);
  return program_ ? placed(sim::circuit_of(*program_, noise)) : sim::with_noise(ideal_, noise);
}

sim::Program Circuit::program() const {
  if (program_) return *program_;
  std::vector<std::string> names = names_.inputs;
  names.insert(names.end(), names_.weights.begin(), names_.weights.end());
  return sim::program_of(ideal_, std::move(names));
}

std::vector<std::string> Circuit::wire_names() const {
  std::vector<std::string> names;
  for (std::uint32_t w = 0; w < ideal_.wires(); ++w)
    names.push_back(program_ ? program_->wire_name(Wire(w)) : fmt::format("q[{}]", w));
  return names;
}

namespace {

// The parameters under their names, coloured as data and weights; drawings of programs know no data.
drawing::Layout layout_of(const sim::Circuit& circuit, const sim::Program& program) {
  drawing::Layout layout = drawing::lay_out(program);
  const drawing::Layout plain = drawing::lay_out(circuit);
  if (layout.operations.size() >= plain.operations.size() && plain.operations.size() == circuit.operations().size())
    for (std::size_t i = 0; i < plain.operations.size(); ++i)
      if (plain.operations[i].wires == layout.operations[i].wires)
        layout.operations[i].family = plain.operations[i].family;
  return layout;
}

}  // namespace

std::string Circuit::text(std::size_t width) const {
  const bool amplitudes = ideal_.preparation() == sim::Preparation::amplitudes;
  return drawing::circuit_text(amplitudes ? drawing::lay_out(ideal_) : layout_of(ideal_, program()), width);
}

std::string Circuit::svg(const std::string& title) const {
  const bool amplitudes = ideal_.preparation() == sim::Preparation::amplitudes;
  return drawing::circuit_svg(amplitudes ? drawing::lay_out(ideal_) : layout_of(ideal_, program()),
                              {.title = title, .measured = {}});
}

std::string Circuit::qasm(int version) const {
  require(version == 2 || version == 3, "OpenQASM {}: 2 and 3 can be written", version);
  return qasm::write(program(), version == 2 ? qasm::Version::qasm2 : qasm::Version::qasm3);
}

Runners& Circuit::runners() const {
  if (!runners_) runners_ = std::make_shared<Runners>(noisy());
  return *runners_;
}

}  // namespace quanvas::python
