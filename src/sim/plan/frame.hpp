// Clifford gates cost nothing: instead of acting on the state, they change which Pauli represents which. The state of a
// circuit is C |phi>, where C is the product of the Clifford gates so far and |phi> what is stored; a rotation about P
// becomes one of |phi> about C^-1 P C. (The bookkeeping is that of stabilizer tableaus, Aaronson & Gottesman,
// quant-ph/0406196, with the roles of gates and generators exchanged.)
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "sim/circuit/pauli.hpp"

namespace quanvas::sim {

class Frame {
 public:
  explicit Frame(std::size_t wires) : wires_(wires) {
    for (std::uint32_t w = 0; w < wires; ++w) {
      x_.push_back({.x = wire_bit(wires, Wire(w))});
      z_.push_back({.z = wire_bit(wires, Wire(w))});
    }
  }

  std::size_t wires() const { return wires_; }

  // C^-1 P C
  Pauli image(const Pauli& p) const {
    Pauli result{.phase = p.phase};
    for (std::uint32_t w = 0; w < wires_; ++w)
      if (p.x & wire_bit(wires_, Wire(w))) result = result * x_[w];
    for (std::uint32_t w = 0; w < wires_; ++w)
      if (p.z & wire_bit(wires_, Wire(w))) result = result * z_[w];
    return result;
  }
  const Pauli& image_of_x(Wire wire) const { return x_[wire.value]; }
  const Pauli& image_of_z(Wire wire) const { return z_[wire.value]; }

  // Appends exp(-i quarters pi/4 P), for P Hermitian: for Q that anticommutes with P, Q becomes (i P)^quarters Q.
  void rotate(const Pauli& p, std::uint32_t quarters) {
    const Pauli image_of_p = image(p);
    for (std::uint32_t w = 0; w < wires_; ++w) {
      const std::uint32_t bit = wire_bit(wires_, Wire(w));
      if (p.z & bit) rotate_one(x_[w], image_of_p, quarters);
      if (p.x & bit) rotate_one(z_[w], image_of_p, quarters);
    }
  }

  // Whether C only permutes the basis states: Z goes to products of Z, X to products of X.
  bool permutes() const {
    for (std::size_t w = 0; w < wires_; ++w)
      if (z_[w].x != 0 || x_[w].z != 0 || x_[w].phase != 0) return false;
    return true;
  }

 private:
  static void rotate_one(Pauli& q, const Pauli& p, std::uint32_t quarters) {
    if (quarters & 1) q = (p * q).times_i(quarters);
    else q = q.times_i(quarters);
  }

  std::size_t wires_;
  std::vector<Pauli> x_;  // [wire] C^-1 X C
  std::vector<Pauli> z_;
};

}  // namespace quanvas::sim
