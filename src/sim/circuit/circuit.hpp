// A circuit as a value: gates, unitaries and noise channels on wires, whose angles are constants, shared weights or
// per-circuit inputs. It says what is computed, not how; sim/simulator runs it over a batch.
//
// For example (tests/sim/examples_test.cpp runs it):
//     sim::Circuit bell(2, 0, 1);  // two wires, no inputs, one weight
//     bell.add(sim::gate("ry"), {Wire(0)}, {sim::Angle::weight(Slot(0))});
//     bell.add(sim::gate("cx"), {Wire(0), Wire(1)});
#pragma once

#include <cstddef>
#include <string>
#include <variant>
#include <vector>

#include "base/ids.hpp"
#include "sim/circuit/gates.hpp"
#include "sim/circuit/matrix.hpp"
#include "sim/circuit/noise_channels.hpp"

namespace quanvas::sim {

inline constexpr std::size_t kMostWires = 24;         // of a state vector
inline constexpr std::size_t kMostDensityWires = 12;  // of a density matrix

// angle = scale * source[slot] + offset, in radians.
struct Angle {
  enum class Source { constant, weight, input };

  Source source = Source::constant;
  Slot slot{};
  double scale = 1.0;
  double offset = 0.0;

  static Angle constant(double radians) { return {.source = Source::constant, .offset = radians}; }
  static Angle weight(Slot slot, double scale = 1.0) {
    return {.source = Source::weight, .slot = slot, .scale = scale};
  }
  static Angle input(Slot slot, double scale = 1.0) { return {.source = Source::input, .slot = slot, .scale = scale}; }

  bool fixed() const { return source == Source::constant; }

  friend bool operator==(const Angle&, const Angle&) = default;
};

struct Gate {
  GateId id;
  std::vector<Angle> angles;  // info(id).angles of them

  friend bool operator==(const Gate&, const Gate&) = default;
};

// A matrix on one or two wires, the first of which is the more significant bit of its index.
struct Unitary {
  Matrix matrix;

  friend bool operator==(const Unitary&, const Unitary&) = default;
};

struct Operation {
  std::vector<Wire> wires;  // all different
  std::variant<Gate, Unitary, NoiseChannel> what;
};

// How the register starts: in |0...0>, or with the circuit's inputs as its amplitudes (real, in basis order, of norm
// 1).
enum class Preparation { zero, amplitudes };

class Circuit {
 public:
  // `wires` from 1 to 24; `inputs` numbers per circuit, `weights` numbers shared by all circuits. With
  // Preparation::amplitudes the inputs are the 2^wires amplitudes. Throws Error for sizes outside.
  Circuit(std::size_t wires, std::size_t inputs, std::size_t weights, Preparation preparation = Preparation::zero);

  // Each appends an operation. They throw Error for a wire outside the circuit, one named twice, a wrong number of
  // wires or angles, a slot outside the weights or inputs, a matrix that is not unitary, and for a channel on more than
  // 12 wires or on amplitudes as inputs.
  void add(GateId gate, std::vector<Wire> wires, std::vector<Angle> angles = {});
  void add(const Matrix& unitary, std::vector<Wire> wires);
  void add(const NoiseChannel& channel, std::vector<Wire> wires);
  void add(Operation operation);

  std::size_t wires() const { return wires_; }
  std::size_t inputs() const { return inputs_; }
  std::size_t weights() const { return weights_; }
  Preparation preparation() const { return preparation_; }
  const std::vector<Operation>& operations() const { return operations_; }

  // Whether it has a channel, so that its state is a density matrix.
  bool noisy() const { return noisy_; }

 private:
  std::size_t wires_;
  std::size_t inputs_;
  std::size_t weights_;
  Preparation preparation_;
  std::vector<Operation> operations_;
  bool noisy_ = false;
};

}  // namespace quanvas::sim
