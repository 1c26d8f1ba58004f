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

// With the inputs t and w, the constant half, the integers n = 7 and u, a uint[4] of 13, the register c of 3 bits, and
// a and b, which are 3 and 2 t + 1.
Value evaluate(std::string_view text, Version version = Version::qasm3) {
  Scopes scopes;
  Lexer names("t w half n u c a b", "names");
  const Formula t = Formula::parameter(0);
  const Formula twice = Formula::apply(sim::Operator::multiply, Formula::number(2), t);
  const Type four{.kind = Type::Kind::integer, .width = 4, .is_signed = false};
  const Type three{.kind = Type::Kind::bits, .width = 3, .is_signed = false};
  scopes.declare(names.take(), {.type = kReal, .formula = t});
  scopes.declare(names.take(), {.type = kReal, .formula = Formula::parameter(1)});
  scopes.declare(names.take(), {.type = kReal, .constant = true, .formula = Formula::number(0.5)});
  scopes.declare(names.take(), {.type = kInteger, .formula = Formula::integer(7)});
  scopes.declare(names.take(), {.type = four, .formula = Formula::integer(13)});
  scopes.declare(names.take(), {.what = Variable::What::memory, .type = three, .array = true, .first = 2});
  scopes.declare(names.take(), {.type = kReal, .formula = Formula::number(3)});
  scopes.declare(names.take(),
                 {.type = kReal, .formula = Formula::apply(sim::Operator::add, twice, Formula::number(1))});
  Lexer lexer(text, "f");
  Value value = read_expression({.lexer = lexer, .scopes = scopes, .version = version, .call = {}});
  lexer.expect(Token::Kind::end, "the end");
  return value;
}

double number(std::string_view text, Version version = Version::qasm3) {
  const Value result = evaluate(text, version);
  EXPECT_TRUE(result.known()) << text;
  return as_real(result).real();
}

std::int64_t integer(std::string_view text) {
  const Value result = evaluate(text);
  EXPECT_TRUE(result.type.integral()) << text;
  return result.formula.whole();
}

sim::Angle affine(double scale, double offset, std::uint32_t slot = 0) {
  return {.source = sim::Angle::Source::weight, .slot = Slot(slot), .scale = scale, .offset = offset};
}

sim::Angle angle(std::string_view text) { return evaluate(text).formula.affine().value(); }

// With t = 0.7 and w = -0.4, and bits 2, 3, 4 (those of c) as given.
const std::vector<double> kInputs{0.7, -0.4};
double real_at(std::string_view text) {
  const sim::Bits none(5);
  return as_real(evaluate(text)).real({.parameters = kInputs, .bits = none});
}
std::int64_t of_bits(std::string_view text, unsigned c) {
  const sim::Bits bits{false, false, (c & 1) != 0, (c & 2) != 0, (c & 4) != 0};
  return evaluate(text).formula.whole({.parameters = {}, .bits = bits});
}

TEST(Expression, FollowsThePrecedenceOfOperators) {
  EXPECT_EQ(number("1 + 2 * 3"), 7);
  EXPECT_EQ(number("(1 + 2) * 3"), 9);
  EXPECT_EQ(number("1 - 2 - 3"), -4);
  EXPECT_EQ(number("8 / 4 / 2"), 1);
  EXPECT_EQ(number("-2 ** 2"), -4);
  EXPECT_EQ(number("8.0 / 4 / 3"), 8.0 / 4 / 3);
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
  EXPECT_EQ(angle("t"), affine(1, 0));
  EXPECT_EQ(angle("-2 * w + 1"), affine(-2, 1, 1));
  EXPECT_EQ(angle("(t + 1) / 2 - 3 * (t - half)"), affine(-2.5, 2));
  EXPECT_EQ(angle("t - t"), sim::Angle::constant(0));
  EXPECT_EQ(angle("0 * t + 1"), sim::Angle::constant(1));
  EXPECT_EQ(angle("b * a"), affine(6, 3));
  EXPECT_EQ(angle("b + t"), affine(3, 1));
  EXPECT_EQ(angle("sin(a) * t"), affine(std::sin(3.0), 0));
}

