// Many small circuits: a lane holds one entry of as many circuits as a vector register is wide.
#pragma once

#include <vector>

#include "sim/engine/engine.hpp"
#include "sim/engine/executor.hpp"

namespace quanvas::sim {

template <class Real>
class BatchEngine final : public Engine<Real> {
 public:
  // `order` is that of a StatePlan, empty where probabilities are not asked for.
  explicit BatchEngine(Plan plan, std::vector<SignedEntry> order = {});

  // Throws Error for states that do not fit into the machine's memory.
  void forward(std::size_t count, std::span<const Real> inputs, std::span<const Real> weights,
               std::span<Real> expectations) override;
  void backward(std::span<const Real> upstream, std::span<Real> weight_gradient,
                std::span<Real> input_gradient) override;
  void probabilities(std::span<Real> out) override;
  std::complex<Real> amplitude(std::size_t basis_state) const override;
  double flops(bool backward, bool inputs) const override;

 private:
  using L = typename Executor<Real>::L;
  using Scratch = typename Executor<Real>::Scratch;

  // Calls work(chunk, first group) for the chunks of a task.
  template <class Work>
  void for_each_chunk(std::size_t task, std::span<const Real> inputs, Work&& work);
  std::size_t groups() const { return stride_of<Real>(count_) / kWidth<L>; }
  void make_scratches(std::size_t threads);

  Executor<Real> executor_;
  double forward_flops_;
  double backward_flops_;         // without, and
  double backward_flops_inputs_;  // with the gradient by the inputs
  std::vector<SignedEntry> order_;
  std::size_t count_ = 0;  // circuits of the last forward
  std::size_t weights_ = 0;
  AlignedArray<PairRotation<L>> rotations_;  // [group, input row]
  AlignedArray<L> states_;                   // [group, entry]
  AlignedArray<L> sums_;                     // [task, sum]
  AlignedArray<L> thread_sums_;              // [thread, sum]
  std::vector<Scratch> scratches_;           // [thread]
};

}  // namespace quanvas::sim
