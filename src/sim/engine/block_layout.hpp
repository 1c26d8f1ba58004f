// Where the amplitudes of one large state lie in memory, and how the part of it that a stage works on becomes registers
// of lanes and goes back. An index has `digit` bits for each wire, wire 0 first: one for amplitudes, two (x, then z)
// for the Pauli coefficients of a density matrix. The real and the imaginary parts are two planes.
//
// A stage's bits are the entries of a register; the other bits number the registers, and some of them the lanes. Where
// the lowest bits are not the stage's, neighbours in memory become lanes; where they are, W x W numbers are transposed.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "base/ids.hpp"
#include "sim/engine/lane.hpp"

namespace quanvas::sim {

struct BlockShape {
  std::size_t wires;
  std::size_t digit;  // bits of a wire
  std::size_t planes;

  std::size_t bits() const { return wires * digit; }
  std::size_t plane_size() const { return std::size_t{1} << bits(); }
  std::size_t size() const { return planes * plane_size(); }
};

// The last wires, which own the bits that number neighbours within a lane.
std::size_t low_wires(const BlockShape& shape, std::size_t lane_width);

// An entry of a register: which one, and with which sign.
template <class Real>
struct RegisterEntry {
  std::uint32_t entry;
  Real sign;
};

template <class Real>
class BlockLayout {
 public:
  using L = typename NativeLane<Real>::type;
  using Entries = std::vector<RegisterEntry<Real>>;  // [plane, local index] in the order of memory

  // `wires`: the stage's, ascending; the low wires all or none.
  BlockLayout(const BlockShape& shape, const std::vector<Wire>& wires);

  // Registers that a state is cut into, and numbers of each (the planes together).
  std::size_t registers() const { return registers_; }
  std::size_t entries() const { return shape_.planes * offsets_.size(); }

  void gather(const Real* state, std::size_t index, const Entries& entries, L* to) const;
  void scatter(const L* from, std::size_t index, const Entries& entries, Real* state) const;

 private:
  std::size_t base_of(std::size_t index) const;

  BlockShape shape_;
  bool transposed_;
  std::vector<std::size_t> offsets_;        // [local index] of the first lane
  std::vector<std::size_t> lane_offsets_;   // [lane], where transposed
  std::vector<std::size_t> register_bits_;  // positions
  std::size_t registers_;
};

}  // namespace quanvas::sim
