#include "sim/executor.hpp"

#include <algorithm>
#include <cmath>

#include "sim/trig.hpp"

namespace quanvas::sim {
namespace {

// What the registers of a chunk may fill of the first-level cache; the reverse sweep needs twice as much.
constexpr std::size_t kChunkBytes = 16384;
constexpr std::size_t kMostChunk = 8;

// What a tile may fill of it.
constexpr std::size_t kTileBytes = 32768;

}  // namespace

template <class Real>
Executor<Real>::Executor(Plan plan)
    : plan_(std::move(plan)), chunk_(std::clamp<std::size_t>(kChunkBytes / (plan_.entries() * sizeof(L)), 1, kMostChunk)) {
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
    if (!plan_.invertible() && (has_weight_[s] || has_input_[s])) saves_.push_back(s);
  }
  if (saves_.empty() || saves_.back() + 1 != count) saves_.push_back(count == 0 ? 0 : count - 1);

  runs_ = make_tiles(plan_, kTileBytes / sizeof(L), saves_);

  constexpr std::size_t kLane = kWidth<L>;
  phase_stride_ = ((std::size_t{1} << plan_.wires) + kLane - 1) / kLane * kLane;
  phase_cosines_.reserve(phases_ * phase_stride_);
  phase_sines_.reserve(phases_ * phase_stride_);
  shared_turns_.reserve(plan_.shared_rows.size());

  for (std::size_t o = 0; o < plan_.observables.size(); ++o)
    for (const Term& term : plan_.observables[o]) {
      Observed observed{.coefficient = static_cast<Real>(term.coefficient), .mask = term.mask, .rows = {}, .plus = 0, .observable = o};
      if (plan_.storage != Storage::pauli) {
        // A term is symmetric: entries r and r ^ mask give the same, so one of them is taken twice.
        if (term.mask != 0) observed.coefficient *= 2;
        const std::uint32_t low = term.mask & (~term.mask + 1);
        for (const bool minus : {false, true}) {
          for (std::uint32_t r = 0; r < entries(); ++r)
            if ((r & low) == 0 && odd(r & term.parity) == minus) observed.rows.push_back(r);
          if (!minus) observed.plus = observed.rows.size();
        }
      }
      observed_.push_back(std::move(observed));
      masks_.push_back(term.mask);
    }
  if (plan_.storage == Storage::pauli) return;
  all_plus_ = std::ranges::all_of(observed_, [&](const Observed& term) { return term.plus == term.rows.size(); });
  for (std::uint32_t r = 0; r < entries(); ++r) {
    std::size_t t = 0;
    for (const auto& terms : plan_.observables)
      for (const Term& term : terms) picks_.push_back(static_cast<std::uint16_t>(2 * t++ + odd(r & term.parity)));
  }
}

template <class Real>
typename Executor<Real>::Scratch Executor<Real>::make_scratch() const {
  Scratch scratch;
  const std::size_t states = std::size_t{1} << plan_.wires;
  scratch.bra.reserve(chunk_ * entries());
  scratch.spare.reserve(chunk_ * entries());
  scratch.upstream.reserve(2 * observed_.size() * chunk_);
  scratch.overlaps.reserve(chunk_ * kMostFused);
  std::fill_n(scratch.phase_sums.reserve(phases_ * states), phases_ * states, L{});
  return scratch;
}

template <class Real>
PairTurn<typename Executor<Real>::L> Executor<Real>::pair_turn(const L& angle) const {
  if (plan_.storage == Storage::pauli) {
    const Turn<L> turn = full_turn(angle);
    return {.sine = turn.sine, .other = turn.cosine};
  }
  const Shears<L> shears = half_turn_shears(angle);
  return {.sine = shears.sine, .other = shears.tangent};
}

template <class Real>
void Executor<Real>::bind(std::span<const Real> weights) {
  const auto value_of = [&](const Angle& angle) {
    const Real value = angle.source == Angle::Source::weight ? weights[angle.slot.value] : Real(0);
    return static_cast<Real>(angle.scale) * value + static_cast<Real>(angle.offset);
  };
  for (std::size_t row = 0; row < plan_.shared_rows.size(); ++row)
    shared_turns_.data()[row] = pair_turn(broadcast<L>(value_of(plan_.shared_rows[row])));
  for (std::size_t s = 0; s < plan_.steps.size(); ++s) {
    const Phase* phase = std::get_if<Phase>(&plan_.steps[s]);
    if (!phase) continue;
    Real* const angles = phase_cosines_.data() + phase_index_[s] * phase_stride_;
    Real* const sines = phase_sines_.data() + phase_index_[s] * phase_stride_;
    std::fill_n(angles, phase_stride_, Real(0));
    for (const Phase::Term& term : phase->terms) {
      const Real angle = static_cast<Real>(term.sign) * value_of(plan_.shared_rows[term.angle.row]);
      for (std::uint32_t p = 0; p < phase_stride_; ++p) angles[p] += odd(p & term.z) ? -angle : angle;
    }
    for (std::size_t p = 0; p < phase_stride_; p += kWidth<L>) {
      const Turn<L> turn = half_turn(load<L>(angles + p));
      store<L>(angles + p, turn.cosine);
      store<L>(sines + p, turn.sine);
    }
  }
}

