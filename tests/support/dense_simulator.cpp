#include "support/dense_simulator.hpp"

#include <cmath>
#include <stdexcept>
#include <string>

namespace quanvas::test {
namespace {

constexpr Complex kI{0, 1};

Matrix two_by_two(Complex a, Complex b, Complex c, Complex d) {
  Matrix m(2, 2);
  m << a, b, c, d;
  return m;
}

Matrix pauli(char name) {
  switch (name) {
    case 'x': return two_by_two(0, 1, 1, 0);
    case 'y': return two_by_two(0, -kI, kI, 0);
    default: return two_by_two(1, 0, 0, -1);
  }
}

Matrix kronecker(const Matrix& a, const Matrix& b) {
  Matrix product(a.rows() * b.rows(), a.cols() * b.cols());
  for (Eigen::Index i = 0; i < a.rows(); ++i)
    for (Eigen::Index j = 0; j < a.cols(); ++j) product.block(i * b.rows(), j * b.cols(), b.rows(), b.cols()) = a(i, j) * b;
  return product;
}

// exp(-i angle P / 2) for P with P^2 = 1
Matrix rotation(const Matrix& p, double angle) {
  return std::cos(angle / 2) * Matrix::Identity(p.rows(), p.cols()) - kI * std::sin(angle / 2) * p;
}

Matrix controlled(const Matrix& gate) {
  Matrix m = Matrix::Identity(2 * gate.rows(), 2 * gate.cols());
  m.bottomRightCorner(gate.rows(), gate.cols()) = gate;
  return m;
}

}  // namespace

Matrix gate_matrix(std::string_view name, double angle) {
  if (name == "x" || name == "y" || name == "z") return pauli(name[0]);
  if (name == "h") return two_by_two(1, 1, 1, -1) / std::sqrt(2.0);
  if (name == "s") return two_by_two(1, 0, 0, kI);
  if (name == "sdg") return two_by_two(1, 0, 0, -kI);
  if (name == "rx" || name == "ry" || name == "rz") return rotation(pauli(name[1]), angle);
  if (name == "rzz") return rotation(kronecker(pauli('z'), pauli('z')), angle);
  if (name == "swap") {
    Matrix m = Matrix::Zero(4, 4);
    m(0, 0) = m(1, 2) = m(2, 1) = m(3, 3) = 1;
    return m;
  }
  if (name == "ccx") return controlled(controlled(pauli('x')));
  if (name.starts_with("c")) return controlled(gate_matrix(name.substr(1), angle));
  throw std::invalid_argument("the dense reference has no gate " + std::string(name));
}

Matrix operation_matrix(const sim::Circuit& circuit, const sim::Operation& operation, const std::vector<double>& inputs,
                        const std::vector<double>& weights) {
  using Source = sim::Angle::Source;
  const sim::Angle& a = operation.angle;
  const double source = a.source == Source::weight ? weights[a.slot.value] : a.source == Source::input ? inputs[a.slot.value] : 0.0;
  const auto& facts = sim::info(operation.gate);
  const Matrix gate = gate_matrix(facts.name, a.scale * source + a.offset);

  // Entry (row, column) of the whole is that of the gate on its wires' bits, where all other bits agree.
  const std::size_t n = circuit.wires();
  const auto local = [&](std::size_t state) {
    std::size_t index = 0;
    for (std::size_t w = 0; w < facts.wires(); ++w) index = 2 * index + (state >> (n - 1 - operation.wires[w].value) & 1);
    return static_cast<Eigen::Index>(index);
  };
  std::size_t others = (std::size_t{1} << n) - 1;
  for (std::size_t w = 0; w < facts.wires(); ++w) others &= ~(std::size_t{1} << (n - 1 - operation.wires[w].value));
  const auto size = static_cast<Eigen::Index>(std::size_t{1} << n);
  Matrix whole = Matrix::Zero(size, size);
  for (Eigen::Index row = 0; row < size; ++row)
    for (Eigen::Index column = 0; column < size; ++column)
      if ((static_cast<std::size_t>(row) & others) == (static_cast<std::size_t>(column) & others))
        whole(row, column) = gate(local(static_cast<std::size_t>(row)), local(static_cast<std::size_t>(column)));
  return whole;
}

Vector final_state(const sim::Circuit& circuit, const std::vector<double>& inputs, const std::vector<double>& weights) {
  const auto size = static_cast<Eigen::Index>(std::size_t{1} << circuit.wires());
  Vector state = Vector::Zero(size);
  if (circuit.preparation() == sim::Preparation::zero) state(0) = 1;
  else for (Eigen::Index i = 0; i < size; ++i) state(i) = inputs[static_cast<std::size_t>(i)];
  for (const sim::Operation& operation : circuit.operations()) state = operation_matrix(circuit, operation, inputs, weights) * state;
  return state;
}

std::vector<double> expectations(const sim::Circuit& circuit, const std::vector<sim::ZString>& observables,
                                 const std::vector<double>& inputs, const std::vector<double>& weights) {
  const Vector state = final_state(circuit, inputs, weights);
  std::vector<double> values;
  for (const sim::ZString& observable : observables) {
    double value = 0;
    for (Eigen::Index i = 0; i < state.size(); ++i) {
      int sign = 1;
      for (const Wire wire : observable.wires)
        if (static_cast<std::size_t>(i) >> (circuit.wires() - 1 - wire.value) & 1) sign = -sign;
      value += sign * std::norm(state(i));
    }
    values.push_back(value);
  }
  return values;
}

}  // namespace quanvas::test
