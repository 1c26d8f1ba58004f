#include "sim/circuit/circuit.hpp"

#include <algorithm>
#include <string_view>
#include <utility>

#include "base/error.hpp"

namespace quanvas::sim {
namespace {

constexpr double kUnitaryTolerance = 1e-6;

struct Facts {
  std::string_view name;
  std::size_t wires;
};

Facts facts_of(const Operation& operation) {
  if (const Gate* gate = std::get_if<Gate>(&operation.what)) return {info(gate->id).name, info(gate->id).wires};
  if (const NoiseChannel* channel = std::get_if<NoiseChannel>(&operation.what)) return {channel->name, channel->wires};
  const Matrix& matrix = std::get<Unitary>(operation.what).matrix;
  require(matrix.size() == 2 || matrix.size() == 4, "a unitary of size {}: one or two wires, so 2 or 4", matrix.size());
  require(Matrix::distance(matrix * matrix.adjoint(), Matrix::identity(matrix.size())) < kUnitaryTolerance,
          "a matrix that is given as a unitary is not unitary");
  return {"unitary", matrix.size() / 2};
}

}  // namespace

Circuit::Circuit(std::size_t wires, std::size_t inputs, std::size_t weights, Preparation preparation)
    : wires_(wires), inputs_(inputs), weights_(weights), preparation_(preparation) {
  require(wires >= 1 && wires <= kMostWires, "a circuit of {} wires: from 1 to {} can be simulated", wires, kMostWires);
  require(preparation == Preparation::zero || inputs == std::size_t{1} << wires,
          "{} inputs as amplitudes of {} wires: there must be {}", inputs, wires, std::size_t{1} << wires);
}

void Circuit::add(GateId gate, std::vector<Wire> wires, std::vector<Angle> angles) {
  add(Operation{.wires = std::move(wires), .what = Gate{.id = gate, .angles = std::move(angles)}});
}

void Circuit::add(const Matrix& unitary, std::vector<Wire> wires) {
  add(Operation{.wires = std::move(wires), .what = Unitary{unitary}});
}

void Circuit::add(const NoiseChannel& channel, std::vector<Wire> wires) {
  add(Operation{.wires = std::move(wires), .what = channel});
}

void Circuit::add(Operation operation) {
  const auto [name, count] = facts_of(operation);
  const std::vector<Wire>& wires = operation.wires;
  require(wires.size() == count, "gate {} acts on {} wires, {} are given", name, count, wires.size());
  for (auto wire = wires.begin(); wire != wires.end(); ++wire) {
    require(wire->value < wires_, "gate {} on wire {} of a circuit of {} wires", name, wire->value, wires_);
    require(std::find(wires.begin(), wire, *wire) == wire, "gate {} names wire {} twice", name, wire->value);
  }
  if (const Gate* gate = std::get_if<Gate>(&operation.what)) {
    require(gate->angles.size() == info(gate->id).angles, "gate {} takes {} angles, {} are given", name,
            info(gate->id).angles, gate->angles.size());
    for (const Angle& angle : gate->angles) {
      if (angle.fixed()) continue;
      const bool weight = angle.source == Angle::Source::weight;
      const std::size_t slots = weight ? weights_ : preparation_ == Preparation::zero ? inputs_ : 0;
      require(angle.slot.value < slots, "gate {} takes its angle from {} {} of {}", name, weight ? "weight" : "input",
              angle.slot.value, slots);
    }
  }
  if (std::holds_alternative<NoiseChannel>(operation.what)) {
    require(wires_ <= kMostDensityWires,
            "noise on a circuit of {} wires: density matrices of up to {} can be simulated", wires_, kMostDensityWires);
    require(preparation_ == Preparation::zero, "noise on a circuit whose inputs are amplitudes cannot be simulated");
    noisy_ = true;
  }
  operations_.push_back(std::move(operation));
}

}  // namespace quanvas::sim
