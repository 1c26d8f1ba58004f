#include "support/dense_simulator.hpp"

#include <cmath>
#include <numbers>
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
    case 'z': return two_by_two(1, 0, 0, -1);
    default: return Matrix::Identity(2, 2);
  }
}

Matrix kronecker(const Matrix& a, const Matrix& b) {
  Matrix product(a.rows() * b.rows(), a.cols() * b.cols());
  for (Eigen::Index i = 0; i < a.rows(); ++i)
    for (Eigen::Index j = 0; j < a.cols(); ++j)
      product.block(i * b.rows(), j * b.cols(), b.rows(), b.cols()) = a(i, j) * b;
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

Matrix phase(double angle) { return two_by_two(1, 0, 0, std::polar(1.0, angle)); }

}  // namespace

Matrix gate_matrix(std::string_view name, const std::vector<double>& angles) {
  if (name == "id" || name == "x" || name == "y" || name == "z") return pauli(name[0]);
  if (name == "h") return two_by_two(1, 1, 1, -1) / std::sqrt(2.0);
  if (name == "s") return phase(std::numbers::pi / 2);
  if (name == "sdg") return phase(-std::numbers::pi / 2);
  if (name == "t") return phase(std::numbers::pi / 4);
  if (name == "tdg") return phase(-std::numbers::pi / 4);
  if (name == "sx") return two_by_two(1.0 + kI, 1.0 - kI, 1.0 - kI, 1.0 + kI) / 2.0;
  if (name == "sxdg") return two_by_two(1.0 - kI, 1.0 + kI, 1.0 + kI, 1.0 - kI) / 2.0;
  if (name == "rx" || name == "ry" || name == "rz") return rotation(pauli(name[1]), angles.at(0));
  if (name == "p") return phase(angles.at(0));
  if (name == "u3") {
    const double c = std::cos(angles.at(0) / 2);
    const double s = std::sin(angles.at(0) / 2);
    const auto turn = [](double angle) { return std::polar(1.0, angle); };
    return two_by_two(c, -s * turn(angles.at(2)), s * turn(angles.at(1)), c * turn(angles.at(1) + angles.at(2)));
  }
  if (name == "rxx" || name == "ryy" || name == "rzz")
    return rotation(kronecker(pauli(name[1]), pauli(name[1])), angles.at(0));
  if (name == "swap") {
    Matrix m = Matrix::Zero(4, 4);
    m(0, 0) = m(1, 2) = m(2, 1) = m(3, 3) = 1;
    return m;
  }
  if (name.starts_with("c")) return controlled(gate_matrix(name.substr(1), angles));
  throw std::invalid_argument("the dense reference has no gate " + std::string(name));
}

std::vector<Matrix> channel_matrices(std::string_view name, const std::vector<double>& p) {
  const double keep = std::sqrt(1 - p.at(0));
  const double jump = std::sqrt(p.at(0));
  if (name == "bit_flip") return {keep * pauli('i'), jump * pauli('x')};
  if (name == "phase_flip") return {keep * pauli('i'), jump * pauli('z')};
  if (name == "depolarizing" || name == "depolarizing1")
    return {keep * pauli('i'), jump / std::sqrt(3.0) * pauli('x'), jump / std::sqrt(3.0) * pauli('y'),
            jump / std::sqrt(3.0) * pauli('z')};
  if (name == "depolarizing2") {
    std::vector<Matrix> kraus;
    for (const char a : {'i', 'x', 'y', 'z'})
      for (const char b : {'i', 'x', 'y', 'z'})
        kraus.push_back((a == 'i' && b == 'i' ? keep : jump / std::sqrt(15.0)) * kronecker(pauli(a), pauli(b)));
    return kraus;
  }
  if (name == "amplitude_damping") return {two_by_two(1, 0, 0, keep), two_by_two(0, jump, 0, 0)};
  if (name == "phase_damping") return {two_by_two(1, 0, 0, keep), two_by_two(0, 0, 0, jump)};
  if (name == "readout_error")
    return {two_by_two(keep, 0, 0, 0), two_by_two(0, 0, jump, 0), two_by_two(0, std::sqrt(p.at(1)), 0, 0),
            two_by_two(0, 0, 0, std::sqrt(1 - p.at(1)))};
  throw std::invalid_argument("the dense reference has no channel " + std::string(name));
}

