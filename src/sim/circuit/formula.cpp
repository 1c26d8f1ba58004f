#include "sim/circuit/formula.hpp"

#include <array>
#include <cmath>

#include "base/error.hpp"
#include "sim/circuit/formula_node.hpp"

namespace quanvas::sim {
namespace {

constexpr std::size_t kMostNodes = 2000;

const Bits kNoBits;
constexpr Known kNothing{.parameters = {}, .bits = kNoBits};

Angle scaled(Angle angle, double factor) {
  angle.offset *= factor;
  if (angle.fixed()) return angle;
  angle.scale *= factor;
  return angle.scale == 0 ? Angle::constant(angle.offset) : angle;
}

std::optional<Angle> sum(const Angle& a, const Angle& b) {
  Angle result = a.fixed() ? b : a;
  result.offset = a.offset + b.offset;
  if (a.fixed() || b.fixed()) return result;
  if (a.slot != b.slot) return std::nullopt;
  result.scale = a.scale + b.scale;
  return result.scale == 0 ? Angle::constant(result.offset) : result;
}

// The affine form of an operation on affine operands.
std::optional<Angle> affine_of(Operator op, const Angle& a, const Angle& b) {
  switch (op) {
    case Operator::negate: return scaled(a, -1);
    case Operator::add: return sum(a, b);
    case Operator::subtract: return sum(a, scaled(b, -1));
    case Operator::multiply:
      if (!a.fixed() && !b.fixed()) return std::nullopt;
      return a.fixed() ? scaled(b, a.offset) : scaled(a, b.offset);
    case Operator::divide: {
      if (!b.fixed() || b.offset == 0) return std::nullopt;
      Angle result = a;
      result.offset /= b.offset;
      if (!a.fixed()) result.scale /= b.offset;
      return result;
    }
    default: return std::nullopt;
  }
}

}  // namespace

Formula::Formula() : node_(std::make_shared<const Node>()) {}

Formula Formula::made(Node node) {
  for (const auto* operand : {&node.left, &node.right})
    if (*operand) {
      node.nodes += (*operand)->nodes;
      node.bits_below |= (*operand)->bits_below;
      node.parameters_below |= (*operand)->parameters_below;
    }
  require(node.nodes <= kMostNodes, "an expression of more than {} operations on inputs or measured bits", kMostNodes);
  if (node.left && !node.bits_below && !node.parameters_below)
    return node.integer ? integer(node.whole_value(kNothing)) : number(node.real_value(kNothing));
  return Formula(std::make_shared<const Node>(std::move(node)));
}

Formula Formula::number(double value) {
  return Formula(std::make_shared<const Node>(
      Node{.kind = Node::Kind::number, .integer = false, .number = value, .affine = Angle::constant(value)}));
}

Formula Formula::integer(std::int64_t value) {
  return Formula(std::make_shared<const Node>(
      Node{.kind = Node::Kind::integer, .whole = value, .affine = Angle::constant(static_cast<double>(value))}));
}

Formula Formula::parameter(std::size_t index) {
  return Formula(std::make_shared<const Node>(Node{.kind = Node::Kind::parameter,
                                                   .integer = false,
                                                   .parameters_below = true,
                                                   .first = index,
                                                   .affine = Angle::weight(Slot(static_cast<std::uint32_t>(index)))}));
}

Formula Formula::bits(std::size_t first, std::size_t count) {
  return Formula(
      std::make_shared<const Node>(Node{.kind = Node::Kind::bits, .bits_below = true, .first = first, .count = count}));
}

Formula Formula::apply(Operator op, const Formula& operand) {
  Node node{.kind = Node::Kind::unary, .integer = of_integers(op), .op = op, .left = operand.node_};
  if (const auto& a = operand.node_->affine; a && op == Operator::negate) node.affine = affine_of(op, *a, *a);
  return made(std::move(node));
}

Formula Formula::apply(Operator op, const Formula& left, const Formula& right) {
  Node node{.kind = Node::Kind::binary,
            .integer = of_integers(op) || gives_truth(op),
            .op = op,
            .left = left.node_,
            .right = right.node_};
  if (const auto& a = left.node_->affine, &b = right.node_->affine; a && b && !node.integer)
    node.affine = affine_of(op, *a, *b);
  if (node.affine)
    require(std::isfinite(node.affine->offset) && std::isfinite(node.affine->scale),
            "the result is not a finite number");
  if (op == Operator::divide || op == Operator::quotient || op == Operator::remainder)
    require(!right.constant() || right.real() != 0, "a division by zero");
  return made(std::move(node));
}

Formula Formula::apply(const RealFunction& function, const Formula& operand) {
  return made({.kind = Node::Kind::function, .integer = false, .function = &function, .left = operand.node_});
}

Formula Formula::digits(const Formula& integer, std::size_t count, bool is_signed) {
  const Node& inner = *integer.node_;
  const bool small = inner.kind == Node::Kind::bits || (inner.kind == Node::Kind::digits && !inner.is_signed);
  if (small && inner.count + (is_signed ? 1 : 0) <= count) return integer;
  if (inner.kind == Node::Kind::digits && inner.count >= count) return digits(Formula(inner.left), count, is_signed);
  return made({.kind = Node::Kind::digits, .is_signed = is_signed, .count = count, .left = integer.node_});
}

bool Formula::is_integer() const { return node_->integer; }
bool Formula::constant() const { return !node_->bits_below && !node_->parameters_below; }
bool Formula::depends_on_bits() const { return node_->bits_below; }
bool Formula::depends_on_parameters() const { return node_->parameters_below; }
double Formula::real(const Known& known) const { return node_->real_value(known); }
std::int64_t Formula::whole(const Known& known) const { return node_->whole_value(known); }
double Formula::real() const { return node_->real_value(kNothing); }
std::int64_t Formula::whole() const { return node_->whole_value(kNothing); }
double Formula::derivative(const Known& known, std::size_t index) const { return node_->derivative(known, index); }
std::optional<Angle> Formula::affine() const { return node_->affine; }

Formula Formula::at(std::span<const Formula> arguments) const {
  if (!node_->parameters_below) return *this;
  const auto of = [&](const std::shared_ptr<const Node>& node) { return Formula(node).at(arguments); };
  switch (node_->kind) {
    case Node::Kind::parameter: return arguments[node_->first];
    case Node::Kind::unary: return apply(node_->op, of(node_->left));
    case Node::Kind::binary: return apply(node_->op, of(node_->left), of(node_->right));
    case Node::Kind::function: return apply(*node_->function, of(node_->left));
    default: return digits(of(node_->left), node_->count, node_->is_signed);
  }
}

void Formula::for_bits(const std::function<void(std::size_t, std::size_t)>& visit) const {
  if (!node_->bits_below) return;
  if (node_->kind == Node::Kind::bits) return visit(node_->first, node_->count);
  for (const auto* operand : {&node_->left, &node_->right})
    if (*operand) Formula(*operand).for_bits(visit);
}

std::string Formula::text(const Spelling& spelling) const {
  constexpr std::array<std::string_view, 23> kSigns{"-", "+", "-", "*", "/",  "",   "<", "<=", "==", "-",  "+", "-",
                                                    "*", "/", "%", "<", "<=", "==", "&", "|",  "^",  "<<", ">>"};
  const auto of = [&](const std::shared_ptr<const Node>& node) { return Formula(node).text(spelling); };
  const std::string_view sign =
      node_->op == Operator::power ? spelling.power : kSigns[static_cast<std::size_t>(node_->op)];
  switch (node_->kind) {
    case Node::Kind::integer: return fmt::format("{}", node_->whole);
    case Node::Kind::number: return fmt::format("{}", node_->number);
    case Node::Kind::parameter: return spelling.parameters[node_->first];
    case Node::Kind::bits: return spelling.bits(node_->first, node_->count);
    case Node::Kind::unary: return fmt::format("({}{})", sign, of(node_->left));
    case Node::Kind::binary: return fmt::format("({} {} {})", of(node_->left), sign, of(node_->right));
    case Node::Kind::function:
      return fmt::format("{}({})", node_->function->name == "log" ? spelling.logarithm : node_->function->name,
                         of(node_->left));
    default: return fmt::format("{}[{}]({})", node_->is_signed ? "int" : "uint", node_->count, of(node_->left));
  }
}

std::optional<Formula::Equality> Formula::equality() const {
  if (node_->kind != Node::Kind::binary || (node_->op != Operator::equal_integer && node_->op != Operator::equal))
    return std::nullopt;
  const Node& bits = *node_->left;
  const double number = Formula(node_->right).constant() ? Formula(node_->right).real() : 0.5;
  if (bits.kind != Node::Kind::bits || number != static_cast<double>(static_cast<Signed>(number))) return std::nullopt;
  return Equality{.first = bits.first, .count = bits.count, .number = static_cast<Signed>(number)};
}

}  // namespace quanvas::sim
