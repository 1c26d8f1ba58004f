// Products of Pauli operators, as bit masks over wires. They are the language below circuits: every gate is a product
// of rotations about them (sim/circuit/gates.hpp), every observable a sum of them, every channel a linear map of them.
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

#include "base/ids.hpp"

namespace quanvas::sim {

// The bit of a basis state's index that belongs to a wire; wire 0 is the most significant.
constexpr std::uint32_t wire_bit(std::size_t wires, Wire wire) { return std::uint32_t{1} << (wires - 1 - wire.value); }

constexpr bool odd(std::uint32_t bits) { return (std::popcount(bits) & 1) != 0; }

// i^phase X^x Z^z: on basis states, X^x Z^z |p> = (-1)^(z.p) |p xor x>.
struct Pauli {
  std::uint32_t x = 0;
  std::uint32_t z = 0;
  std::uint32_t phase = 0;  // modulo 4

  friend constexpr bool operator==(const Pauli&, const Pauli&) = default;

  friend constexpr Pauli operator*(const Pauli& a, const Pauli& b) {
    return {.x = a.x ^ b.x, .z = a.z ^ b.z, .phase = (a.phase + b.phase + (odd(a.z & b.x) ? 2u : 0u)) & 3u};
  }

  constexpr Pauli times_i(std::uint32_t power) const { return {.x = x, .z = z, .phase = (phase + power) & 3u}; }
  constexpr bool identity() const { return (x | z) == 0; }
  constexpr bool diagonal() const { return x == 0; }
};

constexpr bool commute(const Pauli& a, const Pauli& b) { return !odd((a.x & b.z) ^ (a.z & b.x)); }

// The Hermitian product of single Paulis with these masks: i^|x and z| X^x Z^z (Y = i X Z).
constexpr Pauli hermitian(std::uint32_t x, std::uint32_t z) {
  return {.x = x, .z = z, .phase = static_cast<std::uint32_t>(std::popcount(x & z)) & 3u};
}

// Of a Hermitian Pauli: whether it is minus hermitian(x, z).
constexpr bool negative(const Pauli& p) {
  return ((p.phase - static_cast<std::uint32_t>(std::popcount(p.x & p.z))) & 3u) == 2u;
}

// "ZX" on wires {3, 1} of `count` is Z on wire 3 times X on wire 1. Letters are I, X, Y and Z.
constexpr Pauli pauli(std::string_view letters, std::span<const Wire> wires, std::size_t count) {
  std::uint32_t x = 0;
  std::uint32_t z = 0;
  for (std::size_t i = 0; i < letters.size(); ++i) {
    const std::uint32_t bit = wire_bit(count, wires[i]);
    if (letters[i] == 'X' || letters[i] == 'Y') x |= bit;
    if (letters[i] == 'Z' || letters[i] == 'Y') z |= bit;
  }
  return hermitian(x, z);
}

}  // namespace quanvas::sim
