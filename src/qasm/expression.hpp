// Expressions for angles and sizes: arithmetic with constants, the parameters of a gate definition and the inputs of a
// program, in which the result is affine.
#pragma once

#include <cstddef>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "qasm/lexer.hpp"
#include "sim/circuit/circuit.hpp"

namespace quanvas::qasm {

// A constant, or scale * weight + offset.
using Value = sim::Angle;
using Values = std::map<std::string, Value, std::less<>>;

// What names mean in an expression.
struct Scope {
  Version version;
  const Values& values;
  std::vector<std::string_view> parameters = {};  // of the gate definition around the expression; they hide `values`
};

class Expression {
 public:
  // Reads one as far as it goes. Throws Error for what is no expression, for unknown names, and like value() for parts
  // that have no parameters.
  static Expression read(Lexer& lexer, const Scope& scope);

  // Throws Error where it is not finite, or not affine in one weight.
  Value value(std::span<const Value> parameters) const;

  // The work that value() is.
  std::size_t size() const { return steps_.size(); }
  const Place& place() const { return place_; }

 private:
  friend class ExpressionReader;

  // In postfix order: what pushes a value, and what replaces the last one or two by a result.
  struct Step {
    enum class Kind { value, parameter, negate, function, add, subtract, multiply, divide, power };

    Kind kind;
    Place place;
    Value value = {};
    std::size_t index = 0;  // of the parameter or function
  };

  static Value result(const Step& step, std::span<const Value> operands);
  static std::size_t operands(Step::Kind kind);

  Place place_;
  std::vector<Step> steps_;
};

// A number that is known, such as a size. Throws Error where it depends on an input, is not whole or not in [least,
// most].
std::size_t read_integer(Lexer& lexer, const Scope& scope, std::string_view what, std::size_t least, std::size_t most);

}  // namespace quanvas::qasm
