// How lowered operations become the steps of a plan, for state vectors and for density matrices. Not for users of sim/;
// they want sim/plan/plan.hpp.
#pragma once

#include "sim/plan/plan.hpp"

namespace quanvas::sim {

// An angle of the plan; equal angles share a row.
AngleUse use_angle(Plan& plan, Angle angle);

// Plans for a state vector whose first state is given in `basis`. Storage::real where `storage` says so, which
// stays_real() must allow.
Plan plan_state_vector(const Lowered& lowered, Preparation preparation, Basis basis, Storage storage);
bool stays_real(const LoweredOperation& operation);
bool stays_real(const Lowered& lowered);

// Which ends of a plan are known, so that scalings by channels there can go into the start and into the observables.
enum class Known { both_ends, start, neither };

// Plans for a density matrix.
Plan plan_density(const Lowered& lowered, Known known);

// Fills first_weight_step and first_input_step from the steps.
void mark_first_steps(Plan& plan, Preparation preparation);

}  // namespace quanvas::sim