template <class Real>
void Executor<Real>::turn(const Chunk& chunk) const {
  const std::size_t rows = plan_.input_rows.size();
  for (std::size_t row = 0; row < rows; ++row) {
    const Angle& angle = plan_.input_rows[row];
    const Real* const inputs = chunk.inputs + angle.slot.value * chunk.stride;
    for (std::size_t g = 0; g < chunk.groups; ++g)
      chunk.turns[g * rows + row] = pair_turn(L(load<L>(inputs + g * kWidth<L>) * static_cast<Real>(angle.scale) + static_cast<Real>(angle.offset)));
  }
}

template <class Real>
void Executor<Real>::start(const Chunk& chunk, std::size_t g) const {
  const Start& start = plan_.start;
  const std::size_t states = std::size_t{1} << plan_.wires;
  L* const to = chunk.states + g * entries();
  if (start.kind == Start::Kind::inputs) {
    for (std::size_t p = 0; p < states; ++p) to[p] = load<L>(chunk.inputs + p * chunk.stride + g * kWidth<L>);
    std::fill(to + states, to + entries(), L{});
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
    for (const AngleUse& use : factor.turns) {
      const PairTurn<L>& turn = turn_of(use, chunk, g);
      detail::turn_pair<Form::shears>(first, second, turn.sine, turn.other);
    }
    for (std::size_t p = 0; p < size; ++p) {
      to[size + p] = to[p] * second;
      to[p] = to[p] * first;
    }
    size *= 2;
  }
  std::fill(to + states, to + entries(), L{});
}

template <class Real>
void Executor<Real>::rotate(std::size_t s, std::span<const std::uint32_t> bases, const Chunk& chunk, int direction, const L* from, L* to) const {
  const Rotate& step = std::get<Rotate>(plan_.steps[s]);
  LaneTurns<L> turns{};
  for (std::size_t i = 0; i < step.count; ++i) {
    const AngleUse& use = step.angles[i];
    const PairTurn<L>* const turn = use.shared() ? shared_turns_.data() + use.row : chunk.turns + use.row;
    turns[i] = {.sine = &turn->sine, .other = &turn->other,
                .stride = use.shared() ? 0 : plan_.input_rows.size() * (sizeof(PairTurn<L>) / sizeof(L))};
  }
  const auto& kernels = rotate_kernels<L>(step);
  (plan_.storage == Storage::pauli ? kernels.whole : kernels.shears)({.from = from, .to = to, .count = chunk.groups, .entries = entries()}, step, bases,
                                                                     direction > 0 ? 0 : step.backwards(), turns);
}

template <class Real>
void Executor<Real>::apply_run(const TiledRun& run, const Chunk& chunk, int direction, const L* from, L* to) const {
  if (from != to && plan_.storage == Storage::pauli) {
    std::copy_n(from, chunk.groups * entries(), to);
    from = to;
  }
  for (std::size_t tile = 0; tile < run.tiles; ++tile)
    for (std::size_t i = 0; i < run.end - run.begin; ++i) {
      const std::size_t s = direction > 0 ? run.begin + i : run.end - 1 - i;
      rotate(s, run.bases(plan_, s, tile), chunk, direction, i == 0 ? from : to, to);
    }
}

template <class Real>
const TiledRun* Executor<Real>::run_from(std::size_t step) const {
  const auto found = std::ranges::find(runs_, step, &TiledRun::begin);
  return found == runs_.end() ? nullptr : &*found;
}

template <class Real>
const TiledRun* Executor<Real>::run_to(std::size_t step) const {
  const auto found = std::ranges::find(runs_, step + 1, &TiledRun::end);
  return found == runs_.end() ? nullptr : &*found;
}

