// Registers of qubits and bits, and parts of them.
#include <algorithm>
#include <charconv>
#include <utility>

#include "base/text.hpp"
#include "qasm/interpreter.hpp"

namespace quanvas::qasm {

// qreg name[size]
void Interpreter::read_old_register(bool quantum) {
  const Token name = lexer_.expect(Token::Kind::name, "a register's name");
  std::optional<std::uint32_t> size;
  if (!version3())
    require_at(lexer_.peek().is("["), lexer_.peek().place, "the size of the register is missing: `{}[SIZE]`",
               name.text);
  if (lexer_.peek().is("[")) size = read_size();
  if (quantum) return declare_qubits(name, size, name.place);
  declare_bits(name, {.kind = Type::Kind::bits, .width = size.value_or(1), .is_signed = false}, size.has_value());
}

// qubit[size] name
void Interpreter::read_register() {
  const Place place = lexer_.peek().place;
  std::optional<std::uint32_t> size;
  if (lexer_.peek().is("[")) size = read_size();
  declare_qubits(lexer_.expect(Token::Kind::name, "a register's name"), size, place);
}

std::uint32_t Interpreter::read_size() {
  lexer_.expect("[");
  const std::size_t size = integer("a size", 1, kMostBits);
  lexer_.expect("]");
  return static_cast<std::uint32_t>(size);
}

void Interpreter::declare_qubits(const Token& name, std::optional<std::uint32_t> size, const Place& place) {
  require_at(scopes_.outermost() && blocks_.size() == 1, place, "qubits are declared within a block");
  const std::uint32_t count = size.value_or(1);
  require_at(program_.wires + count <= sim::kMostProgramWires, place, "more than {} qubits in all",
             sim::kMostProgramWires);
  Variable variable{.what = Variable::What::qubits, .array = size.has_value()};
  const auto first = static_cast<std::uint32_t>(program_.wires);
  for (std::uint32_t i = 0; i < count; ++i) variable.wires.emplace_back(first + i);
  scopes_.declare(name, std::move(variable));
  program_.qubits.push_back({.name = std::string(name.text), .first = first, .size = count, .array = size.has_value()});
  program_.wires += count;
  touched_.resize(program_.wires);
}

// Of the outermost scope they are a register of the program.
Variable& Interpreter::declare_bits(const Token& name, const Type& type, bool array) {
  const std::uint32_t first =
      scopes_.outermost() ? allocate(type.width, name.place) : allocate_memory(type.width, name.place);
  Variable& variable =
      scopes_.declare(name, {.what = Variable::What::memory, .type = type, .array = array, .first = first});
  if (scopes_.outermost())
    program_.registers.push_back({.name = std::string(name.text),
                                  .first = first,
                                  .size = static_cast<std::uint32_t>(type.width),
                                  .array = array});
  return variable;
}

// Hardware qubits need no declaration: the first one that is named brings all up to the highest.
Wire Interpreter::physical(const Token& token) {
  const auto number = [](const Token& of) {
    std::uint32_t value = 0;
    const auto [end, error] = std::from_chars(of.text.data() + 1, of.text.data() + of.text.size(), value);
    require_at(error == std::errc() && value < sim::kMostProgramWires, of.place, "more than {} qubits in all",
               sim::kMostProgramWires);
    return value;
  };
  if (!physical_) {
    std::uint32_t last = number(token);
    for (Lexer ahead = lexer_; ahead.peek().kind != Token::Kind::end; ahead.take())
      if (ahead.peek().kind == Token::Kind::physical) last = std::max(last, number(ahead.peek()));
    physical_ = static_cast<std::uint32_t>(program_.wires);
    require_at(program_.wires + last < sim::kMostProgramWires, token.place, "more than {} qubits in all",
               sim::kMostProgramWires);
    for (std::uint32_t i = 0; i <= last; ++i)
      program_.qubits.push_back({.name = fmt::format("${}", i), .first = *physical_ + i, .size = 1, .array = false});
    program_.wires += last + 1;
    touched_.resize(program_.wires);
  }
  const Wire wire(*physical_ + number(token));
  require_at(wire.value < program_.wires, token.place, "`{}` is used in an included file alone", token.text);
  return wire;
}

// "[i]", "[first:last]", "[first:step:last]" or "[{i, j, ...}]"; negative ones count from the end.
std::vector<std::size_t> Interpreter::read_indices(std::size_t size, std::string_view name, bool& array) {
  lexer_.expect("[");
  const auto read_one = [&] {
    const Place place = lexer_.peek().place;
    const std::int64_t i = read_integer(reading_, fmt::format("an index of `{}`", name));
    const auto count = static_cast<std::int64_t>(size);
    require_at(i >= -count && i < count && (version3() || i >= 0), place,
               "an index of `{}` of {}: it must be a whole number from 0 to {}", name, i, size - 1);
    return i < 0 ? i + count : i;
  };
  std::vector<std::size_t> indices;
  if (version3() && lexer_.accept("{")) {
    do indices.push_back(static_cast<std::size_t>(read_one()));
    while (lexer_.accept(","));
    lexer_.expect("}");
  } else {
    const std::int64_t first = version3() && lexer_.peek().is(":") ? 0 : read_one();
    if (version3() && lexer_.accept(":")) {
      const auto count = static_cast<std::int64_t>(size);
      std::int64_t step = 1, last = count - 1;
      if (!lexer_.peek().is("]")) {
        const Place place = lexer_.peek().place;
        last = read_integer(reading_, "an index");
        if (lexer_.accept(":")) {
          step = last;
          require_at(step != 0, place, "a step of 0");
          last = lexer_.peek().is("]") ? (step > 0 ? count - 1 : 0) : read_integer(reading_, "an index");
        }
        if (last < 0) last += count;
        require_at(last >= 0 && last < count, place, "an index of `{}` of {}: it must be a whole number from 0 to {}",
                   name, last, size - 1);
      }
      for (std::int64_t i = first; step > 0 ? i <= last : i >= last; i += step)
        indices.push_back(static_cast<std::size_t>(i));
      require_at(!indices.empty(), lexer_.peek().place, "a range of `{}` without a member", name);
    } else {
      indices.push_back(static_cast<std::size_t>(first));
      array = false;
    }
  }
  lexer_.expect("]");
  return indices;
}

Operand Interpreter::read_operand(bool quantum) {
  if (quantum && lexer_.peek().kind == Token::Kind::physical) {
    const Token token = lexer_.take();
    return {.name = token, .wires = {physical(token)}};
  }
  const Token name = lexer_.expect(Token::Kind::name, quantum ? "a qubit" : "a bit");
  Variable* variable = scopes_.find(name.text);
  const bool fits = variable && (variable->what == Variable::What::qubits) == quantum && !variable->constant;
  if (!fits) {
    std::vector<std::string_view> candidates;
    for (const std::string_view other : scopes_.names())
      if (Variable* v = scopes_.find(other); v && (v->what == Variable::What::qubits) == quantum)
        candidates.push_back(other);
    fail_at(name.place, "`{}` is no register of {}{}", name.text, quantum ? "qubits" : "bits",
            suggestion(name.text, candidates));
  }
  Operand operand{.name = name, .array = variable->array};
  if (!quantum) {
    // An angle or an integer is measured to as the bits that it is made of.
    store(*variable, name);
    operand.array = variable->array || (!variable->bits() && variable->type.width > 1);
    for (std::uint32_t i = 0; i < variable->type.width; ++i) operand.bits.push_back(variable->first + i);
  } else {
    operand.wires = variable->wires;
  }
  if (!lexer_.peek().is("[")) return operand;
  require_at(operand.array, lexer_.peek().place, "`{}` is single: it has no index", name.text);
  const std::vector<std::size_t> indices = read_indices(operand.size(), name.text, operand.array);
  Operand part{.name = name, .array = operand.array};
  for (const std::size_t i : indices) {
    if (quantum) part.wires.push_back(operand.wires[i]);
    else part.bits.push_back(operand.bits[i]);
  }
  return part;
}

// Registers, parts of them, and concatenations.
Operand Interpreter::read_qubits() {
  Operand operand = read_operand(true);
  while (version3() && lexer_.accept("++")) {
    const Operand more = read_operand(true);
    operand.array = true;
    operand.wires.insert(operand.wires.end(), more.wires.begin(), more.wires.end());
  }
  return operand;
}

// let name = qubits
void Interpreter::read_alias() {
  const Token name = lexer_.expect(Token::Kind::name, "a name");
  lexer_.expect("=");
  const Operand operand = read_qubits();
  std::vector<Wire> sorted = operand.wires;
  std::ranges::sort(sorted);
  const auto twice = std::ranges::adjacent_find(sorted);
  require_at(twice == sorted.end(), operand.name.place, "the qubit {} is named twice",
             twice == sorted.end() ? "" : program_.wire_name(*twice));
  scopes_.declare(name, {.what = Variable::What::qubits, .array = operand.array, .wires = operand.wires});
}

// The wires of each application of a gate to whole registers.
std::vector<std::vector<Wire>> Interpreter::broadcast(const std::vector<Operand>& operands) const {
  const Operand* array = nullptr;  // the first that is a whole register
  for (const Operand& operand : operands) {
    if (!operand.array) continue;
    if (!array) array = &operand;
    require_at(operand.wires.size() == array->wires.size(), operand.name.place,
               "registers of different sizes: `{}` of {} and `{}` of {}", array->name.text, array->wires.size(),
               operand.name.text, operand.wires.size());
  }
  std::vector<std::vector<Wire>> all;
  for (std::size_t i = 0; i < (array ? array->wires.size() : 1); ++i) {
    std::vector<Wire> wires;
    for (const Operand& operand : operands) {
      const Wire wire = operand.wires[operand.array ? i : 0];
      require_at(std::ranges::find(wires, wire) == wires.end(), operand.name.place, "the qubit {} is named twice",
                 program_.wire_name(wire));
      wires.push_back(wire);
    }
    all.push_back(std::move(wires));
  }
  return all;
}

}  // namespace quanvas::qasm