TEST(Expression, OtherFunctionsOfInputsHaveDerivatives) {
  for (const std::string_view text :
       {"2 + t * t", "t + w", "1 / t", "t ** 2", "t ** w", "sin(t)", "b * b", "cos(t * w) - tan(w)", "exp(t) * log(t)",
        "sqrt(t) / (w - 2)", "arcsin(t) + arccos(w) * arctan(t)", "-(t * w)", "2 ** t"}) {
    const Formula formula = as_real(evaluate(text));
    EXPECT_EQ(formula.affine().has_value(), false) << text;
    for (std::size_t p = 0; p < 2; ++p) {
      const sim::Bits none;
      constexpr double kStep = 1e-6;
      std::vector<double> above = kInputs, below = kInputs;
      above[p] += kStep;
      below[p] -= kStep;
      const sim::Known at{.parameters = kInputs, .bits = none};
      const double high = formula.real({.parameters = above, .bits = none});
      const double low = formula.real({.parameters = below, .bits = none});
      EXPECT_NEAR(formula.derivative(at, p), (high - low) / (2 * kStep), 1e-8) << text << " by " << p;
    }
  }
  EXPECT_DOUBLE_EQ(real_at("t * w + sin(t) / 2"), 0.7 * -0.4 + std::sin(0.7) / 2);
}

TEST(Expression, IntegersAreIntegersInOpenQasm3) {
  EXPECT_EQ(integer("n / 2"), 3);
  EXPECT_EQ(integer("-n / 2"), -3);
  EXPECT_EQ(integer("3 / 2"), 1);
  EXPECT_EQ(integer("n % 4"), 3);
  EXPECT_EQ(integer("2 ** 10 + n * 3"), 1045);
  EXPECT_EQ(number("n / 2.0"), 3.5);
  EXPECT_EQ(number("3 / 2 * pi"), kPi);
  EXPECT_EQ(number("3 / 2", Version::qasm2), 1.5);
  EXPECT_EQ(number("2 ** -1"), 0.5);
  EXPECT_EQ(integer("u + 5"), 2);  // of four bits
  EXPECT_EQ(integer("u - 14"), 15);
  EXPECT_EQ(integer("~u"), 2);
  EXPECT_EQ(integer("int[64](u) + 5"), 18);
  EXPECT_EQ(integer("int[4](u)"), -3);
  EXPECT_EQ(integer("int(2.9) + int(uint[8](-1))"), 257);
  EXPECT_EQ(integer("0x1F + 0b101 + 0o17 + 1_000"), 31 + 5 + 15 + 1000);
  EXPECT_EQ(integer("1 << 4 | 3 & 6 ^ 1"), (1 << 4) | ((3 & 6) ^ 1));
  EXPECT_EQ(integer("int(u[0]) + int(u[1]) * 10 + int(u[3]) * 100"), 101);
  EXPECT_EQ(integer("u[1:3]"), 6);
  EXPECT_EQ(integer("\"0110\" == 6 && !(3 < 2) || false"), 1);
  EXPECT_EQ(integer("bool(u) != bool(0)"), 1);
  EXPECT_EQ(integer("2 <= 3 == true"), 1);
}

TEST(Expression, BitsAreReadWhenTheProgramRuns) {
  for (unsigned c = 0; c < 8; ++c) {
    EXPECT_EQ(of_bits("c", c), c);
    EXPECT_EQ(of_bits("c == 5", c), c == 5);
    EXPECT_EQ(of_bits("c[1]", c), c >> 1 & 1);
    EXPECT_EQ(of_bits("c[-1]", c), c >> 2 & 1);
    EXPECT_EQ(of_bits("c[1:2] == 2", c), c >> 1 == 2);
    EXPECT_EQ(of_bits("int[3](c) < 0", c), c >= 4);
    EXPECT_EQ(of_bits("(c[0] ^ c[2]) == 1 || c == 3", c), ((c ^ c >> 2) & 1) == 1 || c == 3);
    EXPECT_EQ(of_bits("uint[3](c) * 3 + 1", c), (c * 3 + 1) % 8);
    EXPECT_EQ(of_bits("c >> 1", c), c >> 1);
    EXPECT_EQ(of_bits("~c", c), 7 - c);
  }
}

