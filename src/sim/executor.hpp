// Runs a plan on one group of circuits at a time: forward, the observables, and the reverse sweep that differentiates
// (the adjoint method, Jones & Gacon, arXiv 2009.02823). Knows neither batches nor threads.
//
// With real inner products over registers, E = <a|O|a> and a' = (cos + sin G) a give dE/d angle = <bra|G a'>, where bra is
// O a' pulled back to the same point: a rotation is orthogonal, so bra is turned back as the state is.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "sim/aligned.hpp"
#include "sim/kernels.hpp"
#include "sim/lane.hpp"
#include "sim/plan.hpp"

namespace quanvas::sim {

// What a turn by an angle needs; the tangent may be infinite.
template <class L>
struct FullTurn {
  L cosine;
  L sine;
  L tangent;
};

// Which registers a forward run leaves behind for the reverse sweep.
enum class Keep {
  final,   // the last alone; the reverse sweep un-computes the others. Needs an invertible plan.
  needed,  // one after every step with a weight
};

template <class Real>
class Executor {
 public:
  using L = typename NativeLane<Real>::type;

  explicit Executor(Plan plan);

  const Plan& plan() const { return plan_; }
  std::size_t entries() const { return plan_.entries(); }

  // Registers of `entries` lanes that a run with this Keep writes.
  std::size_t registers(Keep keep) const { return keep == Keep::final ? 1 : saves_.size(); }

  // Takes the weights of the runs that follow.
  void bind(std::span<const Real> weights);

  // What a group brings along. `inputs` [slot * stride] points at the group's first circuit.
  struct Group {
    const Real* inputs;
    std::size_t stride;
    FullTurn<L>* turns;  // [input row]
    L* state;            // [register, entry]
    Keep keep;
  };

  // Memory of one thread, used by one group after another. phase_sums adds up over groups.
  struct Scratch {
    AlignedArray<L> bra;
    AlignedArray<L> spare;
    AlignedArray<L> phase_sums;  // [phase step, basis state]
    AlignedArray<L> picks;       // signed upstream gradients
  };
  Scratch make_scratch() const;

  // Computes the group's turns and its registers; the last holds the final state, times 1 / sqrt(norm).
  void forward(const Group& group, Scratch& scratch) const;

  // expectations [observable * stride], at the group's first circuit.
  void measure(const Group& group, Real* expectations) const;

  // The reverse sweep, from upstream [observable * stride]. Uses up the group's registers. Adds to weight_sums [weight] and
  // scratch.phase_sums, unless weight_sums is null, and to input_gradient [slot * stride], unless that is null.
  void backward(const Group& group, const Real* upstream, L* weight_sums, Real* input_gradient, Scratch& scratch) const;

  // Moves what scratch.phase_sums has collected into weight_sums.
  void collect_phases(Scratch& scratch, L* weight_sums) const;

  // By what the squares of a group's final register must be multiplied.
  L norm(const Group& group) const;

  // The lower-level half of backward(), for states that are stored elsewhere: sweeps back over all steps from the final
  // `bra` in scratch and the group's registers. Leaves the first state's adjoint in scratch.bra.
  void sweep(const Group& group, L* weight_sums, Real* input_gradient, Scratch& scratch) const;
  // Only the steps, from the register group.state[0] as it stands.
  void run_steps(const Group& group, Scratch& scratch) const;

 private:
  struct Observed {
    Real coefficient;
    std::uint32_t mask;
    std::vector<std::uint32_t> rows;  // where the sign is plus, then where it is minus
    std::size_t plus;
    std::size_t observable;
  };

  Form form(const Group& group) const;
  void turn(const Group& group) const;
  void start(const Group& group, L* to) const;
  const FullTurn<L>& turn_of(const AngleUse& use, const Group& group) const {
    return use.shared() ? shared_turns_.data()[use.row] : group.turns[use.row];
  }
  detail::RotateArguments<L> arguments(const Rotate& rotate, const Group& group, Form form, Real direction) const;
  void apply(std::size_t step, const Group& group, Form form, Real direction, const L* from, L* to, Scratch& scratch) const;
  bool wanted(std::size_t step, bool weights, bool inputs) const;
  void differentiate(std::size_t step, const Group& group, const L* ket, const L* factor, L* weight_sums, Real* input_gradient,
                     Scratch& scratch) const;
  void observe(const Group& group, const L* ket, const Real* upstream, Scratch& scratch) const;

  Plan plan_;
  std::vector<Observed> observed_;
  std::vector<std::uint16_t> picks_;       // [entry, term] which signed upstream gradient
  std::vector<std::size_t> saves_;         // the steps after which Keep::needed leaves a register; the last step is one
  std::vector<std::size_t> phase_index_;   // [step] among the phase steps
  std::vector<std::vector<Real>> values_;      // [step] of Scale and Sparse
  std::vector<std::vector<Real>> transposed_;  // [step] of Sparse
  std::vector<std::size_t> shared_uses_;   // [shared row] rotations that turn by it
  std::vector<std::size_t> input_uses_;
  std::vector<bool> has_weight_;           // [step]
  std::vector<bool> has_input_;
  AlignedArray<FullTurn<L>> shared_turns_;
  AlignedArray<Real> phase_cosines_;       // [phase step, basis state]
  AlignedArray<Real> phase_sines_;
  std::size_t phase_stride_ = 0;
  Real shared_norm_ = 1;
};

}  // namespace quanvas::sim
