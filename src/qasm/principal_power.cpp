#include "qasm/principal_power.hpp"

#include <bit>
#include <cmath>
#include <complex>
#include <cstdint>
#include <map>
#include <numbers>
#include <string>
#include <utility>

#include "sim/circuit/pauli.hpp"

namespace quanvas::qasm {
namespace {

using sim::Matrix;
using sim::Pauli;

constexpr double kPi = std::numbers::pi;
constexpr double kTolerance = 1e-12;
constexpr std::size_t kMostGenerators = 12;

// exp(-i angle P / 2)
struct KnownRotation {
  Pauli pauli;
  double angle;
};

// Into (-pi, pi], where what rounding has put just above -pi counts as pi.
double wrapped(double angle) {
  const double inside = angle - 2 * kPi * std::round(angle / (2 * kPi));
  return inside <= -kPi + 1e-9 ? inside + 2 * kPi : inside;
}

std::vector<KnownRotation> rotations_of(const Primitives& primitives, std::size_t qubits) {
  std::vector<KnownRotation> rotations;
  for (const Primitive& gate : primitives.gates) {
    std::vector<Wire> wires;
    for (const std::uint32_t qubit : gate.wires) wires.emplace_back(qubit);
    for (const sim::GateRotation& rotation : sim::info(gate.gate).rotations) {
      double angle = rotation.offset;
      if (rotation.argument != sim::GateRotation::kConstant)
        angle += rotation.scale * gate.angles[static_cast<std::size_t>(rotation.argument)].real();
      rotations.push_back({.pauli = sim::pauli(rotation.pauli, wires, qubits), .angle = angle});
    }
  }
  return rotations;
}

// The Pauli products that commuting ones generate, each with the generators (a bit each) it is the product of.
class Group {
 public:
  Group() { products_.push_back({}); }

  // The generators of a product of them, and whether it is minus that.
  std::pair<std::size_t, bool> find(const Pauli& p) {
    const auto key = std::pair(p.x, p.z);
    if (!known_.contains(key)) {
      const std::size_t old = products_.size();
      for (std::size_t i = 0; i < old; ++i) products_.push_back(products_[i] * p);
      for (std::size_t i = 0; i < products_.size(); ++i) known_.emplace(std::pair(products_[i].x, products_[i].z), i);
    }
    const std::size_t index = known_.at(key);
    return {index, sim::negative(p) != sim::negative(products_[index])};
  }

  const std::vector<Pauli>& products() const { return products_; }

