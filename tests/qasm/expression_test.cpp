#include "qasm/expression.hpp"

#include <cmath>
#include <numbers>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/error_of.hpp"

namespace quanvas::qasm {
namespace {

using test::error_of;
using testing::HasSubstr;

constexpr double kPi = std::numbers::pi;

// With the inputs t and w, the constant half and the parameters a and b, which are 3 and 2 t + 1.
Value value(std::string_view text, Version version = Version::qasm3) {
  const Values values{{"t", Value::weight(Slot(0))}, {"w", Value::weight(Slot(1))}, {"half", Value::constant(0.5)}};
  const Scope scope{.version = version, .values = values, .parameters = {"a", "b"}};
  Lexer lexer(text, "f");
  const Expression expression = Expression::read(lexer, scope);
  lexer.expect(Token::Kind::end, "the end");
  const std::vector<Value> parameters{Value::constant(3),
                                      {.source = Value::Source::weight, .slot = Slot(0), .scale = 2, .offset = 1}};
  return expression.value(parameters);
}

double number(std::string_view text, Version version = Version::qasm3) {
  const Value result = value(text, version);
  EXPECT_TRUE(result.fixed()) << text;
  return result.offset;
}

Value affine(double scale, double offset, std::uint32_t slot = 0) {
  return {.source = Value::Source::weight, .slot = Slot(slot), .scale = scale, .offset = offset};
}

TEST(Expression, FollowsThePrecedenceOfOperators) {
  EXPECT_EQ(number("1 + 2 * 3"), 7);
  EXPECT_EQ(number("(1 + 2) * 3"), 9);
  EXPECT_EQ(number("1 - 2 - 3"), -4);
  EXPECT_EQ(number("8 / 4 / 2"), 1);
  EXPECT_EQ(number("-2 ** 2"), -4);
  EXPECT_EQ(number("2 ** 3 ** 2"), 512);
  EXPECT_EQ(number("2 ^ -1", Version::qasm2), 0.5);
  EXPECT_EQ(number("--2 * -+3"), -6);
}

TEST(Expression, KnowsConstantsAndFunctions) {
  EXPECT_EQ(number("pi"), kPi);
  EXPECT_EQ(number("π/2"), kPi / 2);
  EXPECT_EQ(number("tau + euler"), 2 * kPi + std::numbers::e);
  EXPECT_EQ(number("sin(1) + cos(1) + tan(1)"), std::sin(1.0) + std::cos(1.0) + std::tan(1.0));
  EXPECT_EQ(number("arcsin(half)"), number("asin(0.5)"));
  EXPECT_EQ(number("arccos(half)"), number("acos(0.5)"));
  EXPECT_EQ(number("arctan(half)"), number("atan(0.5)"));
  EXPECT_EQ(number("ln(exp(2)) + log(1) + sqrt(4)"), 4);
  EXPECT_EQ(number("1.5e-3 + .5"), 1.5e-3 + .5);
}

TEST(Expression, IsAffineInOneInput) {
  EXPECT_EQ(value("t"), affine(1, 0));
  EXPECT_EQ(value("-2 * w + 1"), affine(-2, 1, 1));
  EXPECT_EQ(value("(t + 1) / 2 - 3 * (t - half)"), affine(-2.5, 2));
  EXPECT_EQ(value("t - t"), Value::constant(0));
  EXPECT_EQ(value("0 * t + 1"), Value::constant(1));
  EXPECT_EQ(value("b * a"), affine(6, 3));
  EXPECT_EQ(value("b + t"), affine(3, 1));
  EXPECT_EQ(value("sin(a) * t"), affine(std::sin(3.0), 0));
}

TEST(Expression, RefusesWhatIsNotAffine) {
  EXPECT_THAT(error_of([] { value("2 + t * t"); }), HasSubstr("f:1:7: a product of two inputs"));
  EXPECT_THAT(error_of([] { value("t + w"); }), HasSubstr("f:1:3: a sum of two inputs"));
  EXPECT_THAT(error_of([] { value("1 / t"); }), HasSubstr("f:1:3: a division by an input"));
  EXPECT_THAT(error_of([] { value("t ** 2"); }), HasSubstr("f:1:3: a power of an input"));
  EXPECT_THAT(error_of([] { value("sin(t)"); }), HasSubstr("f:1:1: `sin` of an input"));
  EXPECT_THAT(error_of([] { value("b * b"); }), HasSubstr("f:1:3: a product of two inputs"));
}

TEST(Expression, RefusesWhatIsNotFinite) {
  EXPECT_THAT(error_of([] { value("1 / 0"); }), HasSubstr("f:1:3: a division by zero"));
  EXPECT_THAT(error_of([] { value("a / (3 - a)"); }), HasSubstr("f:1:3: a division by zero"));
  EXPECT_THAT(error_of([] { value("ln(0)"); }), HasSubstr("f:1:1: the result is not a finite number"));
  EXPECT_THAT(error_of([] { value("sqrt(-1)"); }), HasSubstr("not a finite"));
  EXPECT_THAT(error_of([] { value("1e308 * 10"); }), HasSubstr("not a finite"));
  EXPECT_THAT(error_of([] { value("1e308 * t * 10"); }), HasSubstr("not a finite"));
  EXPECT_THAT(error_of([] { value("1e999"); }), HasSubstr("too large"));
}

TEST(Expression, RefusesWhatIsNoExpression) {
  EXPECT_THAT(error_of([] { value("hafl"); }),
              HasSubstr("f:1:1: unknown name `hafl` in an expression; did you mean `half`?"));
  EXPECT_THAT(error_of([] { value("1 +"); }),
              HasSubstr("f:1:4: a number, a name or `(` is expected here, not the end of the file"));
  EXPECT_THAT(error_of([] { value("(1"); }), HasSubstr("f:1:3: `)` is expected"));
  EXPECT_THAT(error_of([] { value("sin 1"); }), HasSubstr("f:1:5: `(` is expected"));
  EXPECT_THAT(error_of([] { value("2 ^ 3"); }), HasSubstr("f:1:3: the power is written `**` in OpenQASM 3"));
  EXPECT_THAT(error_of([] { value("2 ** 3", Version::qasm2); }),
              HasSubstr("f:1:3: the power is written `^` in OpenQASM 2"));
}

TEST(Expression, NestsOnlySoDeep) {
  const auto nested = [](std::size_t depth) { return std::string(depth, '(') + "1" + std::string(depth, ')'); };
  EXPECT_EQ(number(nested(190)), 1);
  EXPECT_THAT(error_of([&] { value(nested(100'000)); }), HasSubstr("f:1:201: an expression nested more than 200 deep"));
  EXPECT_THAT(error_of([&] { value(std::string(100'000, '-') + "1"); }), HasSubstr("nested"));
}

TEST(Expression, SizesAreWholeNumbers) {
  const Values values{{"t", Value::weight(Slot(0))}};
  const Scope scope{.version = Version::qasm3, .values = values};
  const auto size = [&](std::string_view text) {
    Lexer lexer(text, "f");
    return read_integer(lexer, scope, "a size", 1, 10);
  };
  EXPECT_EQ(size("2 * 3 + 1"), 7U);
  EXPECT_EQ(error_of([&] { size("2.5"); }), "f:1:1: a size of 2.5: it must be a whole number from 1 to 10");
  EXPECT_THAT(error_of([&] { size("0"); }), HasSubstr("from 1 to 10"));
  EXPECT_THAT(error_of([&] { size("1e300"); }), HasSubstr("from 1 to 10"));
  EXPECT_THAT(error_of([&] { size("t"); }), HasSubstr("cannot depend on an input"));
}

}  // namespace
}  // namespace quanvas::qasm
