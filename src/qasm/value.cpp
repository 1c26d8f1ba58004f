#include "qasm/value.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>
#include <utility>

namespace quanvas::qasm {
namespace {

using sim::Operator;
using Kind = Type::Kind;

constexpr double kTau = 2 * std::numbers::pi;

constexpr std::array kFunctions{
    sim::RealFunction{"sin", [](double x) { return std::sin(x); }, [](double x) { return std::cos(x); }},
    sim::RealFunction{"cos", [](double x) { return std::cos(x); }, [](double x) { return -std::sin(x); }},
    sim::RealFunction{"tan", [](double x) { return std::tan(x); },
                      [](double x) { return 1 + std::tan(x) * std::tan(x); }},
    sim::RealFunction{"exp", [](double x) { return std::exp(x); }, [](double x) { return std::exp(x); }},
    sim::RealFunction{"log", [](double x) { return std::log(x); }, [](double x) { return 1 / x; }},
    sim::RealFunction{"sqrt", [](double x) { return std::sqrt(x); }, [](double x) { return 0.5 / std::sqrt(x); }},
    sim::RealFunction{"arcsin", [](double x) { return std::asin(x); },
                      [](double x) { return 1 / std::sqrt(1 - x * x); }},
    sim::RealFunction{"arccos", [](double x) { return std::acos(x); },
                      [](double x) { return -1 / std::sqrt(1 - x * x); }},
    sim::RealFunction{"arctan", [](double x) { return std::atan(x); }, [](double x) { return 1 / (1 + x * x); }},
    sim::RealFunction{"floor", [](double x) { return std::floor(x); }, [](double) { return 0.0; }},
    sim::RealFunction{"ceiling", [](double x) { return std::ceil(x); }, [](double) { return 0.0; }},
};

constexpr std::array<std::pair<std::string_view, std::string_view>, 4> kOtherNames{
    {{"ln", "log"}, {"asin", "arcsin"}, {"acos", "arccos"}, {"atan", "arctan"}}};

// Of two integers: as wide as the wider; a number without a type takes the other's.
Type common(const Type& a, const Type& b) {
  const auto plain = [](const Type& type) { return type.kind == Kind::integer && type.width == 64 && type.is_signed; };
  Type result{.kind = Kind::integer, .width = std::max(a.width, b.width), .is_signed = a.is_signed && b.is_signed};
  if (plain(a) != plain(b))
    result = {.kind = Kind::integer,
              .width = plain(a) ? b.width : a.width,
              .is_signed = plain(a) ? b.is_signed : a.is_signed};
  if (a.kind == Kind::boolean && b.kind == Kind::boolean) result = kInteger;
  return result;
}

Value integral(Formula formula, const Type& type) {
  return {.type = type, .formula = Formula::digits(formula, type.width, type.is_signed)};
}

Value truth(Formula formula) { return {.type = kBoolean, .formula = std::move(formula)}; }

Formula negated(const Formula& truth) { return Formula::apply(Operator::equal_integer, truth, Formula::integer(0)); }

// A whole power of a whole number; nothing for others.
std::optional<std::int64_t> whole_power(std::int64_t base, std::int64_t exponent) {
  if (exponent < 0) return std::nullopt;
  std::uint64_t result = 1, factor = static_cast<std::uint64_t>(base);
  for (auto left = static_cast<std::uint64_t>(exponent); left > 0; left >>= 1, factor *= factor)
    if (left & 1) result *= factor;
  return static_cast<std::int64_t>(result);
}

std::optional<Value> compare(std::string_view sign, const Value& left, const Value& right) {
  const bool integers = left.type.integral() && right.type.integral();
  const Formula a = integers ? left.formula : as_real(left), b = integers ? right.formula : as_real(right);
  const Operator less = integers ? Operator::less_integer : Operator::less;
  const Operator less_equal = integers ? Operator::less_equal_integer : Operator::less_equal;
  const Operator equal = integers ? Operator::equal_integer : Operator::equal;
  if (sign == "<") return truth(Formula::apply(less, a, b));
  if (sign == ">") return truth(Formula::apply(less, b, a));
  if (sign == "<=") return truth(Formula::apply(less_equal, a, b));
  if (sign == ">=") return truth(Formula::apply(less_equal, b, a));
  if (sign == "==") return truth(Formula::apply(equal, a, b));
  if (sign == "!=") return truth(negated(Formula::apply(equal, a, b)));
  return std::nullopt;
}

std::optional<Value> combine_bits(const Token& sign, const Value& left, const Value& right) {
  constexpr std::array<std::pair<std::string_view, Operator>, 5> kOperators{{{"&", Operator::bit_and},
                                                                             {"|", Operator::bit_or},
                                                                             {"^", Operator::bit_xor},
                                                                             {"<<", Operator::shift_left},
                                                                             {">>", Operator::shift_right}}};
  if (sign.is("&&")) return truth(Formula::apply(Operator::bit_and, as_truth(left), as_truth(right)));
  if (sign.is("||")) return truth(Formula::apply(Operator::bit_or, as_truth(left), as_truth(right)));
  for (const auto& [text, op] : kOperators) {
    if (!sign.is(text)) continue;
    const bool shift = op == Operator::shift_left || op == Operator::shift_right;
    const Formula a = as_integer(left, sign.place), b = as_integer(right, sign.place);
    if (!shift && left.type.kind == Kind::boolean && right.type.kind == Kind::boolean)
      return truth(Formula::apply(op, a, b));
    Type type = shift ? left.type : common(left.type, right.type);
    if (!shift && left.type.kind == Kind::bits && right.type.kind == Kind::bits) type.kind = Kind::bits;
    const Formula result = Formula::apply(op, a, b);
    return Value{.type = type,
                 .formula = Formula::digits(result, type.width, type.kind == Kind::integer && type.is_signed)};
  }
  return std::nullopt;
}

Value of_integers(const Token& sign, const Value& left, const Value& right) {
  const Formula &a = left.formula, &b = right.formula;
  const Type type = common(left.type, right.type);
  if (sign.is("+")) return integral(Formula::apply(Operator::add_integer, a, b), type);
  if (sign.is("-")) return integral(Formula::apply(Operator::subtract_integer, a, b), type);
  if (sign.is("*")) return integral(Formula::apply(Operator::multiply_integer, a, b), type);
  if (sign.is("/")) return integral(Formula::apply(Operator::quotient, a, b), type);
  if (sign.is("%")) return integral(Formula::apply(Operator::remainder, a, b), type);
  require_at(left.known() && right.known(), sign.place, "a power of a number that depends on a measurement");
  if (const auto power = whole_power(a.whole(), b.whole())) return integral(Formula::integer(*power), type);
  return {.type = kReal, .formula = Formula::apply(Operator::power, a, b)};
}

Value of_reals(const Token& sign, const Value& left, const Value& right) {
  const Formula a = as_real(left), b = as_real(right);
  const Operator op = sign.is("+")   ? Operator::add
                      : sign.is("-") ? Operator::subtract
                      : sign.is("*") ? Operator::multiply
                      : sign.is("/") ? Operator::divide
                                     : Operator::power;
  require_at(!sign.is("%"), sign.place, "`%` of numbers that are not whole");
  return {.type = kReal, .formula = Formula::apply(op, a, b)};
}

}  // namespace

std::string to_text(const Type& type) {
  switch (type.kind) {
    case Kind::boolean: return "bool";
    case Kind::bits: return fmt::format("bit[{}]", type.width);
    case Kind::integer: return fmt::format("{}[{}]", type.is_signed ? "int" : "uint", type.width);
    case Kind::angle: return fmt::format("angle[{}]", type.width);
    case Kind::real: break;
  }
  return "float";
}

Formula as_real(const Value& value) {
  if (value.type.kind != Kind::angle || !value.formula.is_integer()) return value.formula;
  const Formula unit = Formula::number(kTau / std::ldexp(1.0, static_cast<int>(value.type.width)));
  return Formula::apply(Operator::multiply, unit, value.formula);
}

Formula as_integer(const Value& value, const Place& place) {
  if (value.formula.is_integer()) return value.formula;
  require_at(value.type.kind == Kind::angle && value.known(), place, "a whole number is expected here, not a {}",
             to_text(value.type));
  const double turns = value.formula.real() / kTau;
  const double scaled =
      std::ldexp(turns - std::floor(turns), static_cast<int>(std::min<std::size_t>(value.type.width, 53)));
  const auto digits = static_cast<std::int64_t>(std::round(scaled))
                      << (value.type.width - std::min<std::size_t>(value.type.width, 53));
  return Formula::digits(Formula::integer(digits), value.type.width, false);
}

Formula as_truth(const Value& value) {
  if (value.type.kind == Kind::boolean) return value.formula;
  const Operator equal = value.formula.is_integer() ? Operator::equal_integer : Operator::equal;
  return negated(Formula::apply(equal, value.formula, Formula::integer(0)));
}

Value converted(const Value& value, const Type& type, const Place& place) {
  switch (type.kind) {
    case Kind::real:
      return {.type = type, .formula = Formula::apply(Operator::add, as_real(value), Formula::number(0))};
    case Kind::angle:
      if (value.type.kind == Kind::bits || (value.type.kind == Kind::angle && value.formula.is_integer()))
        return {.type = type, .formula = Formula::digits(value.formula, type.width, false)};
      return {.type = type, .formula = Formula::apply(Operator::add, as_real(value), Formula::number(0))};
    case Kind::boolean: return truth(as_truth(value));
    default: break;
  }
  if (value.type.kind == Kind::real) {
    require_at(value.known(), place, "a whole number that depends on an input");
    const double number = std::trunc(value.formula.real());
    require_at(std::abs(number) < 0x1p63, place, "{} is too large for a whole number", number);
    return integral(Formula::integer(static_cast<std::int64_t>(number)), type);
  }
  return {
      .type = type,
      .formula = Formula::digits(as_integer(value, place), type.width, type.kind == Kind::integer && type.is_signed)};
}

Value apply(const Token& sign, const Value& operand) {
  if (sign.is("!")) return truth(negated(as_truth(operand)));
  if (sign.is("~")) {
    if (operand.type.kind == Kind::boolean) return truth(negated(operand.formula));
    const Formula inverted = Formula::apply(Operator::bit_xor, as_integer(operand, sign.place), Formula::integer(-1));
    return {.type = operand.type,
            .formula = Formula::digits(inverted, operand.type.width,
                                       operand.type.kind == Kind::integer && operand.type.is_signed)};
  }
  if (operand.type.integral()) {
    const Type type = operand.type.kind == Kind::integer ? operand.type : kInteger;
    return integral(Formula::apply(Operator::negate_integer, operand.formula), type);
  }
  return {.type = kReal, .formula = Formula::apply(Operator::negate, as_real(operand))};
}

Value apply(const Token& sign, const Value& left, const Value& right, Version version) {
  if (auto result = compare(sign.text, left, right)) return *result;
  if (version == Version::qasm3)
    if (auto result = combine_bits(sign, left, right)) return *result;
  const bool integers = version == Version::qasm3 && left.type.integral() && right.type.integral();
  return integers ? of_integers(sign, left, right) : of_reals(sign, left, right);
}

const sim::RealFunction* find_function(std::string_view name) {
  for (const auto& [other, known] : kOtherNames)
    if (name == other) name = known;
  const auto found = std::ranges::find(kFunctions, name, &sim::RealFunction::name);
  return found == kFunctions.end() ? nullptr : &*found;
}

std::span<const sim::RealFunction> functions() { return kFunctions; }

Value digits_of(const Value& value, std::size_t first, std::size_t count, const Place& place) {
  require_at(value.type.kind != Kind::real, place, "a {} has no bits", to_text(value.type));
  require_at(first + count <= value.type.width, place, "bit {} of a value of {} bits", first + count - 1,
             value.type.width);
  const Formula shifted = Formula::apply(Operator::shift_right, as_integer(value, place),
                                         Formula::integer(static_cast<std::int64_t>(first)));
  return {.type = {.kind = Kind::bits, .width = count, .is_signed = false},
          .formula = Formula::digits(shifted, count, false)};
}

}  // namespace quanvas::qasm