 private:
  std::vector<Pauli> products_;  // [subset of the generators]
  std::map<std::pair<std::uint32_t, std::uint32_t>, std::size_t> known_{{{0, 0}, 0}};
};

// A sum over subsets into a function of signs, or back but for the factor 1 / size.
void walsh_transform(std::vector<double>& values) {
  for (std::size_t bit = 1; bit < values.size(); bit <<= 1)
    for (std::size_t i = 0; i < values.size(); ++i)
      if (!(i & bit)) {
        const double a = values[i], b = values[i | bit];
        values[i] = a + b;
        values[i | bit] = a - b;
      }
}

void append(Primitives& to, const Pauli& p, double angle, std::size_t qubits) {
  if (std::abs(angle) < kTolerance) return;
  std::string letters;
  std::vector<std::uint32_t> on;
  for (std::uint32_t q = 0; q < qubits; ++q) {
    const std::uint32_t bit = sim::wire_bit(qubits, Wire(q));
    if (!((p.x | p.z) & bit)) continue;
    letters += p.x & bit ? p.z & bit ? 'Y' : 'X' : 'Z';
    on.push_back(q);
  }
  append_rotation(to, letters, on, Formula::number(sim::negative(p) ? -angle : angle));
}

// The eigenvalues are known where all signs of the generators are.
Primitives of_commuting(const std::vector<KnownRotation>& rotations, double phase, double exponent,
                        std::size_t qubits) {
  Group group;
  std::vector<std::pair<std::size_t, bool>> members;
  for (const KnownRotation& rotation : rotations) members.push_back(group.find(rotation.pauli));
  std::vector<double> phases(group.products().size());  // first of the subsets, then of the signs
  phases[0] = phase;
  for (std::size_t r = 0; r < rotations.size(); ++r)
    phases[members[r].first] += members[r].second ? rotations[r].angle / 2 : -rotations[r].angle / 2;
  walsh_transform(phases);
  for (double& eigenphase : phases) eigenphase = exponent * wrapped(eigenphase);
  walsh_transform(phases);
  Primitives result;
  const auto count = static_cast<double>(phases.size());
  result.phase = Formula::number(phases[0] / count);
  for (std::size_t s = 1; s < phases.size(); ++s) append(result, group.products()[s], -2 * phases[s] / count, qubits);
  return result;
}

Matrix matrix_of(const KnownRotation& rotation) {
  using namespace std::complex_literals;
  const double c = std::cos(rotation.angle / 2), s = std::sin(rotation.angle / 2);
  if (rotation.pauli.x == 0) return Matrix(2, {c - 1i * s, 0, 0, c + 1i * s});
  if (rotation.pauli.z == 0) return Matrix(2, {c, -1i * s, -1i * s, c});
  return Matrix(2, {c, -s, s, c});
}

// On one qubit: a rotation about some axis.
Primitives of_one_qubit(const std::vector<KnownRotation>& rotations, double phase, double exponent) {
  Matrix v = Matrix::identity(2);
  for (const KnownRotation& rotation : rotations) v = matrix_of(rotation) * v;
  // v = cos(b) - i sin(b) n.sigma
  const double x = -v(0, 1).imag(), y = -v(0, 1).real(), z = -v(0, 0).imag();
  const double sine = std::hypot(x, y, z);
  const double b = std::atan2(sine, v(0, 0).real());
  const double up = wrapped(phase - b), down = wrapped(phase + b);
  const double half = exponent * (down - up) / 2;  // the power is e^(i t (up + down) / 2) exp(-i half n.sigma)
  Primitives result;
  result.phase = Formula::number(exponent * (up + down) / 2);
  if (sine < kTolerance) return result;
  const double s = std::sin(half) / sine;
  const std::complex<double> lower(y * s, -x * s), diagonal(std::cos(half), z * s);
  // u3 is RZ(phi) RY(theta) RZ(lambda) here: [1, 0] is e^(i (phi - lambda) / 2) sin, [1, 1] e^(i (phi + lambda) / 2)
  // cos.
  const double sum = 2 * std::arg(diagonal), difference = 2 * std::arg(lower);
  const double theta = 2 * std::atan2(std::abs(lower), std::abs(diagonal));
  result.gates = primitive(sim::gate("u3"), {Formula::number(theta), Formula::number((sum + difference) / 2),
                                             Formula::number((sum - difference) / 2)})
                     .gates;
  return result;
}

}  // namespace

Primitives principal_power(const Primitives& primitives, double exponent, std::size_t qubits, const Place& place) {
  bool known = primitives.phase.constant();
  for (const Primitive& gate : primitives.gates)
    for (const Formula& angle : gate.angles) known = known && angle.constant();
  require_at(known, place, "a power of {} of a gate whose angle depends on an input: only whole powers are", exponent);
  require_at(qubits <= 32 && primitives.gates.size() <= 1000, place,
             "a power of {} of so large a gate: only whole powers are supported", exponent);
  const std::vector<KnownRotation> rotations = rotations_of(primitives, qubits);
  const double phase = whole_phase(primitives).real();
  if (qubits == 1) return of_one_qubit(rotations, phase, exponent);
  Primitives result;
  bool commute = qubits <= kMostGenerators;
  for (const KnownRotation& a : rotations)
    for (const KnownRotation& b : rotations) commute = commute && sim::commute(a.pauli, b.pauli);
  require_at(commute, place,
             "a power of {} of a gate on {} qubits whose parts do not commute: only whole powers of it are supported",
             exponent, qubits);
  return of_commuting(rotations, phase, exponent, qubits);
}

}  // namespace quanvas::qasm
