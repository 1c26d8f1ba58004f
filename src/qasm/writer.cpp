#include "qasm/writer.hpp"

#include <array>
#include <cmath>
#include <complex>
#include <utility>
#include <variant>

#include "qasm/program_text.hpp"

namespace quanvas::qasm {
namespace {

// The matrix as u3 up to its global phase. Whichever of its columns' two entries is larger fixes the sum or difference
// of phi and lambda.
std::array<double, 3> u3_angles(const sim::Matrix& u) {
  const double phi = std::arg(u(1, 0)) - std::arg(u(0, 0));
  const bool upper = std::abs(u(0, 0)) >= std::abs(u(1, 0));
  const double lambda =
      upper ? std::arg(u(1, 1)) - std::arg(u(0, 0)) - phi : std::arg(-u(0, 1)) - std::arg(u(1, 0)) + phi;
  return {2 * std::atan2(std::abs(u(1, 0)), std::abs(u(0, 0))), phi, lambda};
}

class Writer {
 public:
  Writer(const sim::Program& program, Version version) : program_(program), text_(program, version) {}

  std::string write() {
    write(program_.body);
    for (const sim::Measurement& measurement : program_.measured) write(measurement);
    return text_.head() + body_;
  }

 private:
  void write(const sim::Block& block) {
    for (const sim::Step& step : block) {
      body_ += indent_;
      std::visit([this](const auto& one) { write(one); }, step);
    }
  }

  void write(const sim::Operation& operation) {
    if (const auto* channel = std::get_if<sim::NoiseChannel>(&operation.what))
      fail("the channel {} cannot be written as OpenQASM", channel->name);
    if (const auto* gate = std::get_if<sim::Gate>(&operation.what)) return write(*gate, operation.wires);
    const sim::Matrix& matrix = std::get<sim::Unitary>(operation.what).matrix;
    require(matrix.size() == 2, "a unitary of two wires cannot be written as OpenQASM");
    sim::Gate gate{.id = sim::gate("u3"), .angles = {}};
    for (const double angle : u3_angles(matrix)) gate.angles.push_back(sim::Angle::constant(angle));
    write(gate, operation.wires);
  }

  void write(const sim::Gate& gate, const std::vector<Wire>& wires) {
    apply(text_.gate(gate.id), sim::info(gate.id).name, gate.angles, wires);
  }

  void write(const sim::DefinedGate& gate) {
    const std::string name = text_.definition(gate.definition);
    apply(name, name, gate.arguments, gate.wires);
  }

  template <class Angles, class Wires>
  void apply(std::string_view name, std::string_view shown, const Angles& angles, const Wires& wires) {
    body_ += name;
    std::string_view separator = "(";
    for (const sim::Angle& angle : angles) {
      put(body_, "{}{}", separator, text_.angle(shown, angle));
      separator = ", ";
    }
    if (separator == ", ") body_ += ")";
    list(wires);
    body_ += ";\n";
  }

  template <class Wires>
  void list(const Wires& wires) {
    std::string_view separator = " ";
    for (const Wire wire : wires) {
      put(body_, "{}{}", separator, text_.wire(wire));
      separator = ", ";
    }
  }

  void write(const sim::Measurement& measurement) {
    if (text_.version2()) put(body_, "measure {} -> {};\n", text_.wire(measurement.wire), text_.bit(measurement.bit));
    else put(body_, "{} = measure {};\n", text_.bit(measurement.bit), text_.wire(measurement.wire));
  }

  void write(const sim::Reset& reset) { put(body_, "reset {};\n", text_.wire(reset.wire)); }

  void write(const sim::Barrier& barrier) {
    body_ += "barrier";
    list(barrier.wires);
    body_ += ";\n";
  }

  void write(const sim::Assignment& assignment) {
    require(!text_.version2(), "an assignment cannot be written as OpenQASM 2: write OpenQASM 3");
    put(body_, "{} = {};\n", text_.target(assignment.first, assignment.count), text_.expression(assignment.value));
  }

  void write(const sim::Branch& branch) {
    if (text_.version2()) return write_equality(branch);
    put(body_, "if (bool({})) ", text_.expression(branch.condition));
    write_braces(branch.then);
    if (branch.otherwise.empty()) return;
    body_ += indent_ + "else ";
    write_braces(branch.otherwise);
  }

  // OpenQASM 2 knows `if (register == number)` before one operation. It is written before each: none of them may
  // change the register.
  void write_equality(const sim::Branch& branch) {
    const auto equality = branch.condition.equality();
    const std::string name = equality ? text_.register_of(equality->first, equality->count) : "";
    require(!name.empty() && branch.otherwise.empty() && equality->number >= 0,
            "a condition other than `register == number` cannot be written as OpenQASM 2: write OpenQASM 3");
    bool first = true;
    for (const sim::Step& step : branch.then) {
      const auto* measurement = std::get_if<sim::Measurement>(&step);
      const bool changes = measurement && measurement->bit - equality->first < equality->count;
      require(!std::holds_alternative<sim::Branch>(step) && !(changes && branch.then.size() > 1),
              "this condition cannot be written as OpenQASM 2: write OpenQASM 3");
      put(body_, "{}if ({} == {}) ", first ? "" : indent_, name, equality->number);
      first = false;
      std::visit([this](const auto& one) { write(one); }, step);
    }
    if (first) put(body_, "barrier {};\n", text_.wire(Wire(0)));
  }

  void write(const sim::Loop& loop) {
    require(!text_.version2(), "a loop cannot be written as OpenQASM 2: write OpenQASM 3");
    put(body_, "while (bool({})) ", text_.expression(loop.condition));
    write_braces(loop.body);
  }

  void write_braces(const sim::Block& block) {
    body_ += "{\n";
    indent_ += "  ";
    write(block);
    indent_.resize(indent_.size() - 2);
    body_ += indent_ + "}\n";
  }

  const sim::Program& program_;
  ProgramText text_;
  std::string body_;
  std::string indent_;
};

}  // namespace

std::string write(const sim::Program& program, Version version) { return Writer(program, version).write(); }

std::string write(const sim::Circuit& circuit, Version version) { return write(sim::program_of(circuit), version); }

sim::Circuit bind(const sim::Circuit& circuit, std::span<const double> inputs, std::span<const double> weights) {
  require(circuit.preparation() == sim::Preparation::zero, "amplitudes as inputs cannot be bound");
  require(inputs.size() == circuit.inputs(), "{} values for {} inputs", inputs.size(), circuit.inputs());
  require(weights.size() == circuit.weights(), "{} values for {} weights", weights.size(), circuit.weights());
  sim::Circuit bound(circuit.wires(), 0, 0);
  for (sim::Operation operation : circuit.operations()) {
    if (auto* gate = std::get_if<sim::Gate>(&operation.what))
      for (sim::Angle& angle : gate->angles)
        if (!angle.fixed()) {
          const std::span<const double> values = angle.source == sim::Angle::Source::input ? inputs : weights;
          angle = sim::Angle::constant(angle.scale * values[angle.slot.value] + angle.offset);
        }
    bound.add(std::move(operation));
  }
  return bound;
}

}  // namespace quanvas::qasm
