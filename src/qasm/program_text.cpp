#include "qasm/program_text.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <functional>

#include "base/error.hpp"

namespace quanvas::qasm {
namespace {

using sim::Formula;
using sim::Register;

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

}  // namespace

ProgramText::ProgramText(const sim::Program& program, Version version) : program_(program), version_(version) {
  Names names(version);
  for (const std::string& name : program.parameters) parameters_.push_back(names.take(name));
  for (const Register& r : program.qubits) {
    const bool physical = r.name.starts_with('$') && !version2();
    qubits_.push_back(physical ? r.name : names.take(r.name));
    for (std::uint32_t i = 0; i < r.size; ++i)
      wires_.push_back(r.array || version2() ? fmt::format("{}[{}]", qubits_.back(), i) : qubits_.back());
  }
  for (const Register& r : program.registers) registers_.push_back(names.take(r.name));
  for (std::size_t m = 0; m < program.memory.size(); ++m) memory_.push_back(names.take(fmt::format("memory{}", m)));
  for (const sim::Definition& definition : program.definitions) definitions_.push_back(names.take(definition.name));
}

std::string ProgramText::head() {
  std::string text =
      version2() ? "OPENQASM 2.0;\ninclude \"qelib1.inc\";\n" : "OPENQASM 3.0;\ninclude \"stdgates.inc\";\n";
  std::string definitions;
  for (const std::uint32_t d : defined_) define(definitions, d);
  for (const Extra& extra : kExtras)
    if (used_.contains(extra.name))
      put(text, "gate {}{} {{ {} }}\n", written_name(extra.name), extra.signature, extra.body);
  text += definitions;
  if (!version2())
    for (const std::string& name : parameters_) put(text, "input float {};\n", name);
  declare(text);
  return text;
}

void ProgramText::declare(std::string& text) const {
  const auto one = [&](const Register& r, const std::string& name, std::string_view old, std::string_view type) {
    if (version2()) put(text, "{} {}[{}];\n", old, name, r.size);
    else put(text, "{}{} {};\n", type, r.array ? fmt::format("[{}]", r.size) : "", name);
  };
  for (std::size_t i = 0; i < qubits_.size(); ++i)
    if (!qubits_[i].starts_with('$')) one(program_.qubits[i], qubits_[i], "qreg", "qubit");
  for (std::size_t i = 0; i < registers_.size(); ++i) one(program_.registers[i], registers_[i], "creg", "bit");
  for (std::size_t i = 0; i < memory_.size() && uses_memory_; ++i) {
    require(program_.memory[i].size <= 64, "a program that keeps {} bits without a name cannot be written as OpenQASM",
            program_.memory[i].size);
    put(text, "uint[{}] {};\n", program_.memory[i].size, memory_[i]);
  }
}

bool ProgramText::extra(std::string_view name) const {
  if (!version2()) return std::ranges::find(kExtrasOf3, name) != kExtrasOf3.end();
  return std::ranges::find(kExtras, name, &Extra::name) != kExtras.end();
}

// Later versions of qelib1.inc have some of the extras, and readers may refuse to define those again.
std::string ProgramText::written_name(std::string_view name) const {
  if (version2()) {
    if (name == "p") return "u1";
    if (name == "cp") return "cu1";
    if (extra(name)) return fmt::format("quanvas_{}", name);
  }
  return std::string(name);
}

std::string ProgramText::gate(sim::GateId gate) {
  const std::string_view name = sim::info(gate).name;
  if (extra(name)) used_.insert(name);
  return written_name(name);
}

std::string ProgramText::definition(std::uint32_t definition) {
  defined_.insert(definition);
  return definitions_[definition];
}

void ProgramText::define(std::string& text, std::uint32_t definition) {
  const sim::Definition& d = program_.definitions[definition];
  std::vector<std::string> names;
  put(text, "gate {}", definitions_[definition]);
  for (std::size_t p = 0; p < d.parameters; ++p) {
    names.push_back(fmt::format("p{}", p));
    put(text, "{}{}{}", p == 0 ? "(" : ", ", names.back(), p + 1 == d.parameters ? ")" : "");
  }
  for (std::size_t w = 0; w < d.wires; ++w) put(text, "{}q{}", w == 0 ? " " : ", ", w);
  text += " {";
  for (const sim::DefinitionStep& step : d.body) {
    put(text, " {}", gate(step.gate));
    for (std::size_t a = 0; a < step.angles.size(); ++a)
      put(text, "{}{}", a == 0 ? "(" : ", ", step.angles[a].text(spelling(names)));
    if (!step.angles.empty()) text += ")";
    for (std::size_t w = 0; w < step.wires.size(); ++w) put(text, "{}q{}", w == 0 ? " " : ", ", step.wires[w]);
    text += ";";
  }
  text += " }\n";
}

Formula::Spelling ProgramText::spelling(std::span<const std::string> names) {
  return {.parameters = names,
          .bits = [this](std::size_t first, std::size_t count) { return integer_of_bits(first, count); },
          .power = version2() ? "^" : "**",
          .logarithm = version2() ? "ln" : "log"};
}

std::string ProgramText::expression(const Formula& formula) { return formula.text(spelling(parameters_)); }

std::string ProgramText::angle(std::string_view gate, const sim::Angle& angle) {
  const bool finite = std::isfinite(angle.offset) && (angle.fixed() || std::isfinite(angle.scale));
  require(finite, "an angle of the gate {} is not a finite number", gate);
  if (angle.fixed()) return fmt::format("{}", angle.offset);
  const std::size_t slot = angle.slot.value;
  const bool derived = slot >= parameters_.size();
  const std::string name = derived ? expression(program_.derived[slot - parameters_.size()]) : parameters_[slot];
  require(!version2(),
          "an angle of the gate {} is `{}`, and OpenQASM 2 has only numbers: bind the values or write OpenQASM 3", gate,
          name);
  std::string text = angle.scale == 1    ? name
                     : angle.scale == -1 ? "-" + name
                                         : fmt::format("{} * {}", angle.scale, name);
  if (angle.offset != 0) put(text, " {} {}", angle.offset < 0 ? '-' : '+', std::abs(angle.offset));
  return text;
}

// The register or memory that has a bit, and its name.
std::pair<const Register*, std::string> ProgramText::holder(std::size_t bit) {
  const auto find = [&](const std::vector<Register>& list, const std::vector<std::string>& names) {
    for (std::size_t i = 0; i < list.size(); ++i)
      if (bit - list[i].first < list[i].size) return std::pair(&list[i], names[i]);
    return std::pair<const Register*, std::string>(nullptr, "");
  };
  if (const auto found = find(program_.registers, registers_); found.first) return found;
  uses_memory_ = true;
  return find(program_.memory, memory_);
}

std::string ProgramText::integer_of_bits(std::size_t first, std::size_t count) {
  const auto [r, name] = holder(first);
  const std::size_t i = first - r->first;
  if (count == r->size) return fmt::format("uint[{}]({})", count, name);
  if (count == 1) return fmt::format("uint[1]({}[{}])", name, i);
  return fmt::format("uint[{}]({}[{}:{}])", count, name, i, i + count - 1);
}

std::string ProgramText::bit(std::size_t index) { return target(index, 1); }

std::string ProgramText::target(std::size_t first, std::size_t count) {
  const auto [r, name] = holder(first);
  if (count == r->size && (count > 1 || (!r->array && !version2()))) return name;
  const std::size_t i = first - r->first;
  return count == 1 ? fmt::format("{}[{}]", name, i) : fmt::format("{}[{}:{}]", name, i, i + count - 1);
}

std::string ProgramText::register_of(std::size_t first, std::size_t count) const {
  for (std::size_t i = 0; i < registers_.size(); ++i)
    if (program_.registers[i].first == first && program_.registers[i].size == count) return registers_[i];
  return {};
}

}  // namespace quanvas::qasm
