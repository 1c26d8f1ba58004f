#include "sim/engine/block_engine.hpp"

#include <algorithm>
#include <numeric>

#include "sim/engine/memory.hpp"
#include "sim/engine/parallel.hpp"

namespace quanvas::sim {
namespace {

// Numbers of a lane's width in one register of a stage: what fits into the second-level cache with its adjoint.
constexpr std::size_t kMostEntries = 2048;

// Of a stage: with this many the tables of its plan stay below a few tens of megabytes, as channels need larger ones.
constexpr std::size_t kMostOperations = 1024;
constexpr std::size_t kMostNoisyOperations = 256;

// What the plans of all stages may take to be kept from one run to the next.
constexpr std::size_t kMostKeptBytes = std::size_t{1} << 28;

BlockShape shape_of(const Circuit& circuit, std::size_t least_wires) {
  const std::size_t wires = std::max(circuit.wires(), least_wires);
  if (circuit.noisy()) return {.wires = wires, .digit = 2, .planes = 1};
  return {.wires = wires, .digit = 1, .planes = keeps_real(circuit) ? 1u : 2u};
}

// What of the circuit the observables depend on; all of it without observables.
Circuit relevant(const Circuit& circuit, const std::vector<Observable>& observables, std::size_t wires) {
  std::vector<std::uint32_t> operations = light_cone(circuit, observables);
  if (observables.empty()) {
    operations.resize(circuit.operations().size());
    std::iota(operations.begin(), operations.end(), 0u);
  }
  return with_operations(circuit, operations, wires);
}

// As many wires as a register has room for, and not so many that no lane is left.
StageLimits limits_of(const BlockShape& shape, std::size_t lane_width) {
  const std::size_t low = low_wires(shape, lane_width);
  std::size_t wires = low + kMostGateWires - 1;
  while (wires < shape.wires - low && shape.planes << (shape.digit * (wires + 1)) <= kMostEntries) ++wires;
  return {.wires = wires, .low_wires = low, .operations = shape.digit == 2 ? kMostNoisyOperations : kMostOperations};
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
    : shape_(shape_of(circuit, least_wires(circuit.noisy()))),
      amplitudes_(circuit.preparation() == Preparation::amplitudes),
      inputs_(circuit.inputs()),
      weights_(circuit.weights()),
      observables_(observables.size()),
      idle_(shape_.wires - circuit.wires()),
      measured_(shape_, observables),
      circuit_(relevant(circuit, observables, shape_.wires)),
      stages_(make_stages(circuit_, limits_of(shape_, kWidth<L>))),
      steps_(stages_.size()) {
  slots_.resize(weights_ + (amplitudes_ ? 0 : inputs_));
  slot_sums_.resize(slots_.size());
}

// With the values of the circuit at hand; valid until the next call.
template <class Real>
typename BlockEngine<Real>::Step& BlockEngine<Real>::step(std::size_t stage) {
  std::unique_ptr<Step>* own = &steps_[stage];
  if (!*own) {
    passing_.reset();
    std::unique_ptr<Step> made = make_block_step<Real>(shape_, circuit_, stages_[stage]);
    const bool kept = kept_bytes_ + made->bytes <= kMostKeptBytes;
    if (kept) kept_bytes_ += made->bytes;
    else own = &passing_;
    *own = std::move(made);
  }
  std::vector<Real> values;
  for (const std::uint32_t slot : (*own)->slots) values.push_back(slots_[slot]);
  (*own)->executor.bind(values);
  return **own;
}

// Calls work(register, workspace, its position in a task) for every register of a stage.
template <class Real>
template <class Work>
void BlockEngine<Real>::for_each_register(Step& step, double flops, Work&& work) {
  const std::size_t registers = step.layout.registers();
  const Region region = region_of(flops * static_cast<double>(registers * kWidth<L>));
  workspaces_.resize(std::max(workspaces_.size(), region.threads));
  for (Workspace& workspace : workspaces_) {
    step.executor.make_room(workspace.scratch);
    workspace.states.reserve(step.executor.entries());
    workspace.sums.reserve(step.executor.sums_size());
  }
  for_each_task(task_count(registers), region, [&](std::size_t task, std::size_t thread) {
    const std::size_t begin = task * kGroupsPerTask;
    const std::size_t end = std::min(registers, begin + kGroupsPerTask);
    for (std::size_t g = begin; g < end; ++g)
      work(g, workspaces_[thread], TaskPosition{.task = task, .first = g == begin, .last = g + 1 == end});
  });
}

template <class Real>
void BlockEngine<Real>::prepare(std::size_t circuit, Real* state) {
  std::fill_n(state, shape_.size(), Real(0));
  if (amplitudes_) {
    for (std::size_t p = 0; p < inputs_; ++p) state[p << idle_] = input_values_[p * stride_of<Real>(count_) + circuit];
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
void BlockEngine<Real>::set_inputs(std::size_t circuit) {
  if (amplitudes_) return;
  for (std::size_t s = 0; s < inputs_; ++s) slots_[weights_ + s] = input_values_[s * stride_of<Real>(count_) + circuit];
}

template <class Real>
void BlockEngine<Real>::run(Step& step, Real* state) {
  for_each_register(
      step, forward_flops(step.executor.plan()), [&](std::size_t g, Workspace& space, const TaskPosition&) {
        L* const own = space.states.data();
        step.layout.gather(state, g, step.in, own);
        step.executor.run_steps({.groups = 1, .inputs = nullptr, .stride = 0, .rotations = nullptr, .states = own},
                                space.scratch);
        step.layout.scatter(own, g, step.out, state);
      });
}

template <class Real>
void BlockEngine<Real>::run_all(std::size_t circuit, Real* state, bool keep) {
  prepare(circuit, state);
  set_inputs(circuit);
  for (std::size_t s = 0; s < stages_.size(); ++s) {
    if (keep) std::copy_n(state, shape_.size(), kept_.data() + s * shape_.size());
    run(step(s), state);
  }
}

template <class Real>
void BlockEngine<Real>::forward(std::size_t count, std::span<const Real> inputs, std::span<const Real> weights,
                                std::span<Real> expectations) {
  count_ = count;
  input_values_.assign(inputs.begin(), inputs.end());
  std::ranges::copy(weights, slots_.begin());
  reserve_states<Real>(states_, count * shape_.size(), count, shape_.wires);
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
void BlockEngine<Real>::reverse(Step& step, Real* state, Real* adjoint) {
  const bool invertible = step.executor.plan().invertible();
  const std::size_t slots = step.slots.size();
  L* const sums = weight_sums_.reserve(task_count(step.layout.registers()) * std::max<std::size_t>(slots, 1));
  for_each_register(
      step, backward_flops(step.executor.plan(), true), [&](std::size_t g, Workspace& space, const TaskPosition& at) {
        L* const own = space.states.data();
        const Chunk<Real> chunk{.groups = 1, .inputs = nullptr, .stride = 0, .rotations = nullptr, .states = own};
        step.layout.gather(state, g, invertible ? step.out : step.in, own);
        step.layout.gather(adjoint, g, step.out, space.scratch.bra.data());
        if (at.first) std::fill_n(space.sums.data(), step.executor.sums_size(), L{});
        step.executor.run_backward(chunk, {.sums = space.sums.data()}, space.scratch, Executor<Real>::Until::start);
        if (invertible) step.layout.scatter(own, g, step.in, state);
        step.layout.scatter(space.scratch.bra.data(), g, step.in, adjoint);
        if (!at.last) return;
        step.executor.collect(space.sums.data());
        std::copy_n(space.sums.data(), slots, sums + at.task * slots);
      });
  for (std::size_t task = 0; task < task_count(step.layout.registers()); ++task)
    for (std::size_t s = 0; s < slots; ++s)
      slot_sums_[step.slots[s]] += static_cast<double>(sum(sums[task * slots + s]));
}

template <class Real>
void BlockEngine<Real>::backward(std::span<const Real> upstream, std::span<Real> weight_gradient,
                                 std::span<Real> input_gradient) {
  const std::size_t stride = stride_of<Real>(count_);
  const std::size_t size = shape_.size();
  const bool keep = shape_.digit == 2;
  if (keep) reserve_states<Real>(kept_, stages_.size() * size, stages_.size(), shape_.wires);
  reserve_states<Real>(adjoint_, size, 1, shape_.wires);
  std::ranges::fill(input_gradient, Real(0));
  std::vector<Real> own(observables_);
  for (std::size_t b = 0; b < count_; ++b) {
    Real* const state = states_.data() + b * size;
    if (keep) run_all(b, state, true);
    else set_inputs(b);
    for (std::size_t o = 0; o < observables_; ++o) own[o] = upstream[o * stride + b];
    measured_.apply(state, own, adjoint_.data());
    std::ranges::fill(slot_sums_, 0.0);
    for (std::size_t s = stages_.size(); s-- > 0;)
      reverse(step(s), keep ? kept_.data() + s * size : state, adjoint_.data());
    if (!weight_gradient.empty())
      for (std::size_t w = 0; w < weights_; ++w) weight_gradient[w] += static_cast<Real>(slot_sums_[w]);
    if (input_gradient.empty()) continue;
    if (amplitudes_)
      for (std::size_t p = 0; p < inputs_; ++p) input_gradient[p * stride + b] = 2 * adjoint_.data()[p << idle_];
    else
      for (std::size_t s = 0; s < inputs_; ++s)
        input_gradient[s * stride + b] = static_cast<Real>(slot_sums_[weights_ + s]);
  }
}

template <class Real>
void BlockEngine<Real>::probabilities(std::span<Real> out) {
  for (std::size_t b = 0; b < count_; ++b)
    BlockObservables<Real>::probabilities(shape_, idle_, states_.data() + b * shape_.size(), out.data() + b,
                                          stride_of<Real>(count_));
}

template <class Real>
std::complex<Real> BlockEngine<Real>::amplitude(std::size_t basis_state) const {
  const Real* const state = states_.data();
  const std::size_t at = basis_state << idle_;
  return {state[at], shape_.planes == 2 ? state[shape_.plane_size() + at] : Real(0)};
}

template <class Real>
double BlockEngine<Real>::flops(bool backward, bool) const {
  double total = measured_.flops();
  for (std::size_t s = 0; s < stages_.size(); ++s) {
    const std::unique_ptr<Step> made = steps_[s] ? nullptr : make_block_step<Real>(shape_, circuit_, stages_[s]);
    const Step& step = made ? *made : *steps_[s];
    const Plan& plan = step.executor.plan();
    total += (backward ? backward_flops(plan, true) : forward_flops(plan)) *
             static_cast<double>(step.layout.registers() * kWidth<L>);
  }
  return total;
}

template class BlockEngine<float>;
template class BlockEngine<double>;

}  // namespace quanvas::sim
