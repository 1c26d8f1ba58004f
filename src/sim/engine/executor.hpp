// Runs a plan on a chunk of circuits: forward, the observables, and the backward pass that differentiates (the adjoint
// method, Jones & Gacon, arXiv 2009.02823). Knows neither batches nor threads. Its parts: the numbers that angles
// become (angle_tables), the states that circuits begin in (start_state), the steps (step_runner), the observables
// (lane_observables) and the derivatives by angles (angle_gradients).
//
// With real inner products over registers, E = <a|O|a> and a' = (cos + sin G) a give dE/d angle = <bra|G a'>, where bra
// is O a' pulled back to the same point: a rotation is orthogonal, so bra is rotated back as the state is.
#pragma once

#include <cstddef>
#include <span>

#include "base/aligned.hpp"
#include "sim/engine/angle_gradients.hpp"
#include "sim/engine/angle_tables.hpp"
#include "sim/engine/chunk.hpp"
#include "sim/engine/lane_observables.hpp"
#include "sim/engine/step_runner.hpp"
#include "sim/plan/plan.hpp"

namespace quanvas::sim {

template <class Real>
class Executor {
 public:
  using L = typename NativeLane<Real>::type;
  using Target = GradientTarget<Real>;

  explicit Executor(Plan plan);

  const Plan& plan() const { return plan_; }
  std::size_t entries() const { return plan_.entries(); }

  // Lane groups that are best run together: as many registers as stay in the first-level cache.
  std::size_t groups_per_chunk() const { return groups_per_chunk_; }

  // Takes the weights of the runs that follow.
  void bind(std::span<const Real> weights);

  // Memory of one thread, used by one chunk after another, of one executor after another.
  struct Scratch {
    AlignedArray<L> bra;       // [lane group, entry]
    AlignedArray<L> spare;     // [entry]
    AlignedArray<L> kept;      // [step with a variable angle, lane group, entry], of density matrices
    AlignedArray<L> upstream;  // [term, sign, lane group]
    AlignedArray<L> overlaps;  // [lane group, kMostFused]
  };
  void make_room(Scratch& scratch) const;

  // Computes the chunk's rotations and states.
  void forward(const Chunk<Real>& chunk, Scratch& scratch) const;

  // expectations [observable * stride], at the first circuit.
  void measure(const Chunk<Real>& chunk, Real* expectations) const;

  // The backward pass, from upstream [observable * stride]. Uses up the states. Adds to the target; but where inputs
  // are amplitudes, their gradient is written.
  void backward(const Chunk<Real>& chunk, const Real* upstream, const Target& target, Scratch& scratch) const;

  // What GradientTarget::sums holds, and what makes of it sums for the weights alone (AngleGradients).
  std::size_t sums_size() const { return gradients_.sums_size(); }
  void collect(L* sums) const { gradients_.collect(sums); }

  // The parts of forward() and backward() for states that come from elsewhere: rotations alone; the steps from
  // chunk.states as they are; and the backward pass from scratch.bra and chunk.states, which are the state after the
  // steps, or where steps cannot be undone the one before. With Until::start it continues to where the steps began, and
  // leaves the adjoint of that state in scratch.bra and, where steps can be undone, the state in chunk.states; with
  // Until::angles it stops at the first step whose angle is differentiated.
  enum class Until { angles, start };
  void compute_rotations(const Chunk<Real>& chunk) const { angles_.compute_rotations(chunk); }
  void run_steps(const Chunk<Real>& chunk, Scratch& scratch) const;
  void run_backward(const Chunk<Real>& chunk, const Target& target, Scratch& scratch,
                    Until until = Until::angles) const;

 private:
  void run_keeping(const Chunk<Real>& chunk, Scratch& scratch) const;
  void undo(std::size_t step, const Chunk<Real>& chunk, Scratch& scratch) const;
  void undo(const TiledRun& run, const Chunk<Real>& chunk, Scratch& scratch) const;
  void reverse_phase(const Phase& step, const Chunk<Real>& chunk, L* sums, L* bra, bool undo) const;

  Plan plan_;
  AngleTables<Real> angles_;
  StepRunner<Real> steps_;
  AngleGradients<Real> gradients_;
  LaneObservables<Real> observables_;
  std::size_t groups_per_chunk_;
};

}  // namespace quanvas::sim
