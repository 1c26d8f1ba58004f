// Formulas over the parameters and the classical bits of a program: what an angle, a condition or an assigned value is
// where it is not a number yet. A formula is a value; what it shares with others is never changed. Constants are folded
// as formulas are built.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "sim/circuit/circuit.hpp"

namespace quanvas::sim {

// The classical bits of a program, as they are while it runs.
using Bits = std::vector<bool>;

// What formulas are evaluated with.
struct Known {
  std::span<const double> parameters;
  const Bits& bits;
};

// The operators. The first are of real numbers; the others of integers of 64 bits that wrap, truths being 0 and 1.
enum class Operator : std::uint8_t {
  negate,
  add,
  subtract,
  multiply,
  divide,
  power,
  less,
  less_equal,
  equal,
  negate_integer,
  add_integer,
  subtract_integer,
  multiply_integer,
  quotient,   // towards zero
  remainder,  // of that
  less_integer,
  less_equal_integer,
  equal_integer,
  bit_and,
  bit_or,
  bit_xor,
  shift_left,
  shift_right,
};

// A function of one real number, with its derivative.
struct RealFunction {
  std::string_view name;
  double (*value)(double);
  double (*derivative)(double);
};

class Formula {
 public:
  // 0, an integer.
  Formula();
  static Formula number(double value);
  static Formula integer(std::int64_t value);
  static Formula parameter(std::size_t index);
  // The integer whose binary digits are these bits, the first being the least significant; `count` from 1 to 64.
  static Formula bits(std::size_t first, std::size_t count);

  // Operands of the operators of real numbers may be integers. Throw Error for a division by zero, a result that is not
  // finite, and for what has grown too long.
  static Formula apply(Operator op, const Formula& operand);
  static Formula apply(Operator op, const Formula& left, const Formula& right);
  static Formula apply(const RealFunction& function, const Formula& operand);
  // The lowest `count` binary digits of an integer, from 1 to 64, as a signed (two's complement) or unsigned number.
  static Formula digits(const Formula& integer, std::size_t count, bool is_signed);

  bool is_integer() const;
  bool constant() const;  // no parameters, no bits
  bool depends_on_bits() const;
  bool depends_on_parameters() const;

  // Evaluation. Both throw Error as apply() does.
  double real(const Known& known) const;
  std::int64_t whole(const Known& known) const;  // of an integer
  // Of a constant.
  double real() const;
  std::int64_t whole() const;

  // d real / d parameters[index].
  double derivative(const Known& known, std::size_t index) const;

  // Where it is scale * parameter + offset of one parameter, or constant: that, with the parameter as a weight's slot.
  std::optional<Angle> affine() const;

  // With these in the place of the parameters.
  Formula at(std::span<const Formula> arguments) const;

  // Calls visit(first, count) for all bits it reads.
  void for_bits(const std::function<void(std::size_t, std::size_t)>& visit) const;
  // How a text writes it.
  struct Spelling {
    std::span<const std::string> parameters;                    // their names
    std::function<std::string(std::size_t, std::size_t)> bits;  // an integer of bits: first, count
    std::string_view power = "**";
    std::string_view logarithm = "log";
  };
  std::string text(const Spelling& spelling) const;

  // Where it compares an integer of bits with a number: the first bit, how many there are, and the number.
  struct Equality {
    std::size_t first;
    std::size_t count;
    std::int64_t number;
  };
  std::optional<Equality> equality() const;

  // Whether it is one and the same node.
  friend bool operator==(const Formula& a, const Formula& b) { return a.node_ == b.node_; }

 private:
  struct Node;
  explicit Formula(std::shared_ptr<const Node> node) : node_(std::move(node)) {}
  static Formula made(Node node);

  std::shared_ptr<const Node> node_;
};

}  // namespace quanvas::sim
