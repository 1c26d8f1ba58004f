#include "qasm/expression.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <numbers>
#include <string>

#include "base/text.hpp"
#include "qasm/literals.hpp"

namespace quanvas::qasm {
namespace {

constexpr int kMostNesting = 200;
constexpr std::size_t kMostBits = 1'000'000;

struct Constant {
  std::string_view name;
  double value;
};

constexpr std::array kConstants{Constant{"pi", std::numbers::pi},      Constant{"π", std::numbers::pi},
                                Constant{"tau", 2 * std::numbers::pi}, Constant{"τ", 2 * std::numbers::pi},
                                Constant{"euler", std::numbers::e},    Constant{"ℇ", std::numbers::e}};

// Operators of two operands by how tightly they bind, the loosest first.
constexpr std::array<std::array<std::string_view, 4>, 10> kLevels{{{"||"},
                                                                   {"&&"},
                                                                   {"|"},
                                                                   {"^"},
                                                                   {"&"},
                                                                   {"==", "!="},
                                                                   {"<", ">", "<=", ">="},
                                                                   {"<<", ">>"},
                                                                   {"+", "-"},
                                                                   {"*", "/", "%"}}};

class Evaluator {
 public:
  explicit Evaluator(const Reading& reading) : reading_(reading), lexer_(reading.lexer) {}

  Value read(std::size_t level = 0) {
    if (level == kLevels.size()) return read_signed();
    Value left = read(level + 1);
    for (;;) {
      const Token sign = lexer_.peek();
      // In OpenQASM 2 ^ is the power.
      const bool here = !sign.text.empty() &&
                        std::ranges::any_of(kLevels[level], [&](auto op) { return !op.empty() && sign.is(op); }) &&
                        !(version2() && sign.is("^"));
      if (!here) return left;
      lexer_.take();
      const Value right = read(level + 1);
      left = at(sign.place, [&] { return apply(sign, left, right, reading_.version); });
    }
  }

 private:
  bool version2() const { return reading_.version == Version::qasm2; }

  // The errors of formulas know no place.
  template <class Work>
  static Value at(const Place& place, Work&& work) {
    try {
      return work();
    } catch (Error& error) {
      const std::string_view text = error.what();
      if (text.starts_with(place.file)) throw;
      fail_at(place, "{}", text);
    }
  }

  // Everything nested passes here.
  Value read_signed() {
    const Token first = lexer_.peek();
    require_at(++reading_.nesting <= kMostNesting, first.place, "an expression nested more than {} deep", kMostNesting);
    Value value;
    if (lexer_.accept("-") || lexer_.accept("!") || lexer_.accept("~")) {
      const Value operand = read_signed();
      value = at(first.place, [&] { return apply(first, operand); });
    } else if (lexer_.accept("+")) {
      value = read_signed();
    } else {
      value = read_power(read_operand());
    }
    --reading_.nesting;
    return value;
  }

  Value read_power(Value base) {
    const Token sign = lexer_.peek();
    if (!sign.is("**") && !(sign.is("^") && version2())) return base;
    require_at(sign.is("^") == version2(), sign.place, "the power is written `{}` in OpenQASM {}",
               version2() ? "^" : "**", version2() ? 2 : 3);
    lexer_.take();
    const Value exponent = read_signed();
    return at(sign.place, [&] { return apply(sign, base, exponent, reading_.version); });
  }

  Value read_operand() {
    const Token next = lexer_.peek();
    switch (next.kind) {
      case Token::Kind::name: lexer_.take(); return read_index(read_name(next), next);
      case Token::Kind::number: lexer_.take(); return number_of(next, reading_.version);
      case Token::Kind::string: lexer_.take(); return bits_of(next);
      default: break;
    }
    if (!lexer_.accept("(")) lexer_.expect(Token::Kind::number, "a number, a name or `(`");
    const Value value = read();
    lexer_.expect(")");
    return read_index(value, next);
  }

