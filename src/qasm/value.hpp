// Typed classical values of a program: numbers that are known, formulas of inputs, and formulas of measured bits; with
// the conversions and operators of OpenQASM.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>

#include "qasm/lexer.hpp"
#include "sim/circuit/formula.hpp"

namespace quanvas::qasm {

using sim::Formula;

struct Type {
  enum class Kind { boolean, bits, integer, real, angle };

  Kind kind = Kind::real;
  std::size_t width = 64;  // in bits
  bool is_signed = true;   // of an integer

  bool integral() const { return kind != Kind::real && kind != Kind::angle; }
};

inline constexpr Type kBoolean{.kind = Type::Kind::boolean, .width = 1, .is_signed = false};
inline constexpr Type kInteger{.kind = Type::Kind::integer};
inline constexpr Type kReal{.kind = Type::Kind::real};

std::string to_text(const Type& type);  // "uint[4]"

// An angle is a formula of real numbers, or, once its bits are used, of the integer n in angle = 2 pi n / 2^width.
struct Value {
  Type type;
  Formula formula;

  static Value real(double number) { return {.type = kReal, .formula = Formula::number(number)}; }
  static Value integer(std::int64_t number) { return {.type = kInteger, .formula = Formula::integer(number)}; }

  bool known() const { return formula.constant(); }
};

// As a number of reals, or as an integer: what operators work on. Throw Error at the place for values that are none.
Formula as_real(const Value& value);
Formula as_integer(const Value& value, const Place& place);
// Whether it is other than zero.
Formula as_truth(const Value& value);

// To a type, as a cast or an assignment does. Throws Error at the place where OpenQASM has no such conversion.
Value converted(const Value& value, const Type& type, const Place& place);

// "-", "!" or "~".
Value apply(const Token& sign, const Value& operand);
// In OpenQASM 2 all numbers are real.
Value apply(const Token& sign, const Value& left, const Value& right, Version version);

// Functions of real numbers by their names ("sin", "arcsin", "ln", ...), and their names.
const sim::RealFunction* find_function(std::string_view name);
std::span<const sim::RealFunction> functions();

// One binary digit of a value, or some of them, the least significant first. Throws Error at the place for values that
// have no bits and for indices outside.
Value digits_of(const Value& value, std::size_t first, std::size_t count, const Place& place);

}  // namespace quanvas::qasm
