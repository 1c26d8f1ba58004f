// Observables as text.
#include "sim/circuit/observable.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/dense_simulator.hpp"
#include "support/error_of.hpp"
#include "support/random_circuit.hpp"

namespace quanvas::sim {
namespace {

using test::error_of;
using testing::HasSubstr;

struct Good {
  std::string text;
  std::string written;
};

class GoodObservable : public testing::TestWithParam<Good> {};
INSTANTIATE_TEST_SUITE_P(Texts, GoodObservable,
                         testing::Values(Good{"Z0", "Z0"}, Good{"  z0 ", "Z0"}, Good{"X0 Y1", "X0 Y1"},
                                         Good{"X0Y1", "X0 Y1"}, Good{"Y1 X0", "Y1 X0"}, Good{"x0*y1", "X0 Y1"},
                                         Good{"X0 @ Y1", "X0 Y1"}, Good{"-Z0", "-Z0"}, Good{"+Z0", "Z0"},
                                         Good{"- Z0", "-Z0"}, Good{"1 Z0", "Z0"}, Good{"0.5 Z0", "0.5 Z0"},
                                         Good{"0.5Z0", "0.5 Z0"}, Good{".5 * Z0", "0.5 Z0"}, Good{"2", "2"},
                                         Good{"-2.25", "-2.25"}, Good{"I0", "1"}, Good{"3 I2 I1", "3"},
                                         Good{"0.5 Z0 Z3 - 2 X1 + 1", "0.5 Z0 Z3 - 2 X1 + 1"},
                                         Good{"Z0+Z1+Z2-Z3", "Z0 + Z1 + Z2 - Z3"}, Good{"1e2 X1", "100 X1"},
                                         Good{"Z0 - 1", "Z0 - 1"}, Good{"0 X1", "0 X1"}, Good{"X0 I1 Z2", "X0 Z2"}));

TEST_P(GoodObservable, IsReadAndWritten) {
  EXPECT_EQ(to_text(parse_observable(GetParam().text, 4)), GetParam().written);
}

struct Malformed {
  std::string text;
  std::size_t column;
  std::string complaint;
};

class MalformedObservable : public testing::TestWithParam<Malformed> {};
INSTANTIATE_TEST_SUITE_P(
    Texts, MalformedObservable,
    testing::Values(Malformed{"", 1, "an observable is missing"}, Malformed{"   ", 4, "an observable is missing"},
                    Malformed{"Z0 +", 5, "a term is missing"}, Malformed{"Z0 + - X1", 6, "a term is missing"},
                    Malformed{"-", 2, "a term is missing"}, Malformed{"A0", 1, "expected X, Y, Z or I"},
                    Malformed{"Z0, X1", 3, "expected X, Y, Z or I"}, Malformed{"(Z0)", 1, "expected X, Y, Z or I"},
                    Malformed{"Z0 2", 4, "expected X, Y, Z or I"}, Malformed{"Z", 2, "wire's number is missing"},
                    Malformed{"Zx", 2, "wire's number is missing"}, Malformed{"Z 0", 2, "wire's number is missing"},
                    Malformed{"Z0 X", 5, "wire's number is missing"}, Malformed{"Z-1", 2, "wire's number is missing"},
                    Malformed{"inf Z0", 2, "wire's number is missing"},
                    Malformed{"Z4", 3, "there is no wire 4; the circuit has 4"},
                    Malformed{"Z0 Z0", 6, "each wire once"}, Malformed{"X1 Z0 Y1", 9, "each wire once"},
                    Malformed{"0.5.5 Z0", 1, "not a number"}, Malformed{"Z0 + 1e Z1", 6, "not a number"},
                    Malformed{"1e999 Z0", 1, "not a number"}));

TEST_P(MalformedObservable, IsRefusedWithTheColumn) {
  const std::string message = error_of([] { parse_observable(GetParam().text, 4); });
  EXPECT_THAT(message,
              HasSubstr("observable `" + GetParam().text + "`, column " + std::to_string(GetParam().column) + ": "));
  EXPECT_THAT(message, HasSubstr(GetParam().complaint));
}

void expect_round_trip(const Observable& observable) {
  const Observable read = parse_observable(to_text(observable), 5);
  ASSERT_EQ(read.terms.size(), observable.terms.size());
  for (std::size_t t = 0; t < read.terms.size(); ++t) {
    EXPECT_EQ(read.terms[t].coefficient, observable.terms[t].coefficient);
    EXPECT_EQ(read.terms[t].factors, observable.terms[t].factors);
  }
}

TEST(Observable, RoundTripsThroughText) {
  RandomStream stream(1, "observables");
  for (int i = 0; i < 200; ++i) expect_round_trip(test::random_observable(stream, 5));
}

// Their texts have an exponent with a sign, which begins no new term.
TEST(Observable, RoundTripsSmallAndLargeCoefficients) {
  for (const double coefficient : {1e-7, -3.5e-12, 1e25})
    expect_round_trip({.terms = {{.coefficient = coefficient, .factors = {{Wire(0), 'Z'}}}}});
}

TEST(Observable, IdentitiesNameTheirWiresToo) {
  EXPECT_THAT(error_of([] { parse_observable("I0 Z0", 4); }), HasSubstr("each wire once"));
}

TEST(Observable, ZIsAProductOfItsWires) {
  EXPECT_EQ(to_text(z(Wire(2))), "Z2");
  EXPECT_EQ(to_text(z(std::vector{Wire(3), Wire(0)})), "Z3 Z0");
  EXPECT_EQ(to_text(z(std::vector<Wire>{})), "1");
}

std::vector<std::string> texts_of(const std::vector<Observable>& observables) {
  std::vector<std::string> texts;
  for (const Observable& observable : observables) texts.push_back(to_text(observable));
  return texts;
}

TEST(Observables, OfALetterAreOfEachWire) {
  EXPECT_THAT(texts_of(parse_observables("Z", 3)), testing::ElementsAre("Z0", "Z1", "Z2"));
  EXPECT_THAT(texts_of(parse_observables("x, Y", 2)), testing::ElementsAre("X0", "X1", "Y0", "Y1"));
}

TEST(Observables, OfLettersAreTheirProducts) {
  EXPECT_THAT(texts_of(parse_observables("ZZ, xIy, YX", 3)), testing::ElementsAre("Z0 Z1", "X0 Y2", "Y0 X1"));
}

TEST(Observables, AreAListOfAny) {
  EXPECT_THAT(texts_of(parse_observables("Z0,Z0 Z1 , 0.5 X0 Y2 - Z1", 3)),
              testing::ElementsAre("Z0", "Z0 Z1", "0.5 X0 Y2 - Z1"));
}

TEST(Observables, RefuseWhatTheCircuitDoesNotHave) {
  EXPECT_THAT(error_of([] { parse_observables("", 2); }), HasSubstr("observables are missing"));
  EXPECT_THAT(error_of([] { parse_observables("ZZZ", 2); }), HasSubstr("3 letters are of as many wires"));
  EXPECT_THAT(error_of([] { parse_observables("Z, Z2", 2); }), HasSubstr("there is no wire 2"));
  EXPECT_THAT(error_of([] { parse_observables("Z,,X", 2); }), HasSubstr("is missing"));
  EXPECT_THAT(error_of([] { parse_observables("A", 2); }), HasSubstr("expected X, Y, Z or I"));
}

TEST(Observable, TextMeansTheMatrixThatItSays) {
  const test::Matrix x = test::gate_matrix("x", {});
  const test::Matrix y = test::gate_matrix("y", {});
  test::Matrix expected = test::Matrix::Zero(4, 4);
  for (Eigen::Index i = 0; i < 2; ++i)
    for (Eigen::Index j = 0; j < 2; ++j) expected.block(2 * i, 2 * j, 2, 2) = -0.5 * y(i, j) * x;
  expected += 3 * test::Matrix::Identity(4, 4);
  EXPECT_EQ(test::observable_matrix(parse_observable("3 - 0.5 X1 Y0", 2), 2), expected);
}

}  // namespace
}  // namespace quanvas::sim
