#include "qasm/expression.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <iterator>
#include <numbers>
#include <optional>

#include "base/text.hpp"

namespace quanvas::qasm {
namespace {

constexpr int kMostNesting = 200;

struct Function {
  std::string_view name;
  double (*value)(double);
};

constexpr std::array kFunctions{
    Function{"sin", [](double x) { return std::sin(x); }},
    Function{"cos", [](double x) { return std::cos(x); }},
    Function{"tan", [](double x) { return std::tan(x); }},
    Function{"exp", [](double x) { return std::exp(x); }},
    Function{"ln", [](double x) { return std::log(x); }},
    Function{"log", [](double x) { return std::log(x); }},
    Function{"sqrt", [](double x) { return std::sqrt(x); }},
    Function{"asin", [](double x) { return std::asin(x); }},
    Function{"acos", [](double x) { return std::acos(x); }},
    Function{"atan", [](double x) { return std::atan(x); }},
    Function{"arcsin", [](double x) { return std::asin(x); }},
    Function{"arccos", [](double x) { return std::acos(x); }},
    Function{"arctan", [](double x) { return std::atan(x); }},
};

struct Constant {
  std::string_view name;
  double value;
};

constexpr std::array kConstants{Constant{"pi", std::numbers::pi}, Constant{"π", std::numbers::pi},
                                Constant{"tau", 2 * std::numbers::pi}, Constant{"euler", std::numbers::e}};

constexpr std::string_view kAffine = "an angle may only be number * input + number, of one input";

Value scaled(const Value& value, double factor) {
  Value result = value;
  result.offset *= factor;
  if (value.fixed()) return result;
  result.scale *= factor;
  return result.scale == 0 ? Value::constant(result.offset) : result;
}

Value sum(const Value& a, const Value& b, const Place& place) {
  Value result = a.fixed() ? b : a;
  result.offset = a.offset + b.offset;
  if (a.fixed() || b.fixed()) return result;
  require_at(a.slot == b.slot, place, "a sum of two inputs: {}", kAffine);
  result.scale = a.scale + b.scale;
  return result.scale == 0 ? Value::constant(result.offset) : result;
}

}  // namespace

class ExpressionReader {
 public:
  ExpressionReader(Lexer& lexer, const Scope& scope) : lexer_(lexer), scope_(scope) {}

  Expression read() {
    out_.place_ = lexer_.peek().place;
    read_sum();
    return std::move(out_);
  }

 private:
  using Step = Expression::Step;
  using Kind = Step::Kind;

  // Appends a step; where all its operands are known already it is done at once.
  void append(Step step) {
    auto& steps = out_.steps_;
    const std::size_t count = Expression::operands(step.kind);
    const auto known = [](const Step& s) { return s.kind == Kind::value; };
    if (count > 0 && std::all_of(steps.end() - static_cast<std::ptrdiff_t>(count), steps.end(), known)) {
      std::array<Value, 2> values;
      for (std::size_t i = 0; i < count; ++i) values[i] = steps[steps.size() - count + i].value;
      step.value = Expression::result(step, std::span(values).first(count));
      step.kind = Kind::value;
      steps.resize(steps.size() - count, step);
    }
    steps.push_back(step);
  }

  void append_number(const Place& place, double number) {
    append({.kind = Kind::value, .place = place, .value = Value::constant(number)});
  }

  void read_sum() {
    read_product();
    while (lexer_.peek().is("+") || lexer_.peek().is("-")) {
      const Token sign = lexer_.take();
      read_product();
      append({.kind = sign.is("+") ? Kind::add : Kind::subtract, .place = sign.place});
    }
  }

  void read_product() {
    read_signed();
    while (lexer_.peek().is("*") || lexer_.peek().is("/")) {
      const Token sign = lexer_.take();
      read_signed();
      append({.kind = sign.is("*") ? Kind::multiply : Kind::divide, .place = sign.place});
    }
  }

  // Everything nested passes here.
  void read_signed() {
    const Token first = lexer_.peek();
    require_at(++nesting_ <= kMostNesting, first.place, "an expression nested more than {} deep", kMostNesting);
    if (lexer_.accept("-")) {
      read_signed();
      append({.kind = Kind::negate, .place = first.place});
    } else if (lexer_.accept("+")) {
      read_signed();
    } else {
      read_operand();
      read_power();
    }
    --nesting_;
  }

  void read_power() {
    const Token sign = lexer_.peek();
    if (!sign.is("^") && !sign.is("**")) return;
    const bool version2 = scope_.version == Version::qasm2;
    require_at(sign.is("^") == version2, sign.place, "the power is written `{}` in OpenQASM {}", version2 ? "^" : "**",
               version2 ? 2 : 3);
    lexer_.take();
    read_signed();
    append({.kind = Kind::power, .place = sign.place});
  }

