// One large state after another: the amplitudes are processed in blocks that fit into the cache, a stage of the circuit
// at a time (sim/plan/stages.hpp), with lanes over amplitudes. State vectors are rotated back in the backward pass; of
// density matrices the state before every stage is kept. Long circuits are planned stage by stage as they run, so that
// of their gates nothing but the gates is kept.
#pragma once

#include <memory>
#include <vector>

#include "sim/engine/block_layout.hpp"
#include "sim/engine/block_observables.hpp"
#include "sim/engine/block_step.hpp"
#include "sim/engine/engine.hpp"
#include "sim/engine/executor.hpp"
#include "sim/plan/stages.hpp"

namespace quanvas::sim {

template <class Real>
class BlockEngine final : public Engine<Real> {
 public:
  // Without observables for probabilities. A circuit of fewer wires than least_wires() gets idle ones.
  BlockEngine(const Circuit& circuit, const std::vector<Observable>& observables);

  // All throw Error for a state that does not fit into the machine's memory.
  void forward(std::size_t count, std::span<const Real> inputs, std::span<const Real> weights,
               std::span<Real> expectations) override;
  void backward(std::span<const Real> upstream, std::span<Real> weight_gradient,
                std::span<Real> input_gradient) override;
  void probabilities(std::span<Real> out) override;
  std::complex<Real> amplitude(std::size_t basis_state) const override;
  double flops(bool backward, bool inputs) const override;

  // The fewest wires of a circuit that can be cut into blocks.
  static std::size_t least_wires(bool noisy);

 private:
  using L = typename Executor<Real>::L;

  // Memory of one thread, used by one stage after another.
  struct Workspace {
    typename Executor<Real>::Scratch scratch;
    AlignedArray<L> states;
    AlignedArray<L> sums;
  };

  using Step = BlockStep<Real>;

  Step& step(std::size_t stage);
  void prepare(std::size_t circuit, Real* state);
  void set_inputs(std::size_t circuit);
  void run(Step& step, Real* state);
  void run_all(std::size_t circuit, Real* state, bool keep);
  void reverse(Step& step, Real* state, Real* adjoint);
  template <class Work>
  void for_each_register(Step& step, double flops, Work&& work);

  BlockShape shape_;
  bool amplitudes_;  // the inputs are amplitudes
  std::size_t inputs_;
  std::size_t weights_;
  std::size_t observables_;
  std::size_t idle_;  // bits of an index that belong to idle wires, the lowest
  BlockObservables<Real> measured_;
  Circuit circuit_;  // what has an influence on the observables
  std::vector<Stage> stages_;
  std::vector<std::unique_ptr<Step>> steps_;  // [stage] those that are kept
  std::size_t kept_bytes_ = 0;                // that they take
  std::unique_ptr<Step> passing_;             // the last one that is not kept
  std::vector<Workspace> workspaces_;         // [thread]
  std::size_t count_ = 0;
  std::vector<Real> input_values_;  // [slot * stride], of the last forward
  std::vector<Real> slots_;         // weights, then one circuit's inputs
  std::vector<double> slot_sums_;
  AlignedArray<Real> states_;  // [circuit, number]
  AlignedArray<Real> kept_;    // [stage, number], of density matrices
  AlignedArray<Real> adjoint_;
  AlignedArray<L> weight_sums_;  // [task, slot]
};

}  // namespace quanvas::sim
