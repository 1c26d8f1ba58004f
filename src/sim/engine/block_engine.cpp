#include "sim/engine/block_engine.hpp"

#include <algorithm>

#include "base/error.hpp"
#include "sim/engine/memory.hpp"
#include "sim/engine/parallel.hpp"

namespace quanvas::sim {
namespace {

// Numbers of a lane's width in one register of a stage: what fits into the second-level cache with its adjoint.
constexpr std::size_t kMostEntries = 2048;

BlockShape shape_of(const Circuit& circuit) {
  if (circuit.noisy()) return {.wires = circuit.wires(), .digit = 2, .planes = 1};
  return {.wires = circuit.wires(), .digit = 1, .planes = keeps_real(circuit) ? 1u : 2u};
}

Storage storage_of(const BlockShape& shape) {
  if (shape.digit == 2) return Storage::pauli;
  return shape.planes == 1 ? Storage::real : Storage::complex;
}

// As many wires as a register has room for, and not so many that no lane is left.
StageLimits limits_of(const BlockShape& shape, std::size_t lane_width) {
  const std::size_t low = low_wires(shape, lane_width);
  std::size_t wires = low + kMostGateWires - 1;
  while (wires < shape.wires - low && shape.planes << (shape.digit * (wires + 1)) <= kMostEntries) ++wires;
  return {.wires = wires, .low_wires = low};
}

// From an index with the digits of the wires side by side (sim/engine/block_layout.hpp) to that of a StatePlan's
// order.
std::size_t plan_index(std::size_t index, const BlockShape& shape, std::size_t wires) {
  if (shape.digit == 1) return index;
  std::size_t x = 0;
  std::size_t z = 0;
  for (std::size_t w = 0; w < wires; ++w) {
    z |= (index >> 2 * w & 1) << w;
    x |= (index >> (2 * w + 1) & 1) << w;
  }
  return x << wires | z;
}

// Of a register among those of a task.
struct TaskPosition {
  std::size_t task;
  bool first;
  bool last;
};

}  // namespace

template <class Real>
std::size_t BlockEngine<Real>::least_wires(bool noisy) {
  const std::size_t low = low_wires({.wires = 0, .digit = noisy ? 2u : 1u, .planes = 1}, kWidth<L>);
  return 2 * low + kMostGateWires - 1;
}

template <class Real>
BlockEngine<Real>::BlockEngine(const Circuit& circuit, const std::vector<Observable>& observables)
    : shape_(shape_of(circuit)),
      amplitudes_(circuit.preparation() == Preparation::amplitudes),
      inputs_(circuit.inputs()),
      weights_(circuit.weights()),
      observables_(observables.size()),
      measured_(shape_, observables) {
  require(circuit.wires() >= least_wires(circuit.noisy()),
          "a circuit of {} wires is too small to be run in blocks: from {}", circuit.wires(),
          least_wires(circuit.noisy()));
  const Circuit cone = observables.empty() ? circuit : light_cone(circuit, observables);
  for (const Stage& stage : make_stages(cone, limits_of(shape_, kWidth<L>)))
    stages_.emplace_back(shape_, stage.wires, plan_part(stage.circuit, storage_of(shape_)));
  slots_.resize(weights_ + (amplitudes_ ? 0 : inputs_));
  slot_sums_.resize(slots_.size());
}

template <class Real>
BlockEngine<Real>::StageRun::StageRun(const BlockShape& shape, const std::vector<Wire>& wires, StatePlan plan)
    : layout(shape, wires), executor(std::move(plan.plan)) {
  const std::size_t size = std::size_t{1} << (shape.digit * wires.size());
  for (std::size_t plane = 0; plane < shape.planes; ++plane)
    for (std::size_t i = 0; i < size; ++i) {
      const std::size_t index = plan_index(i, shape, wires.size());
      const SignedEntry& at = plan.order[index];
      in.push_back({.entry = static_cast<std::uint32_t>(plane * size + index), .sign = 1});
      out.push_back({.entry = static_cast<std::uint32_t>(plane * size + at.entry), .sign = static_cast<Real>(at.sign)});
    }
}

// Calls work(register, workspace, its position in a task) for every register of a stage.
template <class Real>
template <class Work>
void BlockEngine<Real>::for_each_register(StageRun& stage, double flops, Work&& work) {
  const std::size_t registers = stage.layout.registers();
  const double all = flops * static_cast<double>(registers * kWidth<L>);
  while (stage.workspaces.size() < static_cast<std::size_t>(threads_for(all)))
    stage.workspaces.push_back({.scratch = stage.executor.make_scratch(),
                                .states = AlignedArray<L>(stage.executor.entries()),
                                .sums = AlignedArray<L>(stage.executor.sums_size())});
  for_each_task(task_count(registers), all, [&](std::size_t task, std::size_t thread) {
    const std::size_t begin = task * kGroupsPerTask;
    const std::size_t end = std::min(registers, begin + kGroupsPerTask);
    for (std::size_t g = begin; g < end; ++g)
      work(g, stage.workspaces[thread], TaskPosition{.task = task, .first = g == begin, .last = g + 1 == end});
  });
}

template <class Real>
void BlockEngine<Real>::prepare(std::size_t circuit, Real* state) {
  std::fill_n(state, shape_.size(), Real(0));
  if (amplitudes_) {
    for (std::size_t p = 0; p < shape_.plane_size(); ++p)
      state[p] = input_values_[p * stride_of<Real>(count_) + circuit];
  } else if (shape_.digit == 1) {
    state[0] = 1;
  } else {
    // The sum of all products of Z: no wire has an x.
    std::size_t index = 0;
    const std::size_t all_z = (shape_.plane_size() - 1) / 3;
    do {
      state[index] = 1;
      index = (index - all_z) & all_z;
    } while (index != 0);
  }
}

template <class Real>
void BlockEngine<Real>::bind(std::size_t circuit) {
  if (!amplitudes_)
    for (std::size_t s = 0; s < inputs_; ++s)
      slots_[weights_ + s] = input_values_[s * stride_of<Real>(count_) + circuit];
  for (StageRun& stage : stages_) stage.executor.bind(slots_);
}

template <class Real>
void BlockEngine<Real>::run(StageRun& stage, Real* state) {
  for_each_register(
      stage, forward_flops(stage.executor.plan()), [&](std::size_t g, Workspace& space, const TaskPosition&) {
        L* const own = space.states.data();
        stage.layout.gather(state, g, stage.in, own);
        stage.executor.run_steps({.groups = 1, .inputs = nullptr, .stride = 0, .rotations = nullptr, .states = own},
                                 space.scratch);
        stage.layout.scatter(own, g, stage.out, state);
      });
}

template <class Real>
void BlockEngine<Real>::run_all(std::size_t circuit, Real* state, bool keep) {
  prepare(circuit, state);
  bind(circuit);
  for (std::size_t s = 0; s < stages_.size(); ++s) {
    if (keep) std::copy_n(state, shape_.size(), kept_.data() + s * shape_.size());
    run(stages_[s], state);
  }
}

template <class Real>
void BlockEngine<Real>::forward(std::size_t count, std::span<const Real> inputs, std::span<const Real> weights,
                                std::span<Real> expectations) {
  count_ = count;
  input_values_.assign(inputs.begin(), inputs.end());
  std::ranges::copy(weights, slots_.begin());
  require_memory(count, shape_.wires, shape_.size(), sizeof(Real));
  states_.reserve(count * shape_.size());
  std::vector<double> values(observables_);
  for (std::size_t b = 0; b < count; ++b) {
    Real* const state = states_.data() + b * shape_.size();
    run_all(b, state, false);
    measured_.measure(state, values);
    for (std::size_t o = 0; o < observables_; ++o)
      expectations[o * stride_of<Real>(count) + b] = static_cast<Real>(values[o]);
  }
}

// One stage of the backward pass: rotations `adjoint`, and `state` where that is possible, back to before the stage.
template <class Real>
void BlockEngine<Real>::reverse(StageRun& stage, Real* state, Real* adjoint) {
  const bool invertible = stage.executor.plan().invertible();
  const std::size_t slots = slots_.size();
  L* const sums = weight_sums_.reserve(task_count(stage.layout.registers()) * std::max<std::size_t>(slots, 1));
  for_each_register(
      stage, backward_flops(stage.executor.plan(), true), [&](std::size_t g, Workspace& space, const TaskPosition& at) {
        L* const own = space.states.data();
        const Chunk<Real> chunk{.groups = 1, .inputs = nullptr, .stride = 0, .rotations = nullptr, .states = own};
        stage.layout.gather(state, g, invertible ? stage.out : stage.in, own);
        stage.layout.gather(adjoint, g, stage.out, space.scratch.bra.data());
        if (at.first) std::fill_n(space.sums.data(), stage.executor.sums_size(), L{});
        stage.executor.run_backward(chunk, {.sums = space.sums.data()}, space.scratch, Executor<Real>::Until::start);
        if (invertible) stage.layout.scatter(own, g, stage.in, state);
        stage.layout.scatter(space.scratch.bra.data(), g, stage.in, adjoint);
        if (!at.last) return;
        stage.executor.collect(space.sums.data());
        std::copy_n(space.sums.data(), slots, sums + at.task * slots);
      });
  for (std::size_t task = 0; task < task_count(stage.layout.registers()); ++task)
    for (std::size_t s = 0; s < slots; ++s) slot_sums_[s] += static_cast<double>(sum(sums[task * slots + s]));
}

template <class Real>
void BlockEngine<Real>::backward(std::span<const Real> upstream, std::span<Real> weight_gradient,
                                 std::span<Real> input_gradient) {
  const std::size_t stride = stride_of<Real>(count_);
  const std::size_t size = shape_.size();
  const bool keep = shape_.digit == 2;
  require_memory(count_ + 1 + (keep ? stages_.size() : 0), shape_.wires, shape_.size(), sizeof(Real));
  if (keep) kept_.reserve(stages_.size() * size);
  adjoint_.reserve(size);
  std::ranges::fill(input_gradient, Real(0));
  std::vector<Real> own(observables_);
  for (std::size_t b = 0; b < count_; ++b) {
    Real* const state = states_.data() + b * size;
    if (keep) run_all(b, state, true);
    else bind(b);
    for (std::size_t o = 0; o < observables_; ++o) own[o] = upstream[o * stride + b];
    measured_.apply(state, own, adjoint_.data());
    std::ranges::fill(slot_sums_, 0.0);
    for (std::size_t s = stages_.size(); s-- > 0;)
      reverse(stages_[s], keep ? kept_.data() + s * size : state, adjoint_.data());
    if (!weight_gradient.empty())
      for (std::size_t w = 0; w < weights_; ++w) weight_gradient[w] += static_cast<Real>(slot_sums_[w]);
    if (input_gradient.empty()) continue;
    if (amplitudes_)
      for (std::size_t p = 0; p < inputs_; ++p) input_gradient[p * stride + b] = 2 * adjoint_.data()[p];
    else
      for (std::size_t s = 0; s < inputs_; ++s)
        input_gradient[s * stride + b] = static_cast<Real>(slot_sums_[weights_ + s]);
  }
}

template <class Real>
void BlockEngine<Real>::probabilities(std::span<Real> out) {
  for (std::size_t b = 0; b < count_; ++b)
    BlockObservables<Real>::probabilities(shape_, states_.data() + b * shape_.size(), out.data() + b,
                                          stride_of<Real>(count_));
}

template <class Real>
std::complex<Real> BlockEngine<Real>::amplitude(std::size_t basis_state) const {
  const Real* const state = states_.data();
  return {state[basis_state], shape_.planes == 2 ? state[shape_.plane_size() + basis_state] : Real(0)};
}

template <class Real>
double BlockEngine<Real>::flops(bool backward, bool) const {
  double total = measured_.flops();
  for (const StageRun& stage : stages_) {
    const Plan& plan = stage.executor.plan();
    total += (backward ? backward_flops(plan, true) : forward_flops(plan)) *
             static_cast<double>(stage.layout.registers() * kWidth<L>);
  }
  return total;
}

template class BlockEngine<float>;
template class BlockEngine<double>;

}  // namespace quanvas::sim
