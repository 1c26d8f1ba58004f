// A circuit as a value: operations on wires, whose angles are constants, shared weights or per-circuit inputs. It says
// what is computed, not how; sim/simulator runs it over a batch.
#pragma once

#include <array>
#include <cstddef>
#include <initializer_list>
#include <string>
#include <vector>

#include "base/ids.hpp"
#include "sim/gates.hpp"

namespace quanvas::sim {

// angle = scale * source[slot] + offset, in radians.
struct Angle {
  enum class Source { constant, weight, input };

  Source source = Source::constant;
  Slot slot{};
  double scale = 1.0;
  double offset = 0.0;

  static Angle constant(double radians) { return {.source = Source::constant, .offset = radians}; }
  static Angle weight(Slot slot, double scale = 1.0) { return {.source = Source::weight, .slot = slot, .scale = scale}; }
  static Angle input(Slot slot, double scale = 1.0) { return {.source = Source::input, .slot = slot, .scale = scale}; }

  friend bool operator==(const Angle&, const Angle&) = default;
};

inline constexpr std::size_t kMostGateWires = 3;

struct Operation {
  GateId gate;
  std::array<Wire, kMostGateWires> wires;  // controls first; info(gate).wires() of them count
  Angle angle;                             // where info(gate).angles is 1
};

// How the register starts: in |0...0>, or with the circuit's inputs as its amplitudes (real, in basis order, of norm 1).
enum class Preparation { zero, amplitudes };

class Circuit {
 public:
  // `wires` from 1 to 16; `inputs` numbers per circuit, `weights` numbers shared by all circuits. With
  // Preparation::amplitudes the inputs are the 2^wires amplitudes. Throws Error for sizes outside.
  Circuit(std::size_t wires, std::size_t inputs, std::size_t weights, Preparation preparation = Preparation::zero);

  // Appends a gate. Throws Error for a wire outside the circuit, one named twice, a wrong number of wires, an angle where
  // the gate takes none, and for a slot outside the weights or inputs.
  void add(GateId gate, std::initializer_list<Wire> wires, Angle angle = {});

  template <GateType G>
  void add(std::initializer_list<Wire> wires, Angle angle = {}) {
    add(kGateId<G>, wires, angle);
  }

  std::size_t wires() const { return wires_; }
  std::size_t inputs() const { return inputs_; }
  std::size_t weights() const { return weights_; }
  Preparation preparation() const { return preparation_; }
  const std::vector<Operation>& operations() const { return operations_; }

 private:
  std::size_t wires_;
  std::size_t inputs_;
  std::size_t weights_;
  Preparation preparation_;
  std::vector<Operation> operations_;
};

// A product of Pauli Z on some wires; its expectation value is real and between -1 and 1.
struct ZString {
  std::vector<Wire> wires;
};

inline ZString z(Wire wire) { return {.wires = {wire}}; }

}  // namespace quanvas::sim
