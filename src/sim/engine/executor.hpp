// Runs a plan on a few groups of circuits at a time: forward, the observables, and the backward pass that
// differentiates (the adjoint method, Jones & Gacon, arXiv 2009.02823). Knows neither batches nor threads.
//
// With real inner products over registers, E = <a|O|a> and a' = (cos + sin G) a give dE/d angle = <bra|G a'>, where bra
// is O a' pulled back to the same point: a rotation is orthogonal, so bra is rotated back as the state is.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "base/aligned.hpp"
#include "sim/engine/kernels.hpp"
#include "sim/engine/lane.hpp"
#include "sim/engine/lane_observables.hpp"
#include "sim/plan/plan.hpp"
#include "sim/plan/tiles.hpp"

namespace quanvas::sim {

// What rotates pairs by an angle. For state vectors `other` is the tangent of half the rotation, which is by at most a
// quarter (see Form::shears); for density matrices it is the cosine.
template <class L>
struct PairRotation {
  L sine;
  L other;
};

template <class Real>
class Executor {
 public:
  using L = typename NativeLane<Real>::type;

  explicit Executor(Plan plan);

  const Plan& plan() const { return plan_; }
  std::size_t entries() const { return plan_.entries(); }

  // Groups that are best run together: as many registers as stay in the first-level cache.
  std::size_t groups_per_chunk() const { return chunk_; }

  // Takes the weights of the runs that follow.
  void bind(std::span<const Real> weights);

  // The memory of a few groups that are run together.
  struct Chunk {
    std::size_t groups;  // at most groups_per_chunk()
    const Real* inputs;  // [slot * stride], at the first circuit
    std::size_t stride;
    PairRotation<L>* rotations;  // [group, input row]
    L* states;                   // [group, entry]
  };

  // Memory of one thread, used by one chunk after another.
  struct Scratch {
    AlignedArray<L> bra;       // [group, entry]
    AlignedArray<L> spare;     // [entry]
    AlignedArray<L> kept;      // [differentiated step, group, entry], of density matrices
    AlignedArray<L> upstream;  // [term, sign, group]
    AlignedArray<L> overlaps;  // [group, kMostFused]
  };
  Scratch make_scratch() const;

  // Computes the chunk's rotations and states.
  void forward(const Chunk& chunk, Scratch& scratch) const;

  // expectations [observable * stride], at the first circuit.
  void measure(const Chunk& chunk, Real* expectations) const;

  // The backward pass, from upstream [observable * stride]. Uses up the states. Adds to sums [sums_size()], unless that
  // is null, and to input_gradient [slot * stride], unless that is null.
  void backward(const Chunk& chunk, const Real* upstream, L* sums, Real* input_gradient, Scratch& scratch) const;

  // What the backward pass adds up for weight gradients: one lane for each weight, and more for phases, state by state,
  // which collect() rotations into further summands of the former.
  std::size_t sums_size() const { return weights_ + (phases_ << plan_.wires); }
  void collect(L* sums) const;

  // The parts of forward() and backward() for states that come from elsewhere: rotations alone; the steps from
  // chunk.states as they are; and the backward pass from scratch.bra and chunk.states, which are the state after the
  // steps, or where steps cannot be undone the one before. With Until::start it continues to where the steps began, and
  // leaves the adjoint of that state in scratch.bra and, where steps can be undone, the state in chunk.states; with
  // Until::angles it stops at the first step whose angle is differentiated.
  enum class Until { angles, start };
  void compute_rotations(const Chunk& chunk) const;
  void run_steps(const Chunk& chunk, Scratch& scratch) const;
  void run_backward(const Chunk& chunk, L* sums, Real* input_gradient, Scratch& scratch,
                    Until until = Until::angles) const;

 private:
  PairRotation<L> pair_rotation(const L& angle) const;
  void start(const Chunk& chunk, std::size_t group) const;
  const PairRotation<L>& rotation_of(const AngleUse& use, const Chunk& chunk, std::size_t group) const {
    return use.shared() ? shared_rotations_.data()[use.row]
                        : chunk.rotations[group * plan_.input_rows.size() + use.row];
  }
  void rotate(std::size_t step, std::span<const std::uint32_t> indices, const Chunk& chunk, int direction,
              L* registers) const;
  void apply_run(const TiledRun& run, const Chunk& chunk, int direction, L* registers) const;
  const TiledRun* run_beginning(std::size_t step) const;
  const TiledRun* run_ending(std::size_t step) const;
  void apply(std::size_t step, const Chunk& chunk, int direction, L* registers, Scratch& scratch) const;
  void run_from(std::size_t step, const Chunk& chunk, Scratch& scratch) const;
  void run_keeping(const Chunk& chunk, Scratch& scratch) const;
  bool wanted(std::size_t step, bool weights, bool inputs) const;
  bool wanted_in(const TiledRun& run, bool weights, bool inputs) const;
  std::size_t kept_in(const TiledRun& run) const;
  void differentiate(std::size_t step, const Chunk& chunk, const L* ket, L* weight_sums, Real* input_gradient,
                     Scratch& scratch) const;

  Plan plan_;
  LaneObservables<Real> observables_;
  std::size_t chunk_;
  std::vector<std::size_t> kept_;  // the steps after which density matrices are kept for the backward pass
  std::vector<TiledRun> runs_;
  std::vector<std::vector<std::uint32_t>> indices_;  // [step] of Rotate
  std::vector<std::size_t> phase_index_;             // [step] among the phase steps
  std::vector<std::vector<Real>> values_;            // [step] of Scale and Sparse
  std::vector<std::vector<Real>> transposed_;        // [step] of Sparse
  std::vector<bool> has_weight_;                     // [step]
  std::vector<bool> has_input_;
  AlignedArray<PairRotation<L>> shared_rotations_;
  AlignedArray<Real> phase_cosines_;  // [phase step, basis state]
  AlignedArray<Real> phase_sines_;
  bool real_at_first_phase_ = false;  // the first step is a Phase and finds no imaginary parts
  std::size_t weights_ = 0;
  std::size_t phases_ = 0;
  std::size_t phase_stride_ = 0;
};

}  // namespace quanvas::sim
