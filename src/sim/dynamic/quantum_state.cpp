#include "sim/dynamic/quantum_state.hpp"

#include <algorithm>
#include <bit>
#include <cmath>

#include "base/error.hpp"

namespace quanvas::sim {
namespace {

Matrix conjugate(const Matrix& matrix) {
  Matrix result(matrix.size());
  for (std::size_t i = 0; i < matrix.size(); ++i)
    for (std::size_t j = 0; j < matrix.size(); ++j) result(i, j) = std::conj(matrix(i, j));
  return result;
}

bool odd_bits(std::uint64_t bits) { return (std::popcount(bits) & 1) != 0; }

// i^power
std::complex<double> power_of_i(int power) {
  constexpr std::complex<double> kPowers[] = {{1, 0}, {0, 1}, {-1, 0}, {0, -1}};
  return kPowers[power & 3];
}

}  // namespace

QuantumState::QuantumState(std::size_t wires, Kind kind)
    : wires_(wires), kind_(kind), positions_(kind == Kind::vector ? wires : 2 * wires) {
  const std::size_t most = kind == Kind::vector ? kMostWires : kMostDensityWires;
  require(wires <= most, "a program that decides while it runs, on {} wires{}: up to {} can be simulated", wires,
          kind == Kind::vector ? "" : " with noise", most);
  amplitudes_.resize(std::size_t{1} << positions_);
  amplitudes_[0] = 1;
}

void QuantumState::apply(const Operation& operation, std::span<const double> angles) {
  if (const auto* channel = std::get_if<NoiseChannel>(&operation.what)) {
    require(kind_ == Kind::density, "the channel {} on a state vector", channel->name);
    return apply_kraus(channel->kraus, operation.wires);
  }
  if (const auto* unitary = std::get_if<Unitary>(&operation.what)) {
    if (kind_ == Kind::density) return apply_kraus({unitary->matrix}, operation.wires);
    std::vector<std::size_t> positions;
    for (const Wire wire : operation.wires) positions.push_back(wire.value);
    return multiply(unitary->matrix, positions);
  }
  for (const GateRotation& rotation : info(std::get<Gate>(operation.what).id).rotations) {
    double angle = rotation.offset;
    if (rotation.argument != GateRotation::kConstant)
      angle += rotation.scale * angles[static_cast<std::size_t>(rotation.argument)];
    std::uint64_t x = 0, z = 0;
    for (std::size_t i = 0; i < rotation.pauli.size(); ++i) {
      const std::size_t wire = operation.wires[i].value;
      const char letter = rotation.pauli[i];
      if (letter == 'X' || letter == 'Y') x |= bit(wire);
      if (letter == 'Z' || letter == 'Y') z |= bit(wire);
    }
    rotate(x, z, angle);
    // The columns see the complex conjugate: exp(i angle P* / 2), with Y* = -Y.
    if (kind_ == Kind::density) rotate(x >> wires_, z >> wires_, odd_bits(x & z) ? angle : -angle);
  }
}

// exp(-i angle P / 2) = cos - i sin P, with P = i^|x and z| X^x Z^z.
void QuantumState::rotate(std::uint64_t x, std::uint64_t z, double angle) {
  const double c = std::cos(angle / 2), s = std::sin(angle / 2);
  const Amplitude factor = Amplitude(0, -s) * power_of_i(std::popcount(x & z));
  if (x == 0) {
    const Amplitude even = c + factor, uneven = c - factor;
    for (std::uint64_t p = 0; p < amplitudes_.size(); ++p) amplitudes_[p] *= odd_bits(p & z) ? uneven : even;
    return;
  }
  const std::uint64_t top = std::bit_floor(x);
  for (std::uint64_t p = 0; p < amplitudes_.size(); ++p) {
    if (p & top) continue;
    const std::uint64_t q = p ^ x;
    const Amplitude a = amplitudes_[p], b = amplitudes_[q];
    amplitudes_[p] = c * a + (odd_bits(q & z) ? -factor : factor) * b;
    amplitudes_[q] = c * b + (odd_bits(p & z) ? -factor : factor) * a;
  }
}

// The first position is the more significant bit of the matrix's index.
void QuantumState::multiply(const Matrix& matrix, const std::vector<std::size_t>& positions) {
  std::uint64_t all = 0;
  std::vector<std::uint64_t> offsets(matrix.size());
  for (std::size_t k = 0; k < positions.size(); ++k) {
    all |= bit(positions[k]);
    for (std::size_t i = 0; i < offsets.size(); ++i)
      if (i >> (positions.size() - 1 - k) & 1) offsets[i] |= bit(positions[k]);
  }
  std::vector<Amplitude> old(matrix.size());
  for (std::uint64_t p = 0; p < amplitudes_.size(); ++p) {
    if (p & all) continue;
    for (std::size_t i = 0; i < old.size(); ++i) old[i] = amplitudes_[p | offsets[i]];
    for (std::size_t i = 0; i < old.size(); ++i) {
      Amplitude sum = 0;
      for (std::size_t j = 0; j < old.size(); ++j) sum += matrix(i, j) * old[j];
      amplitudes_[p | offsets[i]] = sum;
    }
  }
}

// rho -> sum of K rho K^dagger: the matrix sum of K times K* on rows and columns.
void QuantumState::apply_kraus(const std::vector<Matrix>& kraus, const std::vector<Wire>& wires) {
  Matrix sum(kraus[0].size() * kraus[0].size());
  for (const Matrix& k : kraus) sum = sum + kronecker(k, conjugate(k));
  std::vector<std::size_t> positions;
  for (const Wire wire : wires) positions.push_back(wire.value);
  for (const Wire wire : wires) positions.push_back(wires_ + wire.value);
  multiply(sum, positions);
}

double QuantumState::weight_of_one(Wire wire) const {
  double sum = 0;
  const std::uint64_t own = bit(wire.value);
  if (kind_ == Kind::vector) {
    for (std::uint64_t p = 0; p < amplitudes_.size(); ++p)
      if (p & own) sum += std::norm(amplitudes_[p]);
    return sum;
  }
  for (std::uint64_t p = 0; p < std::uint64_t{1} << wires_; ++p)
    if (p << wires_ & own) sum += amplitudes_[p << wires_ | p].real();
  return sum;
}

void QuantumState::project(Wire wire, bool value) {
  const std::uint64_t row = bit(wire.value);
  const std::uint64_t column = kind_ == Kind::density ? bit(wires_ + wire.value) : row;
  for (std::uint64_t p = 0; p < amplitudes_.size(); ++p)
    if (((p & row) != 0) != value || ((p & column) != 0) != value) amplitudes_[p] = 0;
  double weight = 0;
  for (const double probability : probabilities()) weight += probability;
  const double scale = kind_ == Kind::density ? 1 / weight : 1 / std::sqrt(weight);
  for (Amplitude& amplitude : amplitudes_) amplitude *= scale;
}

void QuantumState::flip(Wire wire) {
  const std::uint64_t row = bit(wire.value);
  const std::uint64_t both = kind_ == Kind::density ? row | bit(wires_ + wire.value) : row;
  for (std::uint64_t p = 0; p < amplitudes_.size(); ++p)
    if (p & row) std::swap(amplitudes_[p], amplitudes_[p ^ both]);
}

void QuantumState::reset(Wire wire) { apply_kraus({Matrix(2, {1, 0, 0, 0}), Matrix(2, {0, 1, 0, 0})}, {wire}); }

std::vector<double> QuantumState::probabilities() const {
  std::vector<double> result(std::size_t{1} << wires_);
  for (std::uint64_t p = 0; p < result.size(); ++p)
    result[p] = kind_ == Kind::vector ? std::norm(amplitudes_[p]) : std::max(0.0, amplitudes_[p << wires_ | p].real());
  return result;
}

double QuantumState::expectation(const Observable& observable) const {
  double sum = 0;
  for (const PauliTerm& term : observable.terms) {
    std::uint64_t x = 0, z = 0;
    for (const auto& [wire, letter] : term.factors) {
      const std::uint64_t own = std::uint64_t{1} << (wires_ - 1 - wire.value);
      if (letter != 'Z') x |= own;
      if (letter != 'X') z |= own;
    }
    // trace(rho P): P |p> = i^|x and z| (-1)^(z.p) |p xor x>.
    Amplitude trace = 0;
    for (std::uint64_t p = 0; p < std::uint64_t{1} << wires_; ++p) {
      const Amplitude entry =
          kind_ == Kind::vector ? amplitudes_[p] * std::conj(amplitudes_[p ^ x]) : amplitudes_[p << wires_ | (p ^ x)];
      trace += odd_bits(p & z) ? -entry : entry;
    }
    sum += term.coefficient * (power_of_i(std::popcount(x & z)) * trace).real();
  }
  return sum;
}

}  // namespace quanvas::sim
