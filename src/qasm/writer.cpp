#include "qasm/writer.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <complex>
#include <cstdint>
#include <iterator>
#include <set>
#include <string_view>
#include <utility>
#include <variant>

namespace quanvas::qasm {
namespace {

// A gate that a standard file lacks, made of gates that both have; up to its global phase.
struct Extra {
  std::string_view name;
  std::string_view signature;
  std::string_view body;
};

constexpr std::array kExtras{
    Extra{"sx", " a", "rx(pi/2) a;"},
    Extra{"sxdg", " a", "rx(-pi/2) a;"},
    Extra{"swap", " a, b", "cx a, b; cx b, a; cx a, b;"},
    Extra{"crx", "(theta) a, b", "h b; crz(theta) a, b; h b;"},
    Extra{"cry", "(theta) a, b", "ry(theta/2) b; cx a, b; ry(-theta/2) b; cx a, b;"},
    Extra{"rxx", "(theta) a, b", "h a; h b; cx a, b; rz(theta) b; cx a, b; h a; h b;"},
    Extra{"ryy", "(theta) a, b", "rx(pi/2) a; rx(pi/2) b; cx a, b; rz(theta) b; cx a, b; rx(-pi/2) a; rx(-pi/2) b;"},
    Extra{"rzz", "(theta) a, b", "cx a, b; rz(theta) b; cx a, b;"},
    Extra{"cswap", " c, a, b", "cx b, a; ccx c, a, b; cx b, a;"},
};

// Of OpenQASM 2's first qelib1.inc and of stdgates.inc.
constexpr std::array<std::string_view, 4> kExtrasOf3{"sxdg", "rxx", "ryy", "rzz"};

// Words of the language and what stdgates.inc and this file define besides the names in kGates.
constexpr std::array<std::string_view, 79> kReserved{"OPENQASM", "include",  "defcalgrammar",
                                                     "def",      "cal",      "defcal",
                                                     "gate",     "extern",   "box",
                                                     "let",      "break",    "continue",
                                                     "if",       "else",     "end",
                                                     "return",   "for",      "while",
                                                     "in",       "switch",   "case",
                                                     "default",  "pragma",   "input",
                                                     "output",   "const",    "readonly",
                                                     "mutable",  "qreg",     "qubit",
                                                     "creg",     "bool",     "bit",
                                                     "int",      "uint",     "float",
                                                     "angle",    "complex",  "array",
                                                     "void",     "duration", "stretch",
                                                     "gphase",   "inv",      "pow",
                                                     "ctrl",     "negctrl",  "durationof",
                                                     "delay",    "reset",    "measure",
                                                     "barrier",  "true",     "false",
                                                     "im",       "q",        "pi",
                                                     "tau",      "euler",    "U",
                                                     "CX",       "phase",    "cphase",
                                                     "u1",       "u2",       "cu",
                                                     "sin",      "cos",      "tan",
                                                     "arcsin",   "arccos",   "arctan",
                                                     "exp",      "log",      "sqrt",
                                                     "mod",      "ceiling",  "floor",
                                                     "sizeof"};

bool is_identifier(std::string_view name) {
  const auto letter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; };
  const auto inner = [&](char c) { return letter(c) || (c >= '0' && c <= '9'); };
  return !name.empty() && letter(name[0]) && std::ranges::all_of(name, inner) &&
         std::ranges::find(kReserved, name) == kReserved.end() && !sim::find_gate(name);
}

std::vector<std::string> completed(std::vector<std::string> names, std::size_t count, std::string_view prefix,
                                   std::string_view what) {
  if (names.empty())
    for (std::size_t i = 0; i < count; ++i) names.push_back(fmt::format("{}{}", prefix, i));
  require(names.size() == count, "{} names for {} {}s of the circuit", names.size(), count, what);
  for (const std::string& name : names)
    require(is_identifier(name), "the {} cannot be called `{}` in OpenQASM", what, name);
  return names;
}

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
  Writer(const sim::Circuit& circuit, Version version, const Names& names)
      : circuit_(circuit),
        version_(version),
        inputs_(completed(names.inputs, circuit.inputs(), "x", "input")),
        weights_(completed(names.weights, circuit.weights(), "theta", "weight")) {
    std::set<std::string_view> distinct(inputs_.begin(), inputs_.end());
    distinct.insert(weights_.begin(), weights_.end());
    require(distinct.size() == inputs_.size() + weights_.size(), "two inputs or weights have the same name");
  }

