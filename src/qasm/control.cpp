// Conditions and loops. What is decided by known numbers is decided here; what depends on measurements becomes a step
// of the program, and before it the variables that it may change become bits.
#include <utility>

#include "qasm/interpreter.hpp"

namespace quanvas::qasm {
namespace {

bool assigns(const Token& sign) {
  if (sign.kind != Token::Kind::symbol || sign.text.empty() || sign.text.back() != '=') return false;
  return !sign.is("==") && !sign.is("!=") && !sign.is("<=") && !sign.is(">=");
}

bool same_place(const Lexer& a, const Lexer& b) {
  return a.peek().place.line == b.peek().place.line && a.peek().place.column == b.peek().place.column;
}

}  // namespace

// From an opening bracket to the one that closes it.
void skip_balanced(Lexer& lexer) {
  const Token open = lexer.peek();
  int depth = 0;
  do {
    const Token token = lexer.take();
    require_at(token.kind != Token::Kind::end, open.place, "this `{}` is not closed", open.text);
    if (token.is("(") || token.is("{") || token.is("[")) ++depth;
    if (token.is(")") || token.is("}") || token.is("]")) --depth;
  } while (depth > 0);
}

void skip_statement(Lexer& lexer, int nesting) {
  const Token first = lexer.peek();
  require_at(nesting <= kMostBlocks, first.place, "blocks nested more than {} deep", kMostBlocks);
  if (first.is("{")) return skip_balanced(lexer);
  if (lexer.accept("if")) {
    skip_balanced(lexer);
    skip_statement(lexer, nesting + 1);
    if (lexer.accept("else")) skip_statement(lexer, nesting + 1);
    return;
  }
  if (first.is("for") || first.is("while") || first.is("switch")) {
    while (!lexer.peek().is("in") && !lexer.peek().is("(") && lexer.peek().kind != Token::Kind::end) lexer.take();
    if (lexer.accept("in") && lexer.peek().kind == Token::Kind::name) lexer.take();
    else skip_balanced(lexer);
    return skip_statement(lexer, nesting + 1);
  }
  const bool block = first.is("gate") || first.is("def");
  for (;;) {
    const Token next = lexer.peek();
    require_at(next.kind != Token::Kind::end && !next.is("}"), next.place, "`;` is missing at the end of a statement");
    if (next.is("{") || next.is("(") || next.is("[")) skip_balanced(lexer);
    else lexer.take();
    if (next.is(";") || (block && next.is("{"))) return;
  }
}

// A statement, or several in braces, in a scope of their own. After a jump the rest is not run.
void Interpreter::read_body() {
  require_at(++nesting_ <= kMostBlocks, lexer_.peek().place, "blocks nested more than {} deep", kMostBlocks);
  scopes_.enter(Scopes::Kind::block);
  Lexer after = lexer_;
  if (version3() && lexer_.accept("{")) {
    while (jump_ == Jump::none && !lexer_.accept("}")) read_statement();
  } else {
    read_statement();
  }
  if (jump_ != Jump::none) {
    skip_statement(after);
    lexer_ = after;
  }
  scopes_.leave();
  --nesting_;
}

void Interpreter::read_dynamic(sim::Block& steps) {
  blocks_.push_back(&steps);
  read_body();
  blocks_.pop_back();
}

// Variables that a statement may assign to, as far as names tell, are kept in bits from here on.
void Interpreter::store_assigned(Lexer from) {
  Lexer end = from;
  skip_statement(end);
  bool target = false;  // after an arrow
  while (!same_place(from, end) && from.peek().kind != Token::Kind::end) {
    const Token token = from.take();
    const bool assigned = std::exchange(target, token.is("->"));
    Variable* variable = token.kind == Token::Kind::name ? scopes_.find(token.text) : nullptr;
    if (!variable || variable->what != Variable::What::value || variable->constant) continue;
    Lexer ahead = from;
    if (ahead.peek().is("[")) skip_balanced(ahead);
    if (assigned || assigns(ahead.peek())) store(*variable, token);
  }
}

Formula Interpreter::read_condition() {
  lexer_.expect("(");
  const Place place = lexer_.peek().place;
  const Formula condition = as_truth(read_expression(reading_));
  require_at(!condition.depends_on_parameters(), place, "a condition that depends on an input is not supported");
  lexer_.expect(")");
  return condition;
}

void Interpreter::read_if() {
  const Formula condition = read_condition();
  if (condition.constant()) {
    const bool holds = condition.whole() != 0;
    if (holds) read_body();
    else skip_statement(lexer_);
    if (!version3() || !lexer_.accept("else")) return;
    if (holds) skip_statement(lexer_);
    else read_body();
    return;
  }
  Lexer ahead = lexer_;
  skip_statement(ahead);
  store_assigned(lexer_);
  if (version3() && ahead.accept("else")) store_assigned(ahead);
  sim::Branch branch{.condition = condition};
  read_dynamic(branch.then);
  if (version3() && lexer_.accept("else")) read_dynamic(branch.otherwise);
  block().emplace_back(std::move(branch));
}

void Interpreter::read_switch() {
  lexer_.expect("(");
  const Place place = lexer_.peek().place;
  const Value value = read_expression(reading_);
  require_at(value.type.integral() && !value.formula.depends_on_parameters(), place,
             "a `switch` is on a whole number that depends on no input");
  lexer_.expect(")");
  if (!value.known()) store_assigned(lexer_);
  lexer_.expect("{");
  read_cases(value, false);
}

// Those that are left, up to the brace; with `decided` they are passed over.
void Interpreter::read_cases(const Value& value, bool decided) {
  if (lexer_.accept("}")) return;
  require_at(++nesting_ <= kMostBlocks, lexer_.peek().place, "blocks nested more than {} deep", kMostBlocks);
  Formula matches = Formula::integer(1);
  if (!lexer_.accept("default")) {
    lexer_.expect("case");
    matches = Formula::integer(0);
    do {
      const Formula label = Formula::integer(read_integer(reading_, "a label of `case`"));
      const Formula equal = Formula::apply(sim::Operator::equal_integer, value.formula, label);
      matches = Formula::apply(sim::Operator::bit_or, matches, equal);
    } while (lexer_.accept(","));
  }
  if (decided || matches.constant()) {
    const bool run = !decided && matches.whole() != 0;
    if (run) read_body();
    else skip_statement(lexer_);
    read_cases(value, decided || run);
  } else {
    sim::Branch branch{.condition = matches};
    read_dynamic(branch.then);
    blocks_.push_back(&branch.otherwise);
    read_cases(value, false);
    blocks_.pop_back();
    block().emplace_back(std::move(branch));
  }
  --nesting_;
}

std::vector<Value> Interpreter::read_loop_values() {
  std::vector<Value> values;
  if (lexer_.accept("{")) {
    do values.push_back(read_expression(reading_));
    while (lexer_.accept(","));
    lexer_.expect("}");
    return values;
  }
  require_at(lexer_.peek().is("["), lexer_.peek().place,
             "a loop over this is not supported, only over ranges [FIRST:LAST] and sets {{A, B}}");
  lexer_.take();
  const Place place = lexer_.peek().place;
  const std::int64_t first = read_integer(reading_, "the first number of a loop");
  lexer_.expect(":");
  std::int64_t step = 1, last = read_integer(reading_, "the last number of a loop");
  if (lexer_.accept(":")) {
    step = last;
    last = read_integer(reading_, "the last number of a loop");
  }
  lexer_.expect("]");
  require_at(step != 0, place, "a step of 0");
  const double count = (static_cast<double>(last) - static_cast<double>(first)) / static_cast<double>(step);
  require_at(count < static_cast<double>(kMostLoop), place, "a loop of more than {} rounds", kMostLoop);
  for (std::int64_t i = first; step > 0 ? i <= last : i >= last; i += step) values.push_back(Value::integer(i));
  return values;
}

void Interpreter::read_for() {
  const Token word = lexer_.expect(Token::Kind::name, "a type");
  Type type = kInteger;
  Token name = word;
  if (!lexer_.peek().is("in")) {
    const auto given = read_type(reading_, word);
    require_at(given.has_value(), word.place, "`{}` is no type of a loop's variable", word.text);
    type = *given;
    name = lexer_.expect(Token::Kind::name, "a name");
  }
  lexer_.expect("in");
  const std::vector<Value> values = read_loop_values();
  const std::size_t outer = std::exchange(loop_blocks_, blocks_.size());
  const Lexer body = lexer_;
  if (values.empty()) skip_statement(lexer_);
  for (const Value& value : values) {
    require_at(++statements_ <= kMostStatements, name.place, "the program runs too long: more than {} statements",
               kMostStatements);
    lexer_ = body;
    scopes_.enter(Scopes::Kind::block);
    scopes_.declare(name, {.type = type, .formula = converted(value, type, name.place).formula});
    read_body();
    scopes_.leave();
    if (jump_ == Jump::next) jump_ = Jump::none;
    if (jump_ != Jump::none) break;
  }
  if (jump_ == Jump::leave) jump_ = Jump::none;
  loop_blocks_ = outer;
}

void Interpreter::read_while() {
  const Lexer start = lexer_;
  const std::size_t outer = std::exchange(loop_blocks_, blocks_.size());
  for (;;) {
    require_at(++statements_ <= kMostStatements, start.peek().place,
               "the program runs too long: more than {} statements", kMostStatements);
    lexer_ = start;
    const std::size_t steps = block().size();
    Formula condition = read_condition();
    if (!condition.constant()) {
      require_at(block().size() == steps, start.peek().place, "a loop's condition that measures is not supported");
      store_assigned(lexer_);
      lexer_ = start;
      sim::Loop loop{.condition = read_condition()};
      read_dynamic(loop.body);
      block().emplace_back(std::move(loop));
      break;
    }
    if (condition.whole() == 0) {
      skip_statement(lexer_);
      break;
    }
    read_body();
    if (jump_ == Jump::next) jump_ = Jump::none;
    if (jump_ != Jump::none) break;
  }
  if (jump_ == Jump::leave) jump_ = Jump::none;
  loop_blocks_ = outer;
}

// `break`, `continue` and `end`, where no measurement decides whether they are reached.
void Interpreter::jump(Jump to, const Token& word) {
  const bool loop = to == Jump::leave || to == Jump::next;
  require_at(!loop || loop_blocks_ > 0, word.place, "`{}` outside of a loop", word.text);
  require_at(blocks_.size() == (loop ? loop_blocks_ : 1), word.place,
             "`{}` under a condition that depends on a measurement is not supported", word.text);
  lexer_.expect(";");
  jump_ = to;
}

}  // namespace quanvas::qasm
