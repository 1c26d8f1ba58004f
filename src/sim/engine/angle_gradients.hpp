// The derivatives by a plan's angles: which steps have some that are wanted, and what they add up to for weights and
// inputs.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "sim/engine/chunk.hpp"
#include "sim/engine/rotate_kernels.hpp"
#include "sim/plan/plan.hpp"
#include "sim/plan/tiles.hpp"

namespace quanvas::sim {

// Where a chunk's gradients are added to; null for what is not wanted.
template <class Real>
struct GradientTarget {
  typename NativeLane<Real>::type* sums = nullptr;  // [AngleGradients::sums_size()]
  Real* inputs = nullptr;                           // [slot * stride], at the first circuit
};

template <class Real>
class AngleGradients {
 public:
  using L = typename NativeLane<Real>::type;
  using Target = GradientTarget<Real>;

  explicit AngleGradients(const Plan& plan);
  AngleGradients(const AngleGradients&) = delete;  // it refers to the plan
  AngleGradients& operator=(const AngleGradients&) = delete;

  // How many weights there are.
  void bind(std::size_t weights) { weights_ = weights; }

  // Whether a step has an angle that is not constant; how many have, all in all and in a run.
  bool variable(std::size_t step) const { return has_weight_[step] || has_input_[step]; }
  std::size_t variable_steps() const;
  std::size_t variable_steps(const TiledRun& run) const;

  // Whether a step, or one of a run's, has an angle whose derivative is wanted.
  bool wanted(std::size_t step, const Target& target) const {
    return (target.sums && has_weight_[step]) || (target.inputs && has_input_[step]);
  }
  bool wanted(const TiledRun& run, const Target& target) const;

  // The first step with such an angle, or the number of steps.
  std::size_t first_wanted(const Target& target) const;

  // Numbers of a chunk's sums: one lane for each weight, and for each phase step one for each basis state, which
  // collect() makes further summands of the former.
  std::size_t sums_size() const { return weights_ + (plan_.phases << plan_.wires); }
  void collect(L* sums) const;

  // Those of a phase step among the sums.
  L* phase_sums(const Phase& step, L* sums) const { return sums + weights_ + (step.index << plan_.wires); }

  // Adds the derivatives by a rotation step's angles, from ket and bra [lane group, entry]; `indices` as
  // StepRunner::indices, `overlaps` [lane group, kMostFused] is memory that it may use.
  void add(const Rotate& step, std::span<const std::uint32_t> indices, const Chunk<Real>& chunk, const L* ket,
           const L* bra, const Target& target, L* overlaps) const;

 private:
  const Plan& plan_;
  std::vector<bool> has_weight_;  // [step]
  std::vector<bool> has_input_;
  std::size_t weights_ = 0;
};

}  // namespace quanvas::sim