  Value read_name(const Token& name) {
    const auto named = [&](const auto& entry) { return entry.name == name.text; };
    if (const Variable* variable = reading_.scopes.find(name.text)) return read_variable(name, *variable);
    if (name.is("true") || name.is("false")) return {.type = kBoolean, .formula = Formula::integer(name.is("true"))};
    if (const auto c = std::ranges::find_if(kConstants, named); c != kConstants.end()) return Value::real(c->value);
    if (const auto* function = find_function(name.text)) {
      const Value argument = in_parentheses();
      return at(name.place,
                [&] { return Value{.type = kReal, .formula = Formula::apply(*function, as_real(argument))}; });
    }
    if (const auto type = lexer_.peek().is("(") || lexer_.peek().is("[") ? read_type(reading_, name) : std::nullopt) {
      const Value argument = in_parentheses();
      return at(name.place, [&] { return converted(argument, *type, name.place); });
    }
    if (reading_.call && lexer_.peek().is("(")) {
      if (name.is("mod") || name.is("pow") || name.is("popcount")) return read_call_of_integers(name);
      return reading_.call(name);
    }
    std::vector<std::string_view> candidates = reading_.scopes.names();
    for (const Constant& c : kConstants) candidates.push_back(c.name);
    for (const sim::RealFunction& f : functions()) candidates.push_back(f.name);
    fail_at(name.place, "unknown name `{}` in an expression{}", name.text, suggestion(name.text, candidates));
  }

  // mod(a, b), pow(a, b), popcount(a)
  Value read_call_of_integers(const Token& name) {
    lexer_.expect("(");
    const Value left = read();
    if (name.is("popcount")) {
      lexer_.expect(")");
      require_at(left.known(), name.place, "`popcount` of bits that depend on a measurement");
      return Value::integer(std::popcount(static_cast<std::uint64_t>(as_integer(left, name.place).whole())));
    }
    lexer_.expect(",");
    const Value right = read();
    lexer_.expect(")");
    const Token sign{.kind = Token::Kind::symbol, .text = name.is("mod") ? "%" : "**", .place = name.place};
    return at(name.place, [&] { return apply(sign, left, right, reading_.version); });
  }

  Value in_parentheses() {
    lexer_.expect("(");
    Value value = read();
    lexer_.expect(")");
    return value;
  }

  // The bits of a register may be more than a number has; an index comes first.
  Value read_variable(const Token& name, const Variable& variable) {
    if (variable.bits() && variable.type.width > 64 && (lexer_.peek().is("==") || lexer_.peek().is("!=")))
      return at(name.place, [&] { return compare_wide(variable); });
    if (!variable.bits() || !variable.array || !lexer_.peek().is("[")) return variable.value(name.text, name.place);
    const auto [first, count] = read_range(variable.type.width, name.text);
    return {.type = {.kind = Type::Kind::bits, .width = count, .is_signed = false},
            .formula = Formula::bits(variable.first + first, count)};
  }

  std::int64_t read_integer_operand() {
    const Place place = lexer_.peek().place;
    const Value value = read(kLevels.size());
    require_at(value.known(), place, "a number is expected here");
    return converted(value, kInteger, place).formula.whole();
  }

  // A register of more bits than a number has, with a number.
  Value compare_wide(const Variable& variable) {
    const Token sign = lexer_.take();
    const Formula number = Formula::integer(read_integer_operand());
    Formula equal = Formula::integer(1);
    for (std::size_t done = 0; done < variable.type.width; done += 64) {
      const Formula bits = Formula::bits(variable.first + done, std::min<std::size_t>(64, variable.type.width - done));
      const Formula digits = done == 0 ? number : Formula::integer(0);
      const Formula same = Formula::apply(sim::Operator::equal_integer, bits, digits);
      equal = Formula::apply(sim::Operator::bit_and, equal, same);
    }
    if (sign.is("!=")) equal = Formula::apply(sim::Operator::equal_integer, equal, Formula::integer(0));
    return {.type = kBoolean, .formula = equal};
  }

