// Classical variables, assignments and measurements.
#include <algorithm>
#include <array>
#include <utility>

#include "qasm/interpreter.hpp"

namespace quanvas::qasm {
namespace {

// The operator of "+=", "<<=", ...; empty for other symbols.
std::string_view operator_of_assignment(const Token& sign) {
  constexpr std::array<std::string_view, 11> kSigns{
      "+=", "-=", "*=", "/=", "%=", "&=", "|=", "^=", "<<=", ">>=", "**="};
  const bool known = sign.kind == Token::Kind::symbol && std::ranges::find(kSigns, sign.text) != kSigns.end();
  return known ? sign.text.substr(0, sign.text.size() - 1) : std::string_view();
}

}  // namespace

// After the word "int", or after "const int".
void Interpreter::read_declaration(const Token& word, bool constant) {
  const bool array = lexer_.peek().is("[");
  const auto type = read_type(reading_, word);
  require_at(type.has_value(), word.place,
             "`{}{}` is not supported, only of the types bit, bool, int, uint, float and angle",
             constant ? "const " : "", word.text);
  const Token name = lexer_.expect(Token::Kind::name, "a name");
  const Place place = lexer_.peek().place;
  if (type->kind == Type::Kind::bits && !constant) {
    Variable& variable = declare_bits(name, *type, array);
    if (!lexer_.accept("=")) return;
    Operand target{.name = name, .array = array};
    for (std::uint32_t i = 0; i < type->width; ++i) target.bits.push_back(variable.first + i);
    if (accept_measure()) measure(read_qubits(), target);
    else assign_bits(target.bits, read_expression(reading_), name.place);
    return;
  }
  require_at(!constant || lexer_.peek().is("="), place, "the value of the constant `{}` is missing", name.text);
  Variable variable{.type = *type, .constant = constant};
  if (type->kind == Type::Kind::real) variable.formula = Formula::number(0);
  if (!lexer_.accept("=")) {
    scopes_.declare(name, std::move(variable));
    return;
  }
  const Place start = lexer_.peek().place;
  const Value value = accept_measure() ? measured_value(read_qubits(), start) : read_expression(reading_);
  require_at(!constant || !value.formula.depends_on_parameters(), start, "the constant `{}` depends on an input",
             name.text);
  require_at(!constant || value.known(), start, "the constant `{}` depends on a measurement", name.text);
  assign(name, scopes_.declare(name, std::move(variable)), value, place);
}

// After the name: "= value", "[i] = value", "+= value", "= measure q".
void Interpreter::read_assignment(const Token& name) {
  Variable& variable = *scopes_.find(name.text);
  require_at(!variable.constant, name.place, "`{}` is constant", name.text);
  const bool part = lexer_.peek().is("[");
  Operand target{.name = name};
  if (part || variable.what == Variable::What::memory) {
    store(variable, name);
    target.array = variable.array || (!variable.bits() && variable.type.width > 1);
    for (std::uint32_t i = 0; i < variable.type.width; ++i) target.bits.push_back(variable.first + i);
  }
  if (part) {
    require_at(target.array, lexer_.peek().place, "`{}` is single: it has no index", name.text);
    const std::vector<std::uint32_t> all = std::exchange(target.bits, {});
    for (const std::size_t i : read_indices(all.size(), name.text, target.array)) target.bits.push_back(all[i]);
  }
  const Token sign = lexer_.take();
  const std::string_view op = operator_of_assignment(sign);
  require_at(sign.is("=") || !op.empty(), sign.place, "`=` is expected here, not `{}`", sign.text);
  if (op.empty() && accept_measure()) {
    if (!target.bits.empty()) return measure(read_qubits(), target);
    return assign(name, variable, measured_value(read_qubits(), sign.place), sign.place);
  }
  Value value = read_expression(reading_);
  if (!op.empty()) {
    require_at(!part, sign.place, "`{}` of a part of `{}` is not supported", sign.text, name.text);
    const Token symbol{.kind = Token::Kind::symbol, .text = op, .place = sign.place};
    value = apply(symbol, variable.value(name.text, name.place), value, reading_.version);
  }
  if (part) assign_bits(target.bits, value, sign.place);
  else assign(name, variable, value, sign.place);
}

void Interpreter::assign(const Token& name, Variable& variable, const Value& value, const Place& place) {
  if (variable.what == Variable::What::value && value.formula.depends_on_bits()) store(variable, name);
  if (variable.what == Variable::What::value) {
    variable.formula = converted(value, variable.type, place).formula;
    return;
  }
  Value whole = value;
  if (variable.type.kind != Type::Kind::bits) whole = converted(value, variable.type, place);
  std::vector<std::uint32_t> bits;
  for (std::uint32_t i = 0; i < variable.type.width; ++i) bits.push_back(variable.first + i);
  assign_bits(bits, whole, place);
}

// The first bit becomes the least significant digit.
void Interpreter::assign_bits(const std::vector<std::uint32_t>& bits, const Value& value, const Place& place) {
  require_at(bits.size() <= 64, place, "a value of {} bits: from 1 to 64 are supported", bits.size());
  require_at(value.type.kind != Type::Kind::bits || value.type.width == bits.size(), place,
             "{} bits are assigned to {}", value.type.width, bits.size());
  const Formula digits = as_integer(value, place);
  const bool together = bits.back() - bits.front() + 1 == bits.size() && std::ranges::is_sorted(bits);
  if (together) {
    block().emplace_back(
        sim::Assignment{.first = bits.front(), .count = static_cast<std::uint32_t>(bits.size()), .value = digits});
    return;
  }
  for (std::size_t i = 0; i < bits.size(); ++i)
    block().emplace_back(sim::Assignment{
        .first = bits[i],
        .count = 1,
        .value = Formula::digits(
            Formula::apply(sim::Operator::shift_right, digits, Formula::integer(static_cast<std::int64_t>(i))), 1,
            false)});
}

// Keeps the variable in bits of the program from here on.
void Interpreter::store(Variable& variable, const Token& name) {
  if (variable.what == Variable::What::memory) return;
  require_at(variable.type.kind != Type::Kind::real, name.place,
             "the float `{}` depends on a measurement: integers, angles and bits may", name.text);
  require_at(!variable.constant && !variable.formula.depends_on_parameters(), name.place,
             "`{}` depends on an input, and on a measurement", name.text);
  const Value value = variable.value(name.text, name.place);
  const std::uint32_t first = allocate_memory(variable.type.width, name.place);
  const Formula digits = as_integer(value, name.place);
  variable.what = Variable::What::memory;
  variable.first = first;
  if (digits.whole() != 0)
    block().emplace_back(
        sim::Assignment{.first = first, .count = static_cast<std::uint32_t>(variable.type.width), .value = digits});
}

bool Interpreter::accept_measure() { return lexer_.accept("measure"); }

// measure q -> c
void Interpreter::read_measurement() {
  const Operand qubits = read_qubits();
  if (lexer_.accept("->")) return measure(qubits, read_operand(false));
  require_at(version3(), lexer_.peek().place, "`-> BIT` is missing after the measured qubits");
  measured_value(qubits, qubits.name.place);
}

void Interpreter::measure(const Operand& qubits, const Operand& bits) {
  require_at(qubits.size() == bits.size(), bits.name.place, "{} qubits are measured to {} bits", qubits.size(),
             bits.size());
  for (std::size_t i = 0; i < qubits.size(); ++i) {
    touched_[qubits.wires[i].value] = true;
    block().emplace_back(sim::Measurement{.wire = qubits.wires[i], .bit = bits.bits[i]});
  }
}

// To bits that have no name.
Value Interpreter::measured_value(const Operand& qubits, const Place& place) {
  Operand bits{.name = qubits.name, .array = qubits.array};
  const std::uint32_t first = allocate_memory(qubits.size(), place);
  for (std::uint32_t i = 0; i < qubits.size(); ++i) bits.bits.push_back(first + i);
  measure(qubits, bits);
  if (qubits.size() > 64) return {};
  return {.type = {.kind = Type::Kind::bits, .width = qubits.size(), .is_signed = false},
          .formula = Formula::bits(first, qubits.size())};
}

}  // namespace quanvas::qasm
