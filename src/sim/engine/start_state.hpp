// The states that the circuits of a chunk begin in: a table, amplitudes from the inputs, or products of single wires.
#pragma once

#include "sim/engine/angle_tables.hpp"
#include "sim/engine/chunk.hpp"
#include "sim/plan/plan.hpp"

namespace quanvas::sim {

// Whether the plan's first step gives every amplitude its imaginary part, so that the start need not store zeros there.
inline bool starts_with_phase(const Plan& plan) {
  return plan.start.kind != Start::Kind::table && plan.started < plan.steps.size() &&
         std::holds_alternative<Phase>(plan.steps[plan.started]);
}

// Fills in the chunk's states; its rotations are there already. Imaginary parts are left alone where
// starts_with_phase().
template <class Real>
void write_start_states(const Plan& plan, const AngleTables<Real>& angles, const Chunk<Real>& chunk);

}  // namespace quanvas::sim