TEST(Expression, RefusesWhatIsNotFinite) {
  EXPECT_THAT(error_of([] { evaluate("1 / 0"); }), HasSubstr("f:1:3: a division by zero"));
  EXPECT_THAT(error_of([] { evaluate("a / (3 - a)"); }), HasSubstr("f:1:3: a division by zero"));
  EXPECT_THAT(error_of([] { evaluate("ln(0)"); }), HasSubstr("f:1:1: the result is not a finite number"));
  EXPECT_THAT(error_of([] { evaluate("sqrt(-1)"); }), HasSubstr("not a finite"));
  EXPECT_THAT(error_of([] { evaluate("1e308 * 10"); }), HasSubstr("not a finite"));
  EXPECT_THAT(error_of([] { evaluate("1e308 * t * 10"); }), HasSubstr("not a finite"));
  EXPECT_THAT(error_of([] { evaluate("1e999"); }), HasSubstr("too large"));
}

TEST(Expression, RefusesWhatIsNoExpression) {
  EXPECT_THAT(error_of([] { evaluate("hafl"); }),
              HasSubstr("f:1:1: unknown name `hafl` in an expression; did you mean `half`?"));
  EXPECT_THAT(error_of([] { evaluate("1 +"); }),
              HasSubstr("f:1:4: a number, a name or `(` is expected here, not the end of the file"));
  EXPECT_THAT(error_of([] { evaluate("(1"); }), HasSubstr("f:1:3: `)` is expected"));
  EXPECT_THAT(error_of([] { evaluate("sin 1"); }), HasSubstr("f:1:5: `(` is expected"));
  EXPECT_EQ(integer("2 ^ 3"), 1);
  EXPECT_THAT(error_of([] { evaluate("2.5 ^ 3"); }), HasSubstr("f:1:5: a whole number is expected here, not a float"));
  EXPECT_THAT(error_of([] { evaluate("2 ** 3", Version::qasm2); }),
              HasSubstr("f:1:3: the power is written `^` in OpenQASM 2"));
}

TEST(Expression, NestsOnlySoDeep) {
  const auto nested = [](std::size_t depth) { return std::string(depth, '(') + "1" + std::string(depth, ')'); };
  EXPECT_EQ(number(nested(190)), 1);
  EXPECT_THAT(error_of([&] { evaluate(nested(100'000)); }),
              HasSubstr("f:1:201: an expression nested more than 200 deep"));
  EXPECT_THAT(error_of([&] { evaluate(std::string(100'000, '-') + "1"); }), HasSubstr("nested"));
}

TEST(Expression, SizesAreWholeNumbers) {
  Scopes scopes;
  Lexer names("t", "names");
  scopes.declare(names.take(), {.type = kReal, .formula = Formula::parameter(0)});
  const auto size = [&](std::string_view text) {
    Lexer lexer(text, "f");
    return read_integer({.lexer = lexer, .scopes = scopes, .version = Version::qasm3, .call = {}}, "a size", 1, 10);
  };
  EXPECT_EQ(size("2 * 3 + 1"), 7U);
  EXPECT_EQ(error_of([&] { size("2.5"); }), "f:1:1: a size of 2.5: it must be a whole number from 1 to 10");
  EXPECT_THAT(error_of([&] { size("0"); }), HasSubstr("from 1 to 10"));
  EXPECT_THAT(error_of([&] { size("1e300"); }), HasSubstr("from 1 to 10"));
  EXPECT_THAT(error_of([&] { size("t"); }), HasSubstr("cannot depend on an input"));
}

}  // namespace
}  // namespace quanvas::qasm
