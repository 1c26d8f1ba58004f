// Applies the steps of a plan to registers, forward and back. Rotations one after another that mix the same small sets
// of entries are done tile by tile (sim/plan/tiles.hpp).
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "sim/engine/angle_tables.hpp"
#include "sim/engine/chunk.hpp"
#include "sim/plan/plan.hpp"
#include "sim/plan/tiles.hpp"

namespace quanvas::sim {

// Backward is a step's transpose, which undoes it where it can be undone.
enum class Direction { forward = 1, backward = -1 };

template <class Real>
class StepRunner {
 public:
  using L = typename NativeLane<Real>::type;

  // Sorts the bases of the plan's rotations by tile. Refers to the plan and to the angles.
  StepRunner(Plan& plan, const AngleTables<Real>& angles);
  StepRunner(const StepRunner&) = delete;
  StepRunner& operator=(const StepRunner&) = delete;

  // All steps from `first` on, on the chunk's states. `spare` [entry] is memory that it may use.
  void run_from(std::size_t first, const Chunk<Real>& chunk, L* spare) const;

  // One step, or a run of them, on registers [lane group, entry] that belong to the chunk's circuits.
  void apply(std::size_t step, const Chunk<Real>& chunk, Direction direction, L* registers, L* spare) const;
  void apply(const TiledRun& run, const Chunk<Real>& chunk, Direction direction, L* registers) const;

  // The run whose last step this is, or null.
  const TiledRun* run_ending(std::size_t step) const;

  // [base, offset] of a Rotate step.
  std::span<const std::uint32_t> indices(std::size_t step) const { return indices_[step]; }

 private:
  void rotate(std::size_t step, std::span<const std::uint32_t> indices, const Chunk<Real>& chunk, Direction direction,
              L* registers) const;
  const TiledRun* run_beginning(std::size_t step) const;

  const Plan& plan_;
  const AngleTables<Real>& angles_;
  std::vector<TiledRun> runs_;
  std::vector<std::vector<std::uint32_t>> indices_;  // [step] of Rotate
  std::vector<std::vector<Real>> values_;            // [step] of Scale and Sparse
  std::vector<std::vector<Real>> transposed_;        // [step] of Sparse
};

}  // namespace quanvas::sim
