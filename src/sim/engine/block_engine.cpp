#include "sim/engine/block_engine.hpp"

#include <unistd.h>

#include <algorithm>

#include "base/error.hpp"
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
  for (const Stage& stage : make_stages(cone, limits_of(shape_, kWidth<L>))) add(stage);
  slots_.resize(weights_ + (amplitudes_ ? 0 : inputs_));
  slot_sums_.resize(slots_.size());
}

template <class Real>
void BlockEngine<Real>::add(const Stage& stage) {
  StatePlan plan = plan_part(stage.circuit, storage_of(shape_));
  const std::size_t wires = stage.wires.size();
  const std::size_t size = std::size_t{1} << (shape_.digit * wires);
  typename BlockLayout<Real>::Entries in;
  typename BlockLayout<Real>::Entries out;
  for (std::size_t plane = 0; plane < shape_.planes; ++plane)
    for (std::size_t i = 0; i < size; ++i) {
      const std::size_t index = plan_index(i, shape_, wires);
      const SignedEntry& at = plan.order[index];
      in.push_back({.entry = static_cast<std::uint32_t>(plane * size + index), .sign = 1});
      out.push_back({.entry = static_cast<std::uint32_t>(plane * size + at.entry), .sign = static_cast<Real>(at.sign)});
    }
  steps_.push_back({.layout = BlockLayout<Real>(shape_, stage.wires),
                    .executor = Executor<Real>(std::move(plan.plan)),
                    .in = std::move(in),
                    .out = std::move(out),
                    .workspaces = {}});
}

template <class Real>
void BlockEngine<Real>::require_memory(std::size_t states) const {
  const double needed = static_cast<double>(states) * static_cast<double>(shape_.size() * sizeof(Real));
  const double there = static_cast<double>(sysconf(_SC_PHYS_PAGES)) * static_cast<double>(sysconf(_SC_PAGESIZE));
  require(
      needed < 0.9 * there,
      "{} states of {} wires take {:.1f} GiB, this machine has {:.1f}: simulate fewer wires or circuits at a time{}",
      states, shape_.wires, needed / (1 << 30), there / (1 << 30), sizeof(Real) == 8 ? ", or in single precision" : "");
}

// Calls work(register, workspace, its position in a task) for every register of a stage.
template <class Real>
template <class Work>
void BlockEngine<Real>::for_each_register(Step& step, double flops, Work&& work) {
  const std::size_t registers = step.layout.registers();
  const double all = flops * static_cast<double>(registers * kWidth<L>);
  while (step.workspaces.size() < static_cast<std::size_t>(threads_for(all)))
    step.workspaces.push_back({.scratch = step.executor.make_scratch(),
                               .states = AlignedArray<L>(step.executor.entries()),
                               .sums = AlignedArray<L>(step.executor.sums_size())});
  for_each_task(task_count(registers), all, [&](std::size_t task, std::size_t thread) {
    const std::size_t begin = task * kGroupsPerTask;
    const std::size_t end = std::min(registers, begin + kGroupsPerTask);
    for (std::size_t g = begin; g < end; ++g)
      work(g, step.workspaces[thread], TaskPosition{.task = task, .first = g == begin, .last = g + 1 == end});
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
  for (Step& step : steps_) step.executor.bind(slots_);
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
  bind(circuit);
  for (std::size_t s = 0; s < steps_.size(); ++s) {
    if (keep) std::copy_n(state, shape_.size(), kept_.data() + s * shape_.size());
    run(steps_[s], state);
  }
}

template <class Real>
void BlockEngine<Real>::forward(std::size_t count, std::span<const Real> inputs, std::span<const Real> weights,
                                std::span<Real> expectations) {
  count_ = count;
  input_values_.assign(inputs.begin(), inputs.end());
  std::ranges::copy(weights, slots_.begin());
  require_memory(count);
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
void BlockEngine<Real>::reverse(Step& step, Real* state, Real* adjoint) {
  const bool invertible = step.executor.plan().invertible();
  const std::size_t slots = slots_.size();
  L* const sums = weight_sums_.reserve(task_count(step.layout.registers()) * std::max<std::size_t>(slots, 1));
  for_each_register(
      step, backward_flops(step.executor.plan(), true), [&](std::size_t g, Workspace& space, const TaskPosition& at) {
        L* const own = space.states.data();
        const typename Executor<Real>::Chunk chunk{
            .groups = 1, .inputs = nullptr, .stride = 0, .rotations = nullptr, .states = own};
        step.layout.gather(state, g, invertible ? step.out : step.in, own);
        step.layout.gather(adjoint, g, step.out, space.scratch.bra.data());
        if (at.first) std::fill_n(space.sums.data(), step.executor.sums_size(), L{});
        step.executor.run_backward(chunk, space.sums.data(), nullptr, space.scratch, Executor<Real>::Until::start);
        if (invertible) step.layout.scatter(own, g, step.in, state);
        step.layout.scatter(space.scratch.bra.data(), g, step.in, adjoint);
        if (!at.last) return;
        step.executor.collect(space.sums.data());
        std::copy_n(space.sums.data(), slots, sums + at.task * slots);
      });
  for (std::size_t task = 0; task < task_count(step.layout.registers()); ++task)
    for (std::size_t s = 0; s < slots; ++s) slot_sums_[s] += static_cast<double>(sum(sums[task * slots + s]));
}

template <class Real>
void BlockEngine<Real>::backward(std::span<const Real> upstream, std::span<Real> weight_gradient,
                                 std::span<Real> input_gradient) {
  const std::size_t stride = stride_of<Real>(count_);
  const std::size_t size = shape_.size();
  const bool keep = shape_.digit == 2;
  require_memory(count_ + 1 + (keep ? steps_.size() : 0));
  if (keep) kept_.reserve(steps_.size() * size);
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
    for (std::size_t s = steps_.size(); s-- > 0;)
      reverse(steps_[s], keep ? kept_.data() + s * size : state, adjoint_.data());
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
  for (const Step& step : steps_) {
    const Plan& plan = step.executor.plan();
    total += (backward ? backward_flops(plan, true) : forward_flops(plan)) *
             static_cast<double>(step.layout.registers() * kWidth<L>);
  }
  return total;
}

template class BlockEngine<float>;
template class BlockEngine<double>;

}  // namespace quanvas::sim
