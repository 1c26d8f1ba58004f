// What a formula is made of; for formula.cpp and its neighbours alone.
#pragma once

#include "sim/circuit/formula.hpp"

namespace quanvas::sim {

using Unsigned = std::uint64_t;
using Signed = std::int64_t;

constexpr bool of_integers(Operator op) { return op >= Operator::negate_integer; }
constexpr bool gives_truth(Operator op) {
  return op == Operator::less || op == Operator::less_equal || op == Operator::equal;
}

struct Formula::Node {
  enum class Kind : std::uint8_t { integer, number, parameter, bits, unary, binary, function, digits };

  Kind kind = Kind::integer;
  bool integer = true;
  bool is_signed = false;
  bool bits_below = false;
  bool parameters_below = false;
  Operator op = Operator::negate;
  double number = 0;
  Signed whole = 0;
  std::size_t first = 0;  // of the bits; a parameter's index
  std::size_t count = 0;  // of bits or digits
  std::size_t nodes = 1;
  const RealFunction* function = nullptr;
  std::shared_ptr<const Node> left = {}, right = {};
  std::optional<Angle> affine = {};

  double real_value(const Known& known) const;
  Signed whole_value(const Known& known) const;
  double derivative(const Known& known, std::size_t index) const;
};

}  // namespace quanvas::sim
