// The list of noise channels: names, parameters and Kraus operators. To add one: a function and an entry in
// noise_channels.cpp.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "sim/circuit/matrix.hpp"

namespace quanvas::sim {

// rho -> sum over m of K_m rho K_m^dagger.
struct NoiseChannel {
  std::string name;
  unsigned wires = 1;
  std::vector<double> parameters;
  std::vector<Matrix> kraus;
};

struct NoiseChannelInfo {
  std::string_view name;
  unsigned wires;
  std::span<const std::string_view> parameters;
  std::string_view meaning;
  std::vector<Matrix> (*kraus)(std::span<const double> parameters);
};

// depolarizing(p), depolarizing1(p), depolarizing2(p): with probability p one of the 3 (3, 15) Paulis other than the
// identity, each as likely; the first two differ in the gates that they follow (sim/circuit/noise_model.hpp).
// amplitude_damping(gamma), phase_damping(gamma), bit_flip(p), phase_flip(p), readout_error(p01, p10): p01 is the
// probability to read 1 where the state is 0.
std::span<const NoiseChannelInfo> noise_channels();

// Throws Error for an unknown name (with the nearest), a wrong number of parameters and one outside [0, 1].
NoiseChannel make_noise_channel(std::string_view name, std::vector<double> parameters);

// A channel of one or two wires by its Kraus operators. Throws Error where they are not of size 2 or 4, or the sum of
// K^dagger K is not the identity.
NoiseChannel make_kraus_channel(std::vector<Matrix> kraus);

// The matrix of the products of Paulis I, X, Y, Z of one or two wires, indexed 4 first + second.
Matrix pauli_matrix(std::size_t index, unsigned wires);

// The Pauli transfer matrix: how the channel's adjoint maps Pauli i to the sum over j of [i * 4^wires + j] Pauli j
// (Heisenberg picture). Real.
std::vector<double> transfer_matrix(std::span<const Matrix> kraus, unsigned wires);

}  // namespace quanvas::sim
