#include "sim/engine/executor.hpp"

#include <algorithm>

#include "sim/engine/kernels.hpp"
#include "sim/engine/start_state.hpp"

namespace quanvas::sim {
namespace {

// What the registers of a chunk may fill of the first-level cache; the backward pass needs twice as much.
constexpr std::size_t kChunkBytes = 16384;

}  // namespace

template <class Real>
Executor<Real>::Executor(Plan plan)
    : plan_(std::move(plan)),
      angles_(plan_),
      steps_(plan_, angles_),
      gradients_(plan_),
      observables_(plan_),
      groups_per_chunk_(std::clamp<std::size_t>(kChunkBytes / (plan_.entries() * sizeof(L)), 1,
                                                LaneObservables<Real>::kMostGroups)) {}

template <class Real>
void Executor<Real>::make_room(Scratch& scratch) const {
  const std::size_t numbers = groups_per_chunk_ * entries();
  scratch.bra.reserve(numbers);
  scratch.spare.reserve(entries());
  scratch.upstream.reserve(observables_.table_size());
  if (!plan_.invertible()) scratch.kept.reserve(gradients_.variable_steps() * numbers);
  scratch.overlaps.reserve(groups_per_chunk_ * kMostFused);
}

template <class Real>
void Executor<Real>::bind(std::span<const Real> weights) {
  angles_.bind(weights);
  gradients_.bind(weights.size());
}

template <class Real>
void Executor<Real>::forward(const Chunk<Real>& chunk, Scratch& scratch) const {
  angles_.compute_rotations(chunk);
  write_start_states(plan_, angles_, chunk);
  if (!starts_with_phase(plan_)) return run_steps(chunk, scratch);
  const auto [cosines, sines] = angles_.phases(std::get<Phase>(plan_.steps[plan_.started]));
  phase_of_real<L>({.first = chunk.states, .count = chunk.groups, .entries = entries()}, cosines, sines);
  steps_.run_from(plan_.started + 1, chunk, scratch.spare.data());
}

template <class Real>
void Executor<Real>::run_steps(const Chunk<Real>& chunk, Scratch& scratch) const {
  steps_.run_from(plan_.started, chunk, scratch.spare.data());
}

template <class Real>
void Executor<Real>::measure(const Chunk<Real>& chunk, Real* expectations) const {
  observables_.measure(chunk.states, chunk.groups, expectations, chunk.stride);
}

// Steps of density matrices cannot be undone: the states after those with a variable angle are kept.
template <class Real>
void Executor<Real>::run_keeping(const Chunk<Real>& chunk, Scratch& scratch) const {
  L* to = scratch.kept.data();
  for (std::size_t s = 0; s < plan_.steps.size(); ++s) {
    steps_.apply(s, chunk, Direction::forward, chunk.states, scratch.spare.data());
    if (gradients_.variable(s)) to = std::copy_n(chunk.states, chunk.groups * entries(), to);
  }
}

template <class Real>
void Executor<Real>::undo(std::size_t step, const Chunk<Real>& chunk, Scratch& scratch) const {
  L* const spare = scratch.spare.data();
  if (plan_.invertible()) steps_.apply(step, chunk, Direction::backward, chunk.states, spare);
  steps_.apply(step, chunk, Direction::backward, scratch.bra.data(), spare);
}

template <class Real>
void Executor<Real>::undo(const TiledRun& run, const Chunk<Real>& chunk, Scratch& scratch) const {
  if (plan_.invertible()) steps_.apply(run, chunk, Direction::backward, chunk.states);
  steps_.apply(run, chunk, Direction::backward, scratch.bra.data());
}

template <class Real>
void Executor<Real>::reverse_phase(const Phase& step, const Chunk<Real>& chunk, L* sums, L* bra, bool undo) const {
  const auto [cosines, sines] = angles_.phases(step);
  (undo ? phase_reverse<true, L> : phase_reverse<false, L>)(chunk.states, bra, chunk.groups, entries(), cosines, sines,
                                                            gradients_.phase_sums(step, sums));
}

template <class Real>
void Executor<Real>::run_backward(const Chunk<Real>& chunk, const Target& target, Scratch& scratch, Until until) const {
  const bool to_start = until == Until::start || (target.inputs && plan_.start.kind == Start::Kind::inputs);
  const std::size_t first = to_start ? 0 : gradients_.first_wanted(target);
  const std::size_t numbers = chunk.groups * entries();
  const bool keeps = !plan_.invertible();
  if (keeps) run_keeping(chunk, scratch);
  const L* kept = keeps ? scratch.kept.data() + gradients_.variable_steps() * numbers : nullptr;
  for (std::size_t s = plan_.steps.size(); s-- > first;) {
    const TiledRun* const run = steps_.run_ending(s);
    if (run && (run->begin > first || to_start) && !gradients_.wanted(*run, target)) {
      if (keeps) kept -= gradients_.variable_steps(*run) * numbers;
      undo(*run, chunk, scratch);
      s = run->begin;
      continue;
    }
    const bool back = s > first || to_start;
    if (keeps && gradients_.variable(s)) kept -= numbers;
    if (gradients_.wanted(s, target)) {
      if (const Phase* const phase = std::get_if<Phase>(&plan_.steps[s])) {
        reverse_phase(*phase, chunk, target.sums, scratch.bra.data(), back);
        continue;
      }
      gradients_.add(std::get<Rotate>(plan_.steps[s]), steps_.indices(s), chunk, keeps ? kept : chunk.states,
                     scratch.bra.data(), target, scratch.overlaps.data());
    }
    if (back) undo(s, chunk, scratch);
  }
}

template <class Real>
void Executor<Real>::backward(const Chunk<Real>& chunk, const Real* upstream, const Target& target,
                              Scratch& scratch) const {
  observables_.apply(chunk.states, chunk.groups, upstream, chunk.stride, scratch.upstream.data(), scratch.bra.data());
  if (!plan_.invertible()) write_start_states(plan_, angles_, chunk);
  run_backward(chunk, target, scratch);
  if (!target.inputs || plan_.start.kind != Start::Kind::inputs) return;
  for (std::size_t g = 0; g < chunk.groups; ++g)
    for (std::size_t p = 0; p < plan_.start.order.size(); ++p)
      store<L>(target.inputs + p * chunk.stride + g * kWidth<L>,
               scratch.bra.data()[g * entries() + plan_.start.order[p]] * Real(2));
}

template class Executor<float>;
template class Executor<double>;

}  // namespace quanvas::sim
