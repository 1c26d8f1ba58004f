#include "sim/engine/executor.hpp"

#include <algorithm>
#include <cmath>

#include "sim/engine/angle_value.hpp"
#include "sim/engine/trig.hpp"

namespace quanvas::sim {
namespace {

// What the registers of a chunk may fill of the first-level cache; the backward pass needs twice as much.
constexpr std::size_t kChunkBytes = 16384;

// What a tile may fill of it.
constexpr std::size_t kTileBytes = 32768;

}  // namespace

template <class Real>
Executor<Real>::Executor(Plan plan)
    : plan_(std::move(plan)),
      observables_(plan_),
      chunk_(
          std::clamp<std::size_t>(kChunkBytes / (plan_.entries() * sizeof(L)), 1, LaneObservables<Real>::kMostGroups)) {
  const std::size_t count = plan_.steps.size();
  values_.resize(count);
  transposed_.resize(count);
  phase_index_.resize(count);
  has_weight_.resize(count);
  has_input_.resize(count);
  for (std::size_t s = 0; s < count; ++s) {
    const auto note = [&](const AngleUse& use) {
      if (use.source == Angle::Source::weight) has_weight_[s] = true;
      if (use.source == Angle::Source::input) has_input_[s] = true;
    };
    if (const Rotate* rotate = std::get_if<Rotate>(&plan_.steps[s])) {
      for (std::size_t i = 0; i < rotate->count; ++i) note(rotate->angles[i]);
    } else if (const Phase* phase = std::get_if<Phase>(&plan_.steps[s])) {
      phase_index_[s] = phases_++;
      for (const Phase::Term& term : phase->terms) note(term.angle);
    } else if (const Scale* scale = std::get_if<Scale>(&plan_.steps[s])) {
      values_[s].assign(scale->factors.begin(), scale->factors.end());
    } else {
      const Sparse& sparse = std::get<Sparse>(plan_.steps[s]);
      values_[s].assign(sparse.values.begin(), sparse.values.end());
      transposed_[s].assign(sparse.transposed.begin(), sparse.transposed.end());
    }
    if (!plan_.invertible() && (has_weight_[s] || has_input_[s])) kept_.push_back(s);
  }

  real_at_first_phase_ = plan_.start.kind != Start::Kind::table && plan_.started < count &&
                         std::holds_alternative<Phase>(plan_.steps[plan_.started]);
  runs_ = make_tiles(plan_, kTileBytes / sizeof(L));
  for (const Step& step : plan_.steps) {
    const Rotate* const rotate = std::get_if<Rotate>(&step);
    indices_.push_back(rotate ? rotate->indices() : std::vector<std::uint32_t>{});
  }

  constexpr std::size_t kLane = kWidth<L>;
  phase_stride_ = ((std::size_t{1} << plan_.wires) + kLane - 1) / kLane * kLane;
  phase_cosines_.reserve(phases_ * phase_stride_);
  phase_sines_.reserve(phases_ * phase_stride_);
  shared_rotations_.reserve(plan_.shared_rows.size());
}

template <class Real>
typename Executor<Real>::Scratch Executor<Real>::make_scratch() const {
  Scratch scratch;
  scratch.bra.reserve(chunk_ * entries());
  scratch.spare.reserve(entries());
  scratch.upstream.reserve(observables_.table_size());
  scratch.kept.reserve(kept_.size() * chunk_ * entries());
  scratch.overlaps.reserve(chunk_ * kMostFused);
  return scratch;
}

template <class Real>
PairRotation<typename Executor<Real>::L> Executor<Real>::pair_rotation(const L& angle) const {
  if (plan_.storage == Storage::pauli) {
    const SinCos<L> value = sincos_whole(angle);
    return {.sine = value.sine, .other = value.cosine};
  }
  const Shears<L> shears = half_angle_shears(angle);
  return {.sine = shears.sine, .other = shears.tangent};
}

template <class Real>
void Executor<Real>::bind(std::span<const Real> weights) {
  weights_ = weights.size();
  for (std::size_t row = 0; row < plan_.shared_rows.size(); ++row)
    shared_rotations_.data()[row] = pair_rotation(broadcast<L>(shared_angle(plan_.shared_rows[row], weights.data())));
  for (std::size_t s = 0; s < plan_.steps.size(); ++s) {
    const Phase* phase = std::get_if<Phase>(&plan_.steps[s]);
    if (!phase) continue;
    Real* const angles = phase_cosines_.data() + phase_index_[s] * phase_stride_;
    Real* const sines = phase_sines_.data() + phase_index_[s] * phase_stride_;
    std::fill_n(angles, phase_stride_, Real(0));
    for (const Phase::Term& term : phase->terms) {
      const Real angle = static_cast<Real>(term.sign) * shared_angle(plan_.shared_rows[term.angle.row], weights.data());
      for (std::uint32_t p = 0; p < phase_stride_; ++p) angles[p] += odd(p & term.z) ? -angle : angle;
    }
    for (std::size_t p = 0; p < phase_stride_; p += kWidth<L>) {
      const SinCos<L> value = sincos_half(load<L>(angles + p));
      store<L>(angles + p, value.cosine);
      store<L>(sines + p, value.sine);
    }
  }
}

template <class Real>
void Executor<Real>::compute_rotations(const Chunk& chunk) const {
  const std::size_t rows = plan_.input_rows.size();
  const auto for_all = [&](auto&& value_of) {
    for (std::size_t row = 0; row < rows; ++row) {
      const Angle& angle = plan_.input_rows[row];
      const Real* const inputs = chunk.inputs + angle.slot.value * chunk.stride;
      for (std::size_t g = 0; g < chunk.groups; ++g)
        chunk.rotations[g * rows + row] = pair_rotation(value_of(angle, load<L>(inputs + g * kWidth<L>)));
    }
  };
  AngleWatch<L> watch;
  for_all([&](const Angle& angle, const L& input) { return watch.seen(fast_angle(angle, input)); });
  if (watch.exceeded()) for_all([](const Angle& angle, const L& input) { return any_angle(angle, input); });
}

template <class Real>
void Executor<Real>::start(const Chunk& chunk, std::size_t g) const {
  const Start& start = plan_.start;
  const std::size_t states = std::size_t{1} << plan_.wires;
  L* const to = chunk.states + g * entries();
  if (start.kind == Start::Kind::inputs) {
    for (std::size_t p = 0; p < states; ++p)
      to[start.order[p]] = load<L>(chunk.inputs + p * chunk.stride + g * kWidth<L>);
    if (!real_at_first_phase_) std::fill(to + states, to + entries(), L{});
    return;
  }
  if (start.kind == Start::Kind::table) {
    for (std::size_t r = 0; r < entries(); ++r) to[r] = broadcast<L>(static_cast<Real>(start.table[r]));
    return;
  }
  to[0] = broadcast<L>(start.uniform ? static_cast<Real>(1 / std::sqrt(static_cast<double>(states))) : Real(1));
  std::size_t size = 1;
  for (const Start::Factor& factor : start.factors) {
    L first = broadcast<L>(1);
    L second = broadcast<L>(start.uniform ? 1 : 0);
    for (const AngleUse& use : factor.rotations) {
      const PairRotation<L>& rotation = rotation_of(use, chunk, g);
      if (use.negated) detail::rotate_pair<Form::shears>(second, first, rotation.sine, rotation.other);
      else detail::rotate_pair<Form::shears>(first, second, rotation.sine, rotation.other);
    }
    for (std::size_t p = 0; p < size; ++p) {
      to[size + p] = to[p] * second;
      to[p] = to[p] * first;
    }
    size *= 2;
  }
  if (!real_at_first_phase_) std::fill(to + states, to + entries(), L{});
}

template <class Real>
void Executor<Real>::rotate(std::size_t s, std::span<const std::uint32_t> indices, const Chunk& chunk, int direction,
                            L* registers) const {
  const Rotate& step = std::get<Rotate>(plan_.steps[s]);
  LaneRotations<L> rotations{};
  for (std::size_t i = 0; i < step.count; ++i) {
    const AngleUse& use = step.angles[i];
    const PairRotation<L>* const rotation =
        use.shared() ? shared_rotations_.data() + use.row : chunk.rotations + use.row;
    rotations[i] = {.sine = &rotation->sine,
                    .other = &rotation->other,
                    .stride = use.shared() ? 0 : plan_.input_rows.size() * (sizeof(PairRotation<L>) / sizeof(L))};
  }
  const auto& kernels = rotate_kernels<L>(step);
  (plan_.storage == Storage::pauli ? kernels.whole : kernels.shears)(
      {.first = registers, .count = chunk.groups, .entries = entries()}, indices, static_cast<Real>(direction),
      rotations);
}

template <class Real>
void Executor<Real>::apply_run(const TiledRun& run, const Chunk& chunk, int direction, L* registers) const {
  for (std::size_t tile = 0; tile < run.tiles; ++tile)
    for (std::size_t i = 0; i < run.end - run.begin; ++i) {
      const std::size_t s = direction > 0 ? run.begin + i : run.end - 1 - i;
      rotate(s, run.part(indices_[s], s, tile), chunk, direction, registers);
    }
}

template <class Real>
const TiledRun* Executor<Real>::run_beginning(std::size_t step) const {
  const auto found = std::ranges::find(runs_, step, &TiledRun::begin);
  return found == runs_.end() ? nullptr : &*found;
}

template <class Real>
const TiledRun* Executor<Real>::run_ending(std::size_t step) const {
  const auto found = std::ranges::find(runs_, step + 1, &TiledRun::end);
  return found == runs_.end() ? nullptr : &*found;
}

// `direction` 1 applies a step; -1 its transpose, which undoes it where it can be undone.
template <class Real>
void Executor<Real>::apply(std::size_t s, const Chunk& chunk, int direction, L* first, Scratch& scratch) const {
  const Registers<L> registers{.first = first, .count = chunk.groups, .entries = entries()};
  if (std::holds_alternative<Rotate>(plan_.steps[s])) {
    rotate(s, indices_[s], chunk, direction, first);
  } else if (std::holds_alternative<Phase>(plan_.steps[s])) {
    const std::size_t table = phase_index_[s] * phase_stride_;
    phase(registers, phase_cosines_.data() + table, phase_sines_.data() + table, static_cast<Real>(direction));
  } else if (std::holds_alternative<Scale>(plan_.steps[s])) {
    scale<L>(registers, values_[s]);
  } else {
    sparse<L>(registers, std::get<Sparse>(plan_.steps[s]).offsets, (direction > 0 ? values_ : transposed_)[s].data(),
              scratch.spare.data());
  }
}

template <class Real>
void Executor<Real>::forward(const Chunk& chunk, Scratch& scratch) const {
  compute_rotations(chunk);
  for (std::size_t g = 0; g < chunk.groups; ++g) start(chunk, g);
  if (real_at_first_phase_) {
    const std::size_t table = phase_index_[plan_.started] * phase_stride_;
    phase_of_real<L>({.first = chunk.states, .count = chunk.groups, .entries = entries()},
                     phase_cosines_.data() + table, phase_sines_.data() + table);
    run_from(plan_.started + 1, chunk, scratch);
  } else {
    run_steps(chunk, scratch);
  }
}

template <class Real>
void Executor<Real>::run_steps(const Chunk& chunk, Scratch& scratch) const {
  run_from(plan_.started, chunk, scratch);
}

template <class Real>
void Executor<Real>::run_from(std::size_t first, const Chunk& chunk, Scratch& scratch) const {
  for (std::size_t s = first; s < plan_.steps.size(); ++s) {
    if (const TiledRun* run = run_beginning(s)) {
      apply_run(*run, chunk, 1, chunk.states);
      s = run->end - 1;
    } else {
      apply(s, chunk, 1, chunk.states, scratch);
    }
  }
}

template <class Real>
void Executor<Real>::run_keeping(const Chunk& chunk, Scratch& scratch) const {
  L* to = scratch.kept.data();
  for (std::size_t s = 0; s < plan_.steps.size(); ++s) {
    apply(s, chunk, 1, chunk.states, scratch);
    if (has_weight_[s] || has_input_[s]) to = std::copy_n(chunk.states, chunk.groups * entries(), to);
  }
}

template <class Real>
void Executor<Real>::measure(const Chunk& chunk, Real* expectations) const {
  observables_.measure(chunk.states, chunk.groups, expectations, chunk.stride);
}

template <class Real>
bool Executor<Real>::wanted(std::size_t step, bool weights, bool inputs) const {
  return (weights && has_weight_[step]) || (inputs && has_input_[step]);
}

template <class Real>
bool Executor<Real>::wanted_in(const TiledRun& run, bool weights, bool inputs) const {
  for (std::size_t s = run.begin; s < run.end; ++s)
    if (wanted(s, weights, inputs)) return true;
  return false;
}

template <class Real>
std::size_t Executor<Real>::kept_in(const TiledRun& run) const {
  return static_cast<std::size_t>(
      std::ranges::count_if(kept_, [&](std::size_t s) { return s >= run.begin && s < run.end; }));
}

template <class Real>
void Executor<Real>::differentiate(std::size_t s, const Chunk& chunk, const L* ket, L* weight_sums,
                                   Real* input_gradient, Scratch& scratch) const {
  const Rotate& rotate = std::get<Rotate>(plan_.steps[s]);
  L* const overlaps = scratch.overlaps.data();
  rotate_kernels<L>(rotate).overlap(ket, scratch.bra.data(), chunk.groups, entries(), indices_[s], overlaps);
  for (std::size_t g = 0; g < chunk.groups; ++g)
    for (std::size_t i = 0; i < rotate.count; ++i) {
      const AngleUse& use = rotate.angles[i];
      const L value = overlaps[g * kMostFused + i] * static_cast<Real>(use.scale);
      if (use.source == Angle::Source::weight && weight_sums) weight_sums[use.slot] += value;
      if (use.source == Angle::Source::input && input_gradient) {
        Real* const to = input_gradient + use.slot * chunk.stride + g * kWidth<L>;
        store<L>(to, load<L>(to) + value);
      }
    }
}

template <class Real>
void Executor<Real>::run_backward(const Chunk& chunk, L* sums, Real* input_gradient, Scratch& scratch,
                                  Until until) const {
  const std::size_t count = plan_.steps.size();
  const std::size_t states = std::size_t{1} << plan_.wires;
  const bool to_start = until == Until::start || (input_gradient && plan_.start.kind == Start::Kind::inputs);
  const std::size_t first =
      to_start
          ? 0
          : std::min({count, sums ? plan_.first_weight_step : count, input_gradient ? plan_.first_input_step : count});
  L* const bra = scratch.bra.data();
  if (!plan_.invertible()) run_keeping(chunk, scratch);
  const L* kept = scratch.kept.data() + kept_.size() * chunk.groups * entries();
  for (std::size_t s = count; s-- > first;) {
    const bool back = s > first || to_start;
    const TiledRun* const run = run_ending(s);
    if (run && (run->begin > first || to_start) && !wanted_in(*run, sums != nullptr, input_gradient != nullptr)) {
      if (plan_.invertible()) apply_run(*run, chunk, -1, chunk.states);
      else kept -= kept_in(*run) * chunk.groups * entries();
      apply_run(*run, chunk, -1, bra);
      s = run->begin;
      continue;
    }
    if (!plan_.invertible() && (has_weight_[s] || has_input_[s])) kept -= chunk.groups * entries();
    if (wanted(s, sums != nullptr, input_gradient != nullptr)) {
      if (std::holds_alternative<Phase>(plan_.steps[s])) {
        const std::size_t table = phase_index_[s] * phase_stride_;
        (back ? phase_reverse<true, L>
              : phase_reverse<false, L>)(chunk.states, bra, chunk.groups, entries(), phase_cosines_.data() + table,
                                         phase_sines_.data() + table, sums + weights_ + phase_index_[s] * states);
        continue;
      }
      differentiate(s, chunk, plan_.invertible() ? chunk.states : kept, sums, input_gradient, scratch);
    }
    if (back && plan_.invertible()) apply(s, chunk, -1, chunk.states, scratch);
    if (back) apply(s, chunk, -1, bra, scratch);
  }
}

template <class Real>
void Executor<Real>::backward(const Chunk& chunk, const Real* upstream, L* sums, Real* input_gradient,
                              Scratch& scratch) const {
  observables_.apply(chunk.states, chunk.groups, upstream, chunk.stride, scratch.upstream.data(), scratch.bra.data());
  if (!plan_.invertible())
    for (std::size_t g = 0; g < chunk.groups; ++g) start(chunk, g);
  run_backward(chunk, sums, input_gradient, scratch);
  if (!input_gradient || plan_.start.kind != Start::Kind::inputs) return;
  for (std::size_t g = 0; g < chunk.groups; ++g)
    for (std::size_t p = 0; p < std::size_t{1} << plan_.wires; ++p)
      store<L>(input_gradient + p * chunk.stride + g * kWidth<L>,
               scratch.bra.data()[g * entries() + plan_.start.order[p]] * Real(2));
}

template <class Real>
void Executor<Real>::collect(L* sums) const {
  const std::size_t states = std::size_t{1} << plan_.wires;
  L* by_state = sums + weights_;
  for (const Step& step : plan_.steps) {
    const Phase* const phase = std::get_if<Phase>(&step);
    if (!phase) continue;
    walsh_hadamard(by_state, states);
    for (const Phase::Term& term : phase->terms)
      if (term.angle.source == Angle::Source::weight)
        sums[term.angle.slot] += by_state[term.z] * static_cast<Real>(term.sign * term.angle.scale);
    by_state = std::fill_n(by_state, states, L{});
  }
}

template class Executor<float>;
template class Executor<double>;

}  // namespace quanvas::sim
