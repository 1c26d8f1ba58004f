#include "sim/circuit/noise_channels.hpp"

#include <algorithm>
#include <cmath>

#include "base/error.hpp"
#include "base/text.hpp"

namespace quanvas::sim {
namespace {

constexpr double kTolerance = 1e-6;

Matrix two_by_two(Matrix::Value a, Matrix::Value b, Matrix::Value c, Matrix::Value d) {
  return Matrix(2, {a, b, c, d});
}

// With probability p one of the Paulis but the identity.
std::vector<Matrix> depolarizing_of(double p, unsigned wires) {
  const std::size_t count = wires == 1 ? 4 : 16;
  std::vector<Matrix> kraus;
  for (std::size_t i = 0; i < count; ++i) {
    const double probability = i == 0 ? 1 - p : p / static_cast<double>(count - 1);
    kraus.push_back(std::sqrt(probability) * pauli_matrix(i, wires));
  }
  return kraus;
}

std::vector<Matrix> depolarizing(std::span<const double> p) { return depolarizing_of(p[0], 1); }
std::vector<Matrix> depolarizing2(std::span<const double> p) { return depolarizing_of(p[0], 2); }

std::vector<Matrix> amplitude_damping(std::span<const double> p) {
  return {two_by_two(1, 0, 0, std::sqrt(1 - p[0])), two_by_two(0, std::sqrt(p[0]), 0, 0)};
}

std::vector<Matrix> phase_damping(std::span<const double> p) {
  return {two_by_two(1, 0, 0, std::sqrt(1 - p[0])), two_by_two(0, 0, 0, std::sqrt(p[0]))};
}

std::vector<Matrix> bit_flip(std::span<const double> p) {
  return {std::sqrt(1 - p[0]) * pauli_matrix(0, 1), std::sqrt(p[0]) * pauli_matrix(1, 1)};
}

std::vector<Matrix> phase_flip(std::span<const double> p) {
  return {std::sqrt(1 - p[0]) * pauli_matrix(0, 1), std::sqrt(p[0]) * pauli_matrix(3, 1)};
}

// A classical error of the measured bit, as a channel before the measurement.
std::vector<Matrix> readout_error(std::span<const double> p) {
  return {two_by_two(std::sqrt(1 - p[0]), 0, 0, 0), two_by_two(0, 0, std::sqrt(p[0]), 0),
          two_by_two(0, 0, 0, std::sqrt(1 - p[1])), two_by_two(0, std::sqrt(p[1]), 0, 0)};
}

constexpr std::string_view kProbability[] = {"p"};
constexpr std::string_view kGamma[] = {"gamma"};
constexpr std::string_view kReadout[] = {"p01", "p10"};

constexpr NoiseChannelInfo kChannels[] = {
    {"depolarizing", 1, kProbability, "X, Y or Z, each with probability p/3", depolarizing},
    {"depolarizing1", 1, kProbability, "as depolarizing, but after gates on one wire alone", depolarizing},
    {"depolarizing2", 2, kProbability, "one of the 15 two-wire Paulis, each with probability p/15", depolarizing2},
    {"amplitude_damping", 1, kGamma, "|1> decays to |0> with probability gamma", amplitude_damping},
    {"phase_damping", 1, kGamma, "coherences shrink by sqrt(1 - gamma)", phase_damping},
    {"bit_flip", 1, kProbability, "X with probability p", bit_flip},
    {"phase_flip", 1, kProbability, "Z with probability p", phase_flip},
    {"readout_error", 1, kReadout, "a measured 0 is read as 1 with probability p01, a 1 as 0 with p10", readout_error},
};

}  // namespace

std::span<const NoiseChannelInfo> noise_channels() { return kChannels; }

NoiseChannel make_noise_channel(std::string_view name, std::vector<double> parameters) {
  const auto found = std::ranges::find(kChannels, name, &NoiseChannelInfo::name);
  if (found == std::end(kChannels)) {
    std::vector<std::string_view> names;
    for (const NoiseChannelInfo& channel : kChannels) names.push_back(channel.name);
    fail("there is no channel `{}`{}; there are {}", name, suggestion(name, names), join(names, ", "));
  }
  require(parameters.size() == found->parameters.size(), "channel {} takes {} ({}), {} given", name,
          found->parameters.size(), join(found->parameters, ", "), parameters.size());
  for (std::size_t i = 0; i < parameters.size(); ++i)
    require(parameters[i] >= 0 && parameters[i] <= 1, "channel {}: {} is a probability, from 0 to 1, not {}", name,
            found->parameters[i], parameters[i]);
  return {
      .name = std::string(name), .wires = found->wires, .parameters = parameters, .kraus = found->kraus(parameters)};
}

NoiseChannel make_kraus_channel(std::vector<Matrix> kraus) {
  require(!kraus.empty() && (kraus[0].size() == 2 || kraus[0].size() == 4),
          "Kraus operators are matrices of size 2 or 4");
  Matrix sum(kraus[0].size());
  for (const Matrix& k : kraus) {
    require(k.size() == sum.size(), "Kraus operators of one channel have one size, not {} and {}", sum.size(),
            k.size());
    sum = sum + k.adjoint() * k;
  }
  require(Matrix::distance(sum, Matrix::identity(sum.size())) < kTolerance,
          "these Kraus operators do not preserve the trace: the sum of K^dagger K is not the identity");
  const unsigned wires = sum.size() == 2 ? 1 : 2;
  return {.name = "kraus", .wires = wires, .parameters = {}, .kraus = std::move(kraus)};
}

Matrix pauli_matrix(std::size_t index, unsigned wires) {
  if (wires == 2) return kronecker(pauli_matrix(index / 4, 1), pauli_matrix(index % 4, 1));
  const Matrix::Value i{0, 1};
  switch (index) {
    case 0: return Matrix::identity(2);
    case 1: return two_by_two(0, 1, 1, 0);
    case 2: return two_by_two(0, -i, i, 0);
    default: return two_by_two(1, 0, 0, -1);
  }
}

std::vector<double> transfer_matrix(std::span<const Matrix> kraus, unsigned wires) {
  const std::size_t count = std::size_t{1} << (2 * wires);
  std::vector<double> entries(count * count);
  for (std::size_t i = 0; i < count; ++i) {
    Matrix image(std::size_t{1} << wires);
    for (const Matrix& k : kraus) image = image + k.adjoint() * pauli_matrix(i, wires) * k;
    for (std::size_t j = 0; j < count; ++j) {
      const double entry = (pauli_matrix(j, wires) * image).trace().real() / static_cast<double>(image.size());
      entries[i * count + j] = std::abs(entry) < 1e-15 ? 0.0 : entry;
    }
  }
  return entries;
}

}  // namespace quanvas::sim