Matrix on_wires(const Matrix& matrix, const std::vector<Wire>& wires, std::size_t n) {
  // Entry (row, column) of the whole is that of the matrix on its wires' bits, where all other bits agree.
  const auto local = [&](std::size_t state) {
    std::size_t index = 0;
    for (const Wire wire : wires) index = 2 * index + (state >> (n - 1 - wire.value) & 1);
    return static_cast<Eigen::Index>(index);
  };
  std::size_t others = (std::size_t{1} << n) - 1;
  for (const Wire wire : wires) others &= ~(std::size_t{1} << (n - 1 - wire.value));
  const auto size = static_cast<Eigen::Index>(std::size_t{1} << n);
  Matrix whole = Matrix::Zero(size, size);
  for (Eigen::Index row = 0; row < size; ++row)
    for (Eigen::Index column = 0; column < size; ++column)
      if ((static_cast<std::size_t>(row) & others) == (static_cast<std::size_t>(column) & others))
        whole(row, column) = matrix(local(static_cast<std::size_t>(row)), local(static_cast<std::size_t>(column)));
  return whole;
}

Matrix operation_matrix(const sim::Circuit& circuit, const sim::Operation& operation, const std::vector<double>& inputs,
                        const std::vector<double>& weights) {
  if (const sim::Gate* gate = std::get_if<sim::Gate>(&operation.what)) {
    std::vector<double> angles;
    for (const sim::Angle& a : gate->angles) {
      using Source = sim::Angle::Source;
      const double source = a.source == Source::weight  ? weights[a.slot.value]
                            : a.source == Source::input ? inputs[a.slot.value]
                                                        : 0.0;
      angles.push_back(a.scale * source + a.offset);
    }
    return on_wires(gate_matrix(sim::info(gate->id).name, angles), operation.wires, circuit.wires());
  }
  const sim::Matrix& given = std::get<sim::Unitary>(operation.what).matrix;
  const auto size = static_cast<Eigen::Index>(given.size());
  Matrix matrix(size, size);
  for (Eigen::Index i = 0; i < size; ++i)
    for (Eigen::Index j = 0; j < size; ++j)
      matrix(i, j) = given(static_cast<std::size_t>(i), static_cast<std::size_t>(j));
  return on_wires(matrix, operation.wires, circuit.wires());
}

Vector final_state(const sim::Circuit& circuit, const std::vector<double>& inputs, const std::vector<double>& weights) {
  const auto size = static_cast<Eigen::Index>(std::size_t{1} << circuit.wires());
  Vector state = Vector::Zero(size);
  if (circuit.preparation() == sim::Preparation::zero) state(0) = 1;
  else
    for (Eigen::Index i = 0; i < size; ++i) state(i) = inputs[static_cast<std::size_t>(i)];
  for (const sim::Operation& operation : circuit.operations())
    state = operation_matrix(circuit, operation, inputs, weights) * state;
  return state;
}

Matrix final_density(const sim::Circuit& circuit, const std::vector<double>& inputs,
                     const std::vector<double>& weights) {
  const auto size = static_cast<Eigen::Index>(std::size_t{1} << circuit.wires());
  Matrix rho = Matrix::Zero(size, size);
  rho(0, 0) = 1;
  for (const sim::Operation& operation : circuit.operations()) {
    std::vector<Matrix> kraus;
    if (const sim::NoiseChannel* channel = std::get_if<sim::NoiseChannel>(&operation.what)) {
      if (channel->name == "kraus") {
        for (const sim::Matrix& k : channel->kraus) {
          Matrix m(k.size(), k.size());
          for (std::size_t i = 0; i < k.size(); ++i)
            for (std::size_t j = 0; j < k.size(); ++j)
              m(static_cast<Eigen::Index>(i), static_cast<Eigen::Index>(j)) = k(i, j);
          kraus.push_back(m);
        }
      } else {
        kraus = channel_matrices(channel->name, channel->parameters);
      }
      for (Matrix& k : kraus) k = on_wires(k, operation.wires, circuit.wires());
    } else {
      kraus = {operation_matrix(circuit, operation, inputs, weights)};
    }
    Matrix next = Matrix::Zero(size, size);
    for (const Matrix& k : kraus) next += k * rho * k.adjoint();
    rho = next;
  }
  return rho;
}

