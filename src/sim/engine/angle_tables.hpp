// From the angles of a plan to the numbers that its steps multiply by: rotations of pairs by constants and weights,
// which all circuits share, and by inputs, which each lane group has of its own; and the phases of diagonal rotations.
#pragma once

#include <cstddef>
#include <span>

#include "base/aligned.hpp"
#include "sim/engine/chunk.hpp"
#include "sim/engine/rotate_kernels.hpp"
#include "sim/plan/plan.hpp"

namespace quanvas::sim {

template <class Real>
class AngleTables {
 public:
  using L = typename NativeLane<Real>::type;

  explicit AngleTables(const Plan& plan);
  AngleTables(const AngleTables&) = delete;  // it refers to the plan
  AngleTables& operator=(const AngleTables&) = delete;

  // Takes the weights, for what all circuits share.
  void bind(std::span<const Real> weights);

  // Fills in the chunk's rotations by its inputs.
  void compute_rotations(const Chunk<Real>& chunk) const;

  const PairRotation<L>& rotation(const AngleUse& use, const Chunk<Real>& chunk, std::size_t group) const {
    return use.shared() ? shared_.data()[use.row] : chunk.rotations[group * plan_.input_rows.size() + use.row];
  }

  // Those of a step, for every register of the chunk.
  LaneRotations<L> rotations(const Rotate& step, const Chunk<Real>& chunk) const {
    LaneRotations<L> rotations{};
    for (std::size_t i = 0; i < step.count; ++i) {
      const AngleUse& use = step.angles[i];
      const PairRotation<L>& first = rotation(use, chunk, 0);
      rotations[i] = {.sine = &first.sine,
                      .other = &first.other,
                      .stride = use.shared() ? 0 : plan_.input_rows.size() * (sizeof(first) / sizeof(L))};
    }
    return rotations;
  }

  // cos and sin of the angle by which a step multiplies each basis state.
  struct Phases {
    const Real* cosines;  // [basis state]
    const Real* sines;
  };
  Phases phases(const Phase& step) const {
    const std::size_t first = step.index * phase_stride_;
    return {.cosines = phase_cosines_.data() + first, .sines = phase_sines_.data() + first};
  }

 private:
  PairRotation<L> pair_rotation(const L& angle) const;
  void compute_phases(const Phase& step, std::span<const Real> weights);

  const Plan& plan_;
  AlignedArray<PairRotation<L>> shared_;  // [shared row]
  std::size_t phase_stride_;
  AlignedArray<Real> phase_cosines_;  // [phase step, basis state]
  AlignedArray<Real> phase_sines_;
};

}  // namespace quanvas::sim
