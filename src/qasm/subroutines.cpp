// Subroutines, which are inlined where they are called.
#include <utility>

#include "base/text.hpp"
#include "qasm/interpreter.hpp"

namespace quanvas::qasm {

// After the word `def`: kept as text.
void Interpreter::define_subroutine() {
  const Token name = lexer_.expect(Token::Kind::name, "a subroutine's name");
  require_at(scopes_.outermost() && blocks_.size() == 1, name.place, "a subroutine is defined within a block");
  const auto [entry, added] = subroutines_.emplace(name.text, Subroutine{.name = name, .body = lexer_});
  require_at(added, name.place, "the subroutine `{}` is defined already", name.text);
  require_at(lexer_.peek().is("("), lexer_.peek().place, "`(` is expected here");
  skip_balanced(lexer_);
  while (!lexer_.peek().is("{") && lexer_.peek().kind != Token::Kind::end) lexer_.take();
  require_at(lexer_.peek().is("{"), name.place, "the subroutine `{}` has no body", name.text);
  skip_balanced(lexer_);
}

// The arguments of a call, by what the parameters are. As in drafts of OpenQASM 3, qubits may stand behind the
// parentheses.
std::vector<Interpreter::Argument> Interpreter::read_arguments(Lexer parameters, const Token& name) {
  std::vector<Argument> arguments;
  bool open = lexer_.accept("(");
  bool first = true;
  parameters.expect("(");
  while (!parameters.accept(")")) {
    if (open && lexer_.peek().is(")") && parameters.peek().is("qubit")) {
      lexer_.take();
      open = false;
      first = true;
    }
    const bool more = first ? !lexer_.peek().is(open ? ")" : ";") : lexer_.accept(",");
    require_at(more, lexer_.peek().place, "the subroutine `{}` takes more than {} arguments", name.text,
               arguments.size());
    first = false;
    Argument argument{.place = lexer_.peek().place};
    const bool qubits = parameters.peek().is("qubit") || parameters.peek().is("qreg");
    if (qubits) argument.qubits = read_qubits();
    else argument.value = read_expression(reading_);
    arguments.push_back(std::move(argument));
    while (!parameters.peek().is(",") && !parameters.peek().is(")")) {
      if (parameters.peek().is("[")) skip_balanced(parameters);
      else parameters.take();
    }
    parameters.accept(",");
  }
  require_at(!lexer_.peek().is(","), lexer_.peek().place, "the subroutine `{}` takes {} arguments", name.text,
             arguments.size());
  if (open) lexer_.expect(")");
  return arguments;
}

// Reads one parameter and declares it as the argument.
void Interpreter::bind_parameter(Lexer& parameters, const Argument& argument) {
  const Reading reading{.lexer = parameters, .scopes = scopes_, .version = reading_.version};
  const Token word = parameters.expect(Token::Kind::name, "a type");
  std::optional<std::size_t> size;
  const auto read_bracket = [&] {
    if (!parameters.accept("[")) return;
    size = read_integer(reading, "a size", 1, kMostBits);
    parameters.expect("]");
  };
  if (word.is("qubit") || word.is("qreg")) {
    read_bracket();
    const Token name = parameters.expect(Token::Kind::name, "a parameter's name");
    read_bracket();
    require_at(argument.qubits.size() == size.value_or(1) && argument.qubits.array == size.has_value(), argument.place,
               "`{}` takes {}, {} are given", name.text, size ? fmt::format("{} qubits", *size) : "a single qubit",
               argument.qubits.size());
    scopes_.declare(name, {.what = Variable::What::qubits, .array = size.has_value(), .wires = argument.qubits.wires});
    return;
  }
  std::optional<Type> type;
  if (word.is("creg")) type = Type{.kind = Type::Kind::bits, .width = 1, .is_signed = false};
  else type = read_type(reading, word);
  require_at(type.has_value(), word.place, "a parameter of type `{}` is not supported", word.text);
  bool array = type->kind == Type::Kind::bits && type->width > 1;
  const Token name = parameters.expect(Token::Kind::name, "a parameter's name");
  if (word.is("creg")) {
    read_bracket();
    type->width = size.value_or(1);
    array = size.has_value();
  }
  if (type->kind == Type::Kind::bits) {
    Variable& variable = declare_bits(name, *type, array);
    return assign(name, variable, argument.value, argument.place);
  }
  Variable variable{.type = *type};
  assign(name, scopes_.declare(name, std::move(variable)), argument.value, argument.place);
}

// After the name of a subroutine, with its arguments in parentheses.
Value Interpreter::call_subroutine(const Token& name) {
  const auto found = subroutines_.find(name.text);
  if (found == subroutines_.end()) {
    std::vector<std::string_view> known;
    for (const auto& entry : subroutines_) known.push_back(entry.first);
    for (const sim::RealFunction& function : functions()) known.push_back(function.name);
    fail_at(name.place, "unknown function `{}`{}", name.text, suggestion(name.text, known));
  }
  require_at(++nesting_ <= kMostBlocks, name.place, "subroutines nested more than {} deep", kMostBlocks);
  Lexer from = found->second.body;
  const std::vector<Argument> arguments = read_arguments(from, name);
  scopes_.enter(Scopes::Kind::subroutine);
  from.expect("(");
  for (const Argument& argument : arguments) {
    bind_parameter(from, argument);
    if (!from.peek().is(")")) from.expect(",");
  }
  from.expect(")");
  const Lexer after = std::exchange(lexer_, from);
  std::optional<Type> type;
  if (lexer_.accept("->")) type = read_type(reading_, lexer_.expect(Token::Kind::name, "a type"));
  const std::size_t outer_loop = std::exchange(loop_blocks_, 0);
  const std::size_t outer = std::exchange(subroutine_blocks_, blocks_.size());
  returned_.reset();
  lexer_.expect("{");
  while (jump_ == Jump::none && !lexer_.accept("}")) read_statement();
  if (jump_ == Jump::back) jump_ = Jump::none;
  loop_blocks_ = outer_loop;
  subroutine_blocks_ = outer;
  lexer_ = after;
  scopes_.leave();
  --nesting_;
  const std::optional<Value> value = std::exchange(returned_, std::nullopt);
  if (!type) return value.value_or(Value{});
  require_at(value.has_value(), name.place, "the subroutine `{}` returns nothing", name.text);
  return converted(*value, *type, name.place);
}

// After the word `return`.
void Interpreter::read_return() {
  const Place place = lexer_.peek().place;
  require_at(subroutine_blocks_ > 0, place, "`return` outside of a subroutine");
  require_at(blocks_.size() == subroutine_blocks_, place,
             "`return` under a condition that depends on a measurement is not supported");
  if (accept_measure()) returned_ = measured_value(read_qubits(), place);
  else if (!lexer_.peek().is(";")) returned_ = read_expression(reading_);
  lexer_.expect(";");
  jump_ = Jump::back;
}

}  // namespace quanvas::qasm