// The readout errors that stand last on a wire, as the positions of operations.
std::vector<std::size_t> final_readouts(const sim::Circuit& circuit) {
  std::vector<std::size_t> positions;
  std::vector<bool> busy(circuit.wires());
  for (std::size_t i = circuit.operations().size(); i-- > 0;) {
    const sim::Operation& operation = circuit.operations()[i];
    const sim::NoiseChannel* channel = std::get_if<sim::NoiseChannel>(&operation.what);
    if (channel && channel->name == "readout_error" && !busy[operation.wires[0].value]) positions.push_back(i);
    else
      for (const Wire wire : operation.wires) busy[wire.value] = true;
  }
  return positions;
}

// What is measured where a Pauli is read with errors: the projectors on its outcomes are mixed.
Matrix as_read(const Matrix& p, const std::vector<double>& parameters) {
  const Matrix one = Matrix::Identity(2, 2);
  const Matrix plus = (one + p) / 2;
  const Matrix minus = (one - p) / 2;
  const Matrix reads_plus = (1 - parameters[0]) * plus + parameters[1] * minus;
  const Matrix reads_minus = parameters[0] * plus + (1 - parameters[1]) * minus;
  return reads_plus - reads_minus;
}

// The observable as it is measured, with errors that are given as operations, the last first.
Matrix observable_matrix(const sim::Observable& observable, std::size_t wires,
                         const std::vector<sim::Operation>& readouts) {
  const auto size = static_cast<Eigen::Index>(std::size_t{1} << wires);
  Matrix sum = Matrix::Zero(size, size);
  for (const sim::PauliTerm& term : observable.terms) {
    Matrix product = Matrix::Identity(size, size) * term.coefficient;
    for (const auto& [wire, letter] : term.factors) {
      const Matrix p = pauli(static_cast<char>(letter - 'A' + 'a'));
      double slope = 1;
      double offset = 0;
      for (auto readout = readouts.rbegin(); readout != readouts.rend(); ++readout) {
        if (readout->wires[0] != wire) continue;
        // Of a p + b what is read is a times what is read of p, plus b.
        const Matrix next = as_read(p, std::get<sim::NoiseChannel>(readout->what).parameters);
        const double next_offset = next.trace().real() / 2;
        const double next_slope = (next * p).trace().real() / 2;
        offset = next_slope * offset + next_offset;
        slope *= next_slope;
      }
      product = product * on_wires(slope * p + offset * Matrix::Identity(2, 2), {wire}, wires);
    }
    sum += product;
  }
  return sum;
}

std::vector<double> expectations(const sim::Circuit& circuit, const std::vector<sim::Observable>& observables,
                                 const std::vector<double>& inputs, const std::vector<double>& weights) {
  std::vector<double> values;
  if (circuit.noisy()) {
    const std::vector<std::size_t> last = final_readouts(circuit);
    sim::Circuit unread(circuit.wires(), circuit.inputs(), circuit.weights());
    std::vector<sim::Operation> readouts;
    for (std::size_t i = 0; i < circuit.operations().size(); ++i)
      if (std::ranges::find(last, i) == last.end()) unread.add(circuit.operations()[i]);
    for (const std::size_t i : last) readouts.push_back(circuit.operations()[i]);
    const Matrix rho = final_density(unread, inputs, weights);
    for (const sim::Observable& observable : observables)
      values.push_back((observable_matrix(observable, circuit.wires(), readouts) * rho).trace().real());
  } else {
    // Factor by factor: vectors are multiplied faster than matrices.
    const Vector state = final_state(circuit, inputs, weights);
    for (const sim::Observable& observable : observables) {
      double value = 0;
      for (const sim::PauliTerm& term : observable.terms) {
        Vector image = state;
        for (const auto& [wire, letter] : term.factors)
          image = on_wires(pauli(static_cast<char>(letter - 'A' + 'a')), {wire}, circuit.wires()) * image;
        value += term.coefficient * state.dot(image).real();
      }
      values.push_back(value);
    }
  }
  return values;
}

}  // namespace quanvas::test