  std::string write() {
    require(circuit_.preparation() == sim::Preparation::zero, "amplitudes as inputs cannot be written as OpenQASM");
    for (const sim::Operation& operation : circuit_.operations()) write_operation(operation);
    const bool version2 = version_ == Version::qasm2;
    std::string text =
        version2 ? "OPENQASM 2.0;\ninclude \"qelib1.inc\";\n" : "OPENQASM 3.0;\ninclude \"stdgates.inc\";\n";
    for (const Extra& extra : kExtras)
      if (used_.contains(extra.name))
        put(text, "gate {}{} {{ {} }}\n", written_name(extra.name), extra.signature, extra.body);
    if (!version2)
      for (const auto* list : {&inputs_, &weights_})
        for (const std::string& name : *list) put(text, "input float {};\n", name);
    put(text, "{}\n",
        version2 ? fmt::format("qreg q[{}];", circuit_.wires()) : fmt::format("qubit[{}] q;", circuit_.wires()));
    return text + body_;
  }

 private:
  template <class... Args>
  static void put(std::string& text, fmt::format_string<Args...> format, Args&&... args) {
    fmt::format_to(std::back_inserter(text), format, std::forward<Args>(args)...);
  }

  bool extra(std::string_view name) const {
    if (version_ == Version::qasm3) return std::ranges::find(kExtrasOf3, name) != kExtrasOf3.end();
    return std::ranges::find(kExtras, name, &Extra::name) != kExtras.end();
  }

  // Later versions of qelib1.inc have some of the extras, and readers may refuse to define those again.
  std::string written_name(std::string_view name) const {
    if (version_ == Version::qasm2) {
      if (name == "p") return "u1";
      if (name == "cp") return "cu1";
      if (extra(name)) return fmt::format("quanvas_{}", name);
    }
    return std::string(name);
  }

  void write_operation(const sim::Operation& operation) {
    if (const auto* gate = std::get_if<sim::Gate>(&operation.what)) return write_gate(*gate, operation.wires);
    if (const auto* channel = std::get_if<sim::NoiseChannel>(&operation.what))
      fail("the channel {} cannot be written as OpenQASM", channel->name);
    const sim::Matrix& matrix = std::get<sim::Unitary>(operation.what).matrix;
    require(matrix.size() == 2, "a unitary of two wires cannot be written as OpenQASM");
    sim::Gate gate{.id = sim::gate("u3"), .angles = {}};
    for (const double angle : u3_angles(matrix)) gate.angles.push_back(sim::Angle::constant(angle));
    write_gate(gate, operation.wires);
  }

  void write_gate(const sim::Gate& gate, const std::vector<Wire>& wires) {
    const std::string_view name = sim::info(gate.id).name;
    if (extra(name)) used_.insert(name);
    body_ += written_name(name);
    for (std::size_t i = 0; i < gate.angles.size(); ++i)
      put(body_, "{}{}", i == 0 ? "(" : ", ", angle_text(name, gate.angles[i]));
    if (!gate.angles.empty()) body_ += ")";
    for (std::size_t i = 0; i < wires.size(); ++i) put(body_, "{}q[{}]", i == 0 ? " " : ", ", wires[i].value);
    body_ += ";\n";
  }

  // scale * name + offset
  std::string angle_text(std::string_view gate, const sim::Angle& angle) const {
    const bool finite = std::isfinite(angle.offset) && (angle.fixed() || std::isfinite(angle.scale));
    require(finite, "an angle of the gate {} is not a finite number", gate);
    if (angle.fixed()) return fmt::format("{}", angle.offset);
    const std::string& name = (angle.source == sim::Angle::Source::input ? inputs_ : weights_)[angle.slot.value];
    require(version_ == Version::qasm3,
            "an angle of the gate {} is `{}`, and OpenQASM 2 has only numbers: bind the values or write OpenQASM 3",
            gate, name);
    std::string text = angle.scale == 1    ? name
                       : angle.scale == -1 ? "-" + name
                                           : fmt::format("{} * {}", angle.scale, name);
    if (angle.offset != 0) put(text, " {} {}", angle.offset < 0 ? '-' : '+', std::abs(angle.offset));
    return text;
  }

  const sim::Circuit& circuit_;
  Version version_;
  std::vector<std::string> inputs_;
  std::vector<std::string> weights_;
  std::set<std::string_view> used_;
  std::string body_;
};

}  // namespace

std::string write(const sim::Circuit& circuit, Version version, const Names& names) {
  return Writer(circuit, version, names).write();
}

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
