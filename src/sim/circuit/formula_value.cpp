// The values of formulas and their derivatives.
#include <cmath>

#include "base/error.hpp"
#include "sim/circuit/formula_node.hpp"

namespace quanvas::sim {
namespace {

Signed low_digits(Signed value, std::size_t count, bool is_signed) {
  if (count == 64) return value;
  const Unsigned mask = (Unsigned{1} << count) - 1;
  Unsigned digits = static_cast<Unsigned>(value) & mask;
  if (is_signed && digits >> (count - 1) & 1) digits |= ~mask;
  return static_cast<Signed>(digits);
}

double finite(double value) {
  require(std::isfinite(value), "the result is not a finite number");
  return value;
}

double result_of(Operator op, double a, double b) {
  switch (op) {
    case Operator::negate: return -a;
    case Operator::add: return finite(a + b);
    case Operator::subtract: return finite(a - b);
    case Operator::multiply: return finite(a * b);
    case Operator::divide: require(b != 0, "a division by zero"); return finite(a / b);
    default: return finite(std::pow(a, b));
  }
}

Signed quotient(Signed a, Signed b) {
  require(b != 0, "a division by zero");
  return b == -1 ? static_cast<Signed>(-static_cast<Unsigned>(a)) : a / b;
}

Signed shifted(Operator op, Signed a, Signed by) {
  if (by < 0 || by > 63) return op == Operator::shift_right && a < 0 ? -1 : 0;
  return op == Operator::shift_left ? static_cast<Signed>(static_cast<Unsigned>(a) << by) : a >> by;
}

Signed result_of(Operator op, Signed a, Signed b) {
  const auto x = static_cast<Unsigned>(a), y = static_cast<Unsigned>(b);
  switch (op) {
    case Operator::negate_integer: return static_cast<Signed>(-x);
    case Operator::add_integer: return static_cast<Signed>(x + y);
    case Operator::subtract_integer: return static_cast<Signed>(x - y);
    case Operator::multiply_integer: return static_cast<Signed>(x * y);
    case Operator::quotient: return quotient(a, b);
    case Operator::remainder: return a - static_cast<Signed>(static_cast<Unsigned>(quotient(a, b)) * y);
    case Operator::less_integer: return a < b;
    case Operator::less_equal_integer: return a <= b;
    case Operator::equal_integer: return a == b;
    case Operator::bit_and: return static_cast<Signed>(x & y);
    case Operator::bit_or: return static_cast<Signed>(x | y);
    case Operator::bit_xor: return static_cast<Signed>(x ^ y);
    default: return shifted(op, a, b);
  }
}

bool compare(Operator op, double a, double b) {
  return op == Operator::less ? a < b : op == Operator::less_equal ? a <= b : a == b;
}

}  // namespace

double Formula::Node::real_value(const Known& known) const {
  switch (kind) {
    case Kind::number: return number;
    case Kind::parameter: return known.parameters[first];
    case Kind::unary:
    case Kind::binary:
      if (integer) break;
      return result_of(op, left->real_value(known), right ? right->real_value(known) : 0);
    case Kind::function: return finite(function->value(left->real_value(known)));
    default: break;
  }
  return static_cast<double>(whole_value(known));
}

Signed Formula::Node::whole_value(const Known& known) const {
  switch (kind) {
    case Kind::bits: {
      Unsigned value = 0;
      for (std::size_t i = 0; i < count; ++i) value |= Unsigned{known.bits[first + i]} << i;
      return static_cast<Signed>(value);
    }
    case Kind::digits: return low_digits(left->whole_value(known), count, is_signed);
    case Kind::unary:
    case Kind::binary:
      if (gives_truth(op)) return compare(op, left->real_value(known), right->real_value(known));
      return result_of(op, left->whole_value(known), right ? right->whole_value(known) : 0);
    default: return whole;
  }
}

double Formula::Node::derivative(const Known& known, std::size_t index) const {
  if (!parameters_below || integer) return 0;
  if (kind == Kind::parameter) return first == index ? 1 : 0;
  const double a = left->real_value(known), da = left->derivative(known, index);
  if (kind == Kind::function) return da == 0 ? 0 : finite(function->derivative(a) * da);
  const double b = right ? right->real_value(known) : 0, db = right ? right->derivative(known, index) : 0;
  switch (op) {
    case Operator::negate: return -da;
    case Operator::add: return da + db;
    case Operator::subtract: return da - db;
    case Operator::multiply: return finite(da * b + a * db);
    case Operator::divide: return finite((da - a / b * db) / b);
    default: {
      double result = 0;
      if (da != 0) result += b * std::pow(a, b - 1) * da;
      if (db != 0) result += std::pow(a, b) * std::log(a) * db;
      return finite(result);
    }
  }
}

}  // namespace quanvas::sim