// `direction` 1 applies a step; -1 its transpose, which undoes it where it can be undone.
template <class Real>
void Executor<Real>::apply(std::size_t s, const Chunk& chunk, int direction, const L* from, L* to, Scratch& scratch) const {
  Registers<L> registers{.from = from, .to = to, .count = chunk.groups, .entries = entries()};
  const std::size_t all = chunk.groups * entries();
  if (const Rotate* rotate = std::get_if<Rotate>(&plan_.steps[s])) {
    // Entries that do not turn (of density matrices) stay.
    if (from != to && plan_.storage == Storage::pauli) std::copy_n(from, all, to);
    this->rotate(s, rotate->bases, chunk, direction, from, to);
  } else if (std::holds_alternative<Phase>(plan_.steps[s])) {
    const std::size_t table = phase_index_[s] * phase_stride_;
    phase(registers, phase_cosines_.data() + table, phase_sines_.data() + table, static_cast<Real>(direction));
  } else if (std::holds_alternative<Scale>(plan_.steps[s])) {
    scale<L>(registers, values_[s]);
  } else {
    registers.to = from == to ? scratch.spare.data() : to;
    sparse<L>(registers, std::get<Sparse>(plan_.steps[s]).offsets, (direction > 0 ? values_ : transposed_)[s].data());
    if (registers.to != to) std::copy_n(registers.to, all, to);
  }
}

template <class Real>
void Executor<Real>::forward(const Chunk& chunk, Scratch& scratch) const {
  turn(chunk);
  for (std::size_t g = 0; g < chunk.groups; ++g) start(chunk, g);
  run_steps(chunk, scratch);
}

template <class Real>
void Executor<Real>::run_steps(const Chunk& chunk, Scratch& scratch) const {
  const L* from = chunk.states;
  std::size_t save = 0;
  for (std::size_t s = plan_.started; s < plan_.steps.size(); ++s) {
    L* const to = chunk.states + save * chunk.groups * entries();
    if (const TiledRun* run = run_from(s)) {
      apply_run(*run, chunk, 1, from, to);
      s = run->end - 1;
    } else {
      apply(s, chunk, 1, from, to, scratch);
    }
    from = to;
    if (saves_[save] == s) ++save;
  }
}

template <class Real>
void Executor<Real>::measure(const Chunk& chunk, Real* expectations) const {
  const L* const states = chunk.states + (registers() - 1) * chunk.groups * entries();
  const auto at = [&](std::size_t observable, std::size_t g) { return expectations + observable * chunk.stride + g * kWidth<L>; };
  for (std::size_t o = 0; o < plan_.observables.size(); ++o)
    for (std::size_t g = 0; g < chunk.groups; ++g) store<L>(at(o, g), L{});
  L values[kMostChunk];
  for (const Observed& term : observed_) {
    if (plan_.storage == Storage::pauli)
      for (std::size_t g = 0; g < chunk.groups; ++g) values[g] = states[g * entries() + term.mask];
    else if (chunk.groups == kMostChunk)
      quadratic_form<kMostChunk>(states, entries(), term.mask, std::span<const std::uint32_t>(term.rows), term.plus, values);
    else
      for (std::size_t g = 0; g < chunk.groups; ++g)
        quadratic_form<1>(states + g * entries(), entries(), term.mask, std::span<const std::uint32_t>(term.rows), term.plus, values + g);
    for (std::size_t g = 0; g < chunk.groups; ++g)
      store<L>(at(term.observable, g), load<L>(at(term.observable, g)) + term.coefficient * values[g]);
  }
}