  Value read_index(Value value, const Token& name) {
    while (lexer_.peek().is("[")) {
      const Place place = lexer_.peek().place;
      const auto [first, count] = read_range(value.type.width, name.text);
      value = digits_of(value, first, count, place);
    }
    return value;
  }

  // "[i]" or "[first:last]"; negative ones count from the end.
  std::pair<std::size_t, std::size_t> read_range(std::size_t width, std::string_view name) {
    lexer_.expect("[");
    const auto read_one = [&] {
      const Place place = lexer_.peek().place;
      const std::int64_t i = read_integer(reading_, fmt::format("an index of `{}`", name));
      const auto size = static_cast<std::int64_t>(width);
      require_at(i >= -size && i < size, place, "an index of `{}` of {}: it must be a whole number from 0 to {}", name,
                 i, width - 1);
      return static_cast<std::size_t>(i < 0 ? i + size : i);
    };
    const std::size_t first = read_one();
    std::size_t last = first;
    const Token colon = lexer_.peek();
    if (lexer_.accept(":")) last = read_one();
    require_at(first <= last && last - first < 64, colon.place, "a range of bits from {} to {}", first, last);
    lexer_.expect("]");
    return {first, last - first + 1};
  }

  const Reading& reading_;
  Lexer& lexer_;
};

}  // namespace

Value read_expression(const Reading& reading) { return Evaluator(reading).read(); }

namespace {

// A known number; nothing where it is not whole.
std::pair<Value, std::optional<std::int64_t>> read_known(const Reading& reading, std::string_view what) {
  const Place place = reading.lexer.peek().place;
  const Value value = read_expression(reading);
  require_at(!value.formula.depends_on_parameters(), place, "{} cannot depend on an input", what);
  require_at(value.known(), place, "{} cannot depend on a measurement", what);
  if (value.formula.is_integer()) return {value, value.formula.whole()};
  const double number = value.formula.real();
  if (number != std::floor(number) || std::abs(number) >= 0x1p62) return {value, std::nullopt};
  return {value, static_cast<std::int64_t>(number)};
}

}  // namespace

std::int64_t read_integer(const Reading& reading, std::string_view what) {
  const Place place = reading.lexer.peek().place;
  const auto [value, whole] = read_known(reading, what);
  require_at(whole.has_value(), place, "{} of {}: it must be a whole number", what, value.formula.real());
  return *whole;
}

std::size_t read_integer(const Reading& reading, std::string_view what, std::size_t least, std::size_t most) {
  const Place place = reading.lexer.peek().place;
  const auto [value, whole] = read_known(reading, what);
  require_at(whole && *whole >= static_cast<std::int64_t>(least) && *whole <= static_cast<std::int64_t>(most), place,
             "{} of {}: it must be a whole number from {} to {}", what, value.formula.real(), least, most);
  return static_cast<std::size_t>(*whole);
}

std::optional<Type> read_type(const Reading& reading, const Token& name) {
  using Kind = Type::Kind;
  if (reading.version == Version::qasm2) return std::nullopt;
  Type type;
  if (name.is("bool")) return kBoolean;
  if (name.is("bit")) type = {.kind = Kind::bits, .width = 1, .is_signed = false};
  else if (name.is("int")) type = kInteger;
  else if (name.is("uint")) type = {.kind = Kind::integer, .width = 64, .is_signed = false};
  else if (name.is("float")) type = kReal;
  else if (name.is("angle")) type = {.kind = Kind::angle, .width = 64, .is_signed = false};
  else return std::nullopt;
  if (!reading.lexer.accept("[")) return type;
  type.width = read_integer(reading, "a width", 1, type.kind == Kind::bits ? kMostBits : 64);
  reading.lexer.expect("]");
  return type;
}

}  // namespace quanvas::qasm