  void read_operand() {
    const Token& next = lexer_.peek();
    if (next.kind == Token::Kind::name) return read_name(lexer_.take());
    if (next.kind == Token::Kind::number) {
      const auto number = parse_real(next.text);
      require_at(number.has_value(), next.place, "the number {} is too large or too small", next.text);
      append_number(next.place, *number);
      lexer_.take();
    } else if (lexer_.accept("(")) {
      read_sum();
      lexer_.expect(")");
    } else {
      lexer_.expect(Token::Kind::number, "a number, a name or `(`");
    }
  }

  void read_name(const Token& name) {
    const auto named = [&](const auto& entry) { return entry.name == name.text; };
    if (const auto p = std::ranges::find(scope_.parameters, name.text); p != scope_.parameters.end())
      return append({.kind = Kind::parameter,
                     .place = name.place,
                     .index = static_cast<std::size_t>(p - scope_.parameters.begin())});
    if (const auto known = scope_.values.find(name.text); known != scope_.values.end())
      return append({.kind = Kind::value, .place = name.place, .value = known->second});
    if (const auto c = std::ranges::find_if(kConstants, named); c != kConstants.end())
      return append_number(name.place, c->value);
    if (const auto f = std::ranges::find_if(kFunctions, named); f != kFunctions.end()) {
      lexer_.expect("(");
      read_sum();
      lexer_.expect(")");
      return append(
          {.kind = Kind::function, .place = name.place, .index = static_cast<std::size_t>(f - kFunctions.begin())});
    }
    std::vector<std::string_view> candidates = scope_.parameters;
    for (const auto& value : scope_.values) candidates.push_back(value.first);
    for (const Constant& c : kConstants) candidates.push_back(c.name);
    for (const Function& f : kFunctions) candidates.push_back(f.name);
    fail_at(name.place, "unknown name `{}` in an expression{}", name.text, suggestion(name.text, candidates));
  }

  Lexer& lexer_;
  const Scope& scope_;
  Expression out_;
  int nesting_ = 0;
};

Expression Expression::read(Lexer& lexer, const Scope& scope) { return ExpressionReader(lexer, scope).read(); }

std::size_t Expression::operands(Step::Kind kind) {
  switch (kind) {
    case Step::Kind::value:
    case Step::Kind::parameter: return 0;
    case Step::Kind::negate:
    case Step::Kind::function: return 1;
    default: return 2;
  }
}

Value Expression::result(const Step& step, std::span<const Value> operands) {
  const Value& a = operands.front();
  const Value& b = operands.back();
  Value value;
  switch (step.kind) {
    case Step::Kind::negate: value = scaled(a, -1); break;
    case Step::Kind::add: value = sum(a, b, step.place); break;
    case Step::Kind::subtract: value = sum(a, scaled(b, -1), step.place); break;
    case Step::Kind::multiply:
      require_at(a.fixed() || b.fixed(), step.place, "a product of two inputs: {}", kAffine);
      value = a.fixed() ? scaled(b, a.offset) : scaled(a, b.offset);
      break;
    case Step::Kind::divide:
      require_at(b.fixed(), step.place, "a division by an input: {}", kAffine);
      require_at(b.offset != 0, step.place, "a division by zero");
      value = a;
      value.offset /= b.offset;
      if (!a.fixed()) value.scale /= b.offset;
      break;
    case Step::Kind::power:
      require_at(a.fixed() && b.fixed(), step.place, "a power of an input: {}", kAffine);
      value = Value::constant(std::pow(a.offset, b.offset));
      break;
    default:
      require_at(a.fixed(), step.place, "`{}` of an input: {}", kFunctions[step.index].name, kAffine);
      value = Value::constant(kFunctions[step.index].value(a.offset));
  }
  require_at(std::isfinite(value.offset) && std::isfinite(value.scale), step.place,
             "the result is not a finite number");
  return value;
}

Value Expression::value(std::span<const Value> parameters) const {
  if (steps_.size() == 1 && steps_[0].kind == Step::Kind::value) return steps_[0].value;
  std::vector<Value> stack;
  for (const Step& step : steps_) {
    Value value = step.value;
    if (step.kind == Step::Kind::parameter) value = parameters[step.index];
    if (const std::size_t count = operands(step.kind); count > 0) {
      value = result(step, std::span(stack).last(count));
      stack.resize(stack.size() - count);
    }
    stack.push_back(value);
  }
  return stack.back();
}

std::size_t read_integer(Lexer& lexer, const Scope& scope, std::string_view what, std::size_t least, std::size_t most) {
  const Expression expression = Expression::read(lexer, scope);
  const Value value = expression.value({});
  require_at(value.fixed(), expression.place(), "{} cannot depend on an input", what);
  const bool inside = value.offset >= static_cast<double>(least) && value.offset <= static_cast<double>(most);
  require_at(inside && value.offset == std::floor(value.offset), expression.place(),
             "{} of {}: it must be a whole number from {} to {}", what, value.offset, least, most);
  return static_cast<std::size_t>(value.offset);
}

}  // namespace quanvas::qasm