// bra = (sum of upstream[o] * observable o) ket
template <class Real>
void Executor<Real>::observe(const Chunk& chunk, const L* kets, const Real* upstream, Scratch& scratch) const {
  L* const bras = scratch.bra.data();
  if (plan_.storage == Storage::pauli) {
    std::fill_n(bras, chunk.groups * entries(), L{});
    for (const Observed& term : observed_)
      for (std::size_t g = 0; g < chunk.groups; ++g)
        bras[g * entries() + term.mask] += term.coefficient * load<L>(upstream + term.observable * chunk.stride + g * kWidth<L>);
    return;
  }
  if (all_plus_) {
    for (std::size_t g = 0; g < chunk.groups; ++g) {
      for (std::size_t t = 0; t < observed_.size(); ++t)
        scratch.upstream.data()[t] = load<L>(upstream + observed_[t].observable * chunk.stride + g * kWidth<L>) * adjoint_coefficient(observed_[t]);
      apply_permutations(kets + g * entries(), bras + g * entries(), entries(), std::span<const std::uint32_t>(masks_), scratch.upstream.data());
    }
    return;
  }
  const bool together = chunk.groups == kMostChunk;
  L* const signed_upstream = scratch.upstream.data();
  for (std::size_t t = 0; t < observed_.size(); ++t) {
    for (std::size_t g = 0; g < chunk.groups; ++g) {
      const L value = load<L>(upstream + observed_[t].observable * chunk.stride + g * kWidth<L>) * adjoint_coefficient(observed_[t]);
      L* const to = together ? signed_upstream + 2 * t * kMostChunk + g : signed_upstream + 2 * (g * observed_.size() + t);
      to[0] = value;
      to[together ? kMostChunk : 1] = -value;
    }
  }
  if (together) {
    apply_observables<kMostChunk>(kets, bras, entries(), std::span<const std::uint32_t>(masks_), picks_.data(), signed_upstream);
  } else {
    for (std::size_t g = 0; g < chunk.groups; ++g)
      apply_observables<1>(kets + g * entries(), bras + g * entries(), entries(), std::span<const std::uint32_t>(masks_), picks_.data(),
                           signed_upstream + 2 * g * observed_.size());
  }
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
void Executor<Real>::differentiate(std::size_t s, const Chunk& chunk, const L* ket, L* weight_sums, Real* input_gradient,
                                   Scratch& scratch) const {
  const Rotate& rotate = std::get<Rotate>(plan_.steps[s]);
  L* const overlaps = scratch.overlaps.data();
  rotate_kernels<L>(rotate).overlap(ket, scratch.bra.data(), chunk.groups, entries(), rotate, overlaps);
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
void Executor<Real>::sweep(const Chunk& chunk, L* weight_sums, Real* input_gradient, Scratch& scratch, Reach reach) const {
  const std::size_t count = plan_.steps.size();
  const std::size_t states = std::size_t{1} << plan_.wires;
  const bool to_inputs = input_gradient && plan_.start.kind == Start::Kind::inputs;
  const bool to_start = reach == Reach::start;
  const std::size_t first = to_start ? 0 : std::min({count, weight_sums ? plan_.first_weight_step : count, input_gradient ? plan_.first_input_step : count});
  L* const bra = scratch.bra.data();
  std::size_t save = registers() - 1;
  L* ket = chunk.states + save * chunk.groups * entries();
  for (std::size_t s = count; s-- > first;) {
    if (save > 0 && saves_[save - 1] == s) ket = chunk.states + --save * chunk.groups * entries();
    const TiledRun* const run = run_to(s);
    if (run && run->begin > first && !wanted_in(*run, weight_sums != nullptr, input_gradient != nullptr)) {
      if (plan_.invertible()) apply_run(*run, chunk, -1, ket, ket);
      apply_run(*run, chunk, -1, bra, bra);
      s = run->begin;
      continue;
    }
    const bool differentiated = wanted(s, weight_sums != nullptr, input_gradient != nullptr);
    if (differentiated && std::holds_alternative<Phase>(plan_.steps[s])) {
      const std::size_t table = phase_index_[s] * phase_stride_;
      (s > first || to_inputs || to_start ? phase_reverse<true, L> : phase_reverse<false, L>)(ket, bra, chunk.groups, entries(), phase_cosines_.data() + table, phase_sines_.data() + table,
                    scratch.phase_sums.data() + phase_index_[s] * states);
      continue;
    }
    if (differentiated) differentiate(s, chunk, ket, weight_sums, input_gradient, scratch);
    if ((s > first || to_start) && plan_.invertible()) apply(s, chunk, -1, ket, ket, scratch);
    if (s > first || to_inputs || to_start) apply(s, chunk, -1, bra, bra, scratch);
  }
}

template <class Real>
void Executor<Real>::backward(const Chunk& chunk, const Real* upstream, L* weight_sums, Real* input_gradient, Scratch& scratch) const {
  observe(chunk, chunk.states + (registers() - 1) * chunk.groups * entries(), upstream, scratch);
  sweep(chunk, weight_sums, input_gradient, scratch);
  if (!input_gradient || plan_.start.kind != Start::Kind::inputs) return;
  for (std::size_t g = 0; g < chunk.groups; ++g)
    for (std::size_t p = 0; p < std::size_t{1} << plan_.wires; ++p)
      store<L>(input_gradient + p * chunk.stride + g * kWidth<L>, scratch.bra.data()[g * entries() + p] * Real(2));
}

template <class Real>
void Executor<Real>::collect_phases(Scratch& scratch, L* weight_sums) const {
  const std::size_t states = std::size_t{1} << plan_.wires;
  for (std::size_t s = 0; s < plan_.steps.size(); ++s) {
    const Phase* phase = std::get_if<Phase>(&plan_.steps[s]);
    if (!phase) continue;
    L* const sums = scratch.phase_sums.data() + phase_index_[s] * states;
    walsh_hadamard(sums, states);
    for (const Phase::Term& term : phase->terms)
      if (term.angle.source == Angle::Source::weight) weight_sums[term.angle.slot] += sums[term.z] * static_cast<Real>(term.sign * term.angle.scale);
    std::fill_n(sums, states, L{});
  }
}

template class Executor<float>;
template class Executor<double>;

}  // namespace quanvas::sim
