#include "sim/executor.hpp"

#include <algorithm>
#include <cmath>
#include <type_traits>

namespace quanvas::sim {
namespace {

// Registers in tangent form may grow to 1 / sqrt(norm); below this norm the whole formula is used.
constexpr double kSmallestNorm = 1e-20;

template <class T>
T power(T base, std::size_t exponent) {
  T result = base;
  for (std::size_t i = 1; i < exponent; ++i) result = result * base;
  return result;
}

}  // namespace

template <class Real>
Executor<Real>::Executor(Plan plan) : plan_(std::move(plan)) {
  const std::size_t count = plan_.steps.size();
  values_.resize(count);
  transposed_.resize(count);
  phase_index_.resize(count);
  has_weight_.resize(count);
  has_input_.resize(count);
  shared_uses_.resize(plan_.shared_rows.size());
  input_uses_.resize(plan_.input_rows.size());
  std::size_t phases = 0;
  for (std::size_t s = 0; s < count; ++s) {
    const auto note = [&](const AngleUse& use) {
      if (use.source == Angle::Source::weight) has_weight_[s] = true;
      if (use.source == Angle::Source::input) has_input_[s] = true;
    };
    if (const Rotate* rotate = std::get_if<Rotate>(&plan_.steps[s])) {
      for (std::size_t i = 0; i < rotate->count; ++i) {
        note(rotate->angles[i]);
        ++(rotate->angles[i].shared() ? shared_uses_ : input_uses_)[rotate->angles[i].row];
      }
    } else if (const Phase* phase = std::get_if<Phase>(&plan_.steps[s])) {
      phase_index_[s] = phases++;
      for (const Phase::Term& term : phase->terms) note(term.angle);
    } else if (const Scale* scale = std::get_if<Scale>(&plan_.steps[s])) {
      values_[s].assign(scale->factors.begin(), scale->factors.end());
    } else {
      const Sparse& sparse = std::get<Sparse>(plan_.steps[s]);
      values_[s].assign(sparse.values.begin(), sparse.values.end());
      transposed_[s].assign(sparse.transposed.begin(), sparse.transposed.end());
    }
    const bool in_start = s + 1 < plan_.started;
    const bool needed = has_weight_[s] || (!plan_.invertible() && has_input_[s]);
    // The steps of the start are done at once, so there is no register between them.
    if (needed && !in_start) saves_.push_back(s);
    else if (s + 1 == plan_.started) saves_.push_back(s);
  }
  if (count > 0 && (saves_.empty() || saves_.back() + 1 != count)) saves_.push_back(count - 1);
  if (count == 0) saves_.push_back(0);

  constexpr std::size_t kLane = kWidth<L>;
  phase_stride_ = ((std::size_t{1} << plan_.wires) + kLane - 1) / kLane * kLane;
  if (phases > 0) {
    phase_cosines_.reserve(phases * phase_stride_);
    phase_sines_.reserve(phases * phase_stride_);
  }
  shared_turns_.reserve(std::max<std::size_t>(plan_.shared_rows.size(), 1));

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
    }
  if (plan_.storage != Storage::pauli) {
    std::vector<std::uint32_t> parities;
    for (const auto& terms : plan_.observables)
      for (const Term& term : terms) parities.push_back(term.parity);
    for (std::uint32_t r = 0; r < entries(); ++r)
      for (std::size_t t = 0; t < parities.size(); ++t) picks_.push_back(static_cast<std::uint16_t>(2 * t + odd(r & parities[t])));
  }
}

template <class Real>
typename Executor<Real>::Scratch Executor<Real>::make_scratch() const {
  Scratch scratch;
  const std::size_t phases = static_cast<std::size_t>(std::ranges::count_if(plan_.steps, [](const Step& s) { return std::holds_alternative<Phase>(s); }));
  const std::size_t states = std::size_t{1} << plan_.wires;
  scratch.bra.reserve(entries());
  scratch.spare.reserve(entries());
  scratch.picks.reserve(2 * observed_.size() + 1);
  std::fill_n(scratch.phase_sums.reserve(phases * states + 1), phases * states, L{});
  return scratch;
}

template <class Real>
void Executor<Real>::bind(std::span<const Real> weights) {
  const Real per_half = static_cast<Real>(2 * plan_.turn_per_angle());
  const auto value_of = [&](const Angle& angle) {
    const Real value = angle.source == Angle::Source::weight ? weights[angle.slot.value] : Real(0);
    return static_cast<Real>(angle.scale) * value + static_cast<Real>(angle.offset);
  };
  shared_norm_ = 1;
  for (std::size_t row = 0; row < plan_.shared_rows.size(); ++row) {
    const Turn<L> turn = half_turn(broadcast<L>(per_half * value_of(plan_.shared_rows[row])));
    shared_turns_.data()[row] = {.cosine = turn.cosine, .sine = turn.sine, .tangent = turn.sine / turn.cosine};
    if (shared_uses_[row] > 0) shared_norm_ *= power(turn.cosine[0] * turn.cosine[0], shared_uses_[row]);
  }
  for (std::size_t s = 0; s < plan_.steps.size(); ++s) {
    const Phase* phase = std::get_if<Phase>(&plan_.steps[s]);
    if (!phase) continue;
    Real* const angles = phase_cosines_.data() + phase_index_[s] * phase_stride_;
    Real* const sines = phase_sines_.data() + phase_index_[s] * phase_stride_;
    std::fill_n(angles, phase_stride_, Real(0));
    for (const Phase::Term& term : phase->terms) {
      const Real angle = static_cast<Real>(term.angle.sign) * value_of(plan_.shared_rows[term.angle.row]);
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
void Executor<Real>::turn(const Group& group) const {
  const Real per_half = static_cast<Real>(2 * plan_.turn_per_angle());
  for (std::size_t row = 0; row < plan_.input_rows.size(); ++row) {
    const Angle& angle = plan_.input_rows[row];
    const L value = load<L>(group.inputs + angle.slot.value * group.stride);
    const Turn<L> turn = half_turn(L(value * (per_half * static_cast<Real>(angle.scale)) + per_half * static_cast<Real>(angle.offset)));
    group.turns[row] = {.cosine = turn.cosine, .sine = turn.sine, .tangent = turn.sine / turn.cosine};
  }
}

template <class Real>
typename Executor<Real>::L Executor<Real>::norm(const Group& group) const {
  if (form(group) == Form::whole) return broadcast<L>(1);
  L square = broadcast<L>(shared_norm_);
  for (std::size_t row = 0; row < input_uses_.size(); ++row)
    if (input_uses_[row] > 0) square = square * power(L(group.turns[row].cosine * group.turns[row].cosine), input_uses_[row]);
  return square;
}

template <class Real>
Form Executor<Real>::form(const Group& group) const {
  if (plan_.storage == Storage::pauli) return Form::whole;
  L square = broadcast<L>(shared_norm_);
  for (std::size_t row = 0; row < input_uses_.size(); ++row)
    if (input_uses_[row] > 0) square = square * power(L(group.turns[row].cosine * group.turns[row].cosine), input_uses_[row]);
  for (std::size_t i = 0; i < kWidth<L>; ++i)
    if (!(square[i] > static_cast<Real>(kSmallestNorm))) return Form::whole;
  return Form::tangent;
}

template <class Real>
void Executor<Real>::start(const Group& group, L* to) const {
  const Start& start = plan_.start;
  const std::size_t states = std::size_t{1} << plan_.wires;
  if (start.kind == Start::Kind::inputs) {
    for (std::size_t p = 0; p < states; ++p) to[p] = load<L>(group.inputs + p * group.stride);
    std::fill(to + states, to + entries(), L{});
    return;
  }
  if (start.kind == Start::Kind::table) {
    for (std::size_t r = 0; r < entries(); ++r) to[r] = broadcast<L>(static_cast<Real>(start.table[r]));
    return;
  }
  const bool tangent = form(group) == Form::tangent;
  to[0] = broadcast<L>(start.uniform ? static_cast<Real>(1 / std::sqrt(static_cast<double>(states))) : Real(1));
  std::size_t size = 1;
  for (std::size_t w = plan_.wires; w-- > 0; size *= 2) {
    const auto& factor = *std::ranges::find(start.factors, wire_bit(plan_.wires, Wire(static_cast<std::uint32_t>(w))), &Start::Factor::bit);
    L first = broadcast<L>(1);
    L second = broadcast<L>(start.uniform ? 1 : 0);
    for (const AngleUse& use : factor.turns) {
      const FullTurn<L>& t = turn_of(use, group);
      const Real sign = static_cast<Real>(use.sign);
      if (tangent) detail::turn_pair<Form::tangent>(first, second, t.cosine, L(sign * t.tangent));
      else detail::turn_pair<Form::whole>(first, second, t.cosine, L(sign * t.sine));
    }
    for (std::size_t p = 0; p < size; ++p) {
      to[size + p] = to[p] * second;
      to[p] = to[p] * first;
    }
  }
  std::fill(to + states, to + entries(), L{});
}

template <class Real>
detail::RotateArguments<typename Executor<Real>::L> Executor<Real>::arguments(const Rotate& rotate, const Group& group, Form form,
                                                                              Real direction) const {
  detail::RotateArguments<L> result{.bases = rotate.bases, .offsets = rotate.offsets.data(), .cosines = {}, .sines = {}};
  for (std::size_t i = 0; i < rotate.count; ++i) {
    const FullTurn<L>& t = turn_of(rotate.angles[i], group);
    const Real sign = direction * static_cast<Real>(rotate.angles[i].sign);
    result.cosines[i] = t.cosine;
    result.sines[i] = sign * (form == Form::tangent ? t.tangent : t.sine);
  }
  return result;
}

// `direction` 1 applies a step; -1 its transpose, which undoes it where it can be undone.
template <class Real>
void Executor<Real>::apply(std::size_t s, const Group& group, Form form, Real direction, const L* from, L* to, Scratch& scratch) const {
  const std::size_t states = std::size_t{1} << plan_.wires;
  if (const Rotate* rotate = std::get_if<Rotate>(&plan_.steps[s])) {
    const auto& kernels = rotate_kernels<L>(*rotate);
    // Entries that do not turn (of density matrices) stay.
    if (from != to && plan_.storage == Storage::pauli) std::copy_n(from, entries(), to);
    (form == Form::tangent ? kernels.tangent : kernels.whole)(from, to, arguments(*rotate, group, form, direction));
  } else if (std::holds_alternative<Phase>(plan_.steps[s])) {
    const std::size_t table = phase_index_[s] * phase_stride_;
    phase(from, to, states, phase_cosines_.data() + table, phase_sines_.data() + table, direction);
  } else if (std::holds_alternative<Scale>(plan_.steps[s])) {
    scale<L>(from, to, values_[s]);
  } else {
    L* const spare = from == to ? scratch.spare.data() : to;
    sparse(from, spare, entries(), std::span<const std::uint32_t>(std::get<Sparse>(plan_.steps[s]).offsets), (direction > 0 ? values_ : transposed_)[s].data());
    if (spare != to) std::copy_n(spare, entries(), to);
  }
}

template <class Real>
void Executor<Real>::forward(const Group& group, Scratch& scratch) const {
  turn(group);
  start(group, group.state);
  run_steps(group, scratch);
}

template <class Real>
void Executor<Real>::run_steps(const Group& group, Scratch& scratch) const {
  const Form how = form(group);
  const bool keep = group.keep == Keep::needed;
  const L* from = group.state;
  L* to = group.state;
  std::size_t save = 0;
  if (keep && plan_.started > 0) ++save;  // the start is the first register
  for (std::size_t s = plan_.started; s < plan_.steps.size(); ++s) {
    if (keep) to = group.state + save * entries();
    apply(s, group, how, Real(1), from, to, scratch);
    from = to;
    if (keep && saves_[save] == s) ++save;
  }
}

template <class Real>
void Executor<Real>::measure(const Group& group, Real* expectations) const {
  const L* const state = group.state + (registers(group.keep) - 1) * entries();
  for (std::size_t o = 0; o < plan_.observables.size(); ++o) store<L>(expectations + o * group.stride, L{});
  const L square = norm(group);
  for (const Observed& term : observed_) {
    L value;
    if (plan_.storage == Storage::pauli) {
      value = state[term.mask];
    } else {
      const auto sum_over = [&](std::size_t first, std::size_t last) {
        std::array<L, 4> sums{};
        std::size_t i = first;
        for (; i + 4 <= last; i += 4)
          for (std::size_t j = 0; j < 4; ++j) sums[j] += state[term.rows[i + j]] * state[term.rows[i + j] ^ term.mask];
        for (; i < last; ++i) sums[0] += state[term.rows[i]] * state[term.rows[i] ^ term.mask];
        return L((sums[0] + sums[1]) + (sums[2] + sums[3]));
      };
      value = (sum_over(0, term.plus) - sum_over(term.plus, term.rows.size())) * square;
    }
    Real* const to = expectations + term.observable * group.stride;
    store<L>(to, load<L>(to) + term.coefficient * value);
  }
}

// bra = (sum of upstream[o] * observable o) ket, with the norm put right.
template <class Real>
void Executor<Real>::observe(const Group& group, const L* ket, const Real* upstream, Scratch& scratch) const {
  L* const bra = scratch.bra.data();
  if (plan_.storage == Storage::pauli) {
    std::fill_n(bra, entries(), L{});
    for (const Observed& term : observed_) bra[term.mask] += term.coefficient * load<L>(upstream + term.observable * group.stride);
    return;
  }
  const L square = norm(group);
  L* const picks = scratch.picks.data();
  const std::size_t terms = observed_.size();
  for (std::size_t t = 0; t < terms; ++t) {
    const Real coefficient = observed_[t].mask == 0 ? observed_[t].coefficient : observed_[t].coefficient / 2;
    picks[2 * t] = load<L>(upstream + observed_[t].observable * group.stride) * square * coefficient;
    picks[2 * t + 1] = -picks[2 * t];
  }
  for (std::size_t r = 0; r < entries(); ++r) {
    L value{};
    for (std::size_t t = 0; t < terms; ++t) value += picks[picks_[r * terms + t]] * ket[r ^ observed_[t].mask];
    bra[r] = value;
  }
}

template <class Real>
bool Executor<Real>::wanted(std::size_t step, bool weights, bool inputs) const {
  return (weights && has_weight_[step]) || (inputs && has_input_[step]);
}

template <class Real>
void Executor<Real>::differentiate(std::size_t s, const Group& group, const L* ket, const L* factor, L* weight_sums, Real* input_gradient,
                                   Scratch& scratch) const {
  const std::size_t states = std::size_t{1} << plan_.wires;
  if (std::holds_alternative<Phase>(plan_.steps[s])) {
    phase_overlap(ket, scratch.bra.data(), states, factor, scratch.phase_sums.data() + phase_index_[s] * states);
    return;
  }
  const Rotate& rotate = std::get<Rotate>(plan_.steps[s]);
  const auto overlaps = rotate_kernels<L>(rotate).overlap(ket, scratch.bra.data(), arguments(rotate, group, Form::whole, Real(1)));
  for (std::size_t i = 0; i < rotate.count; ++i) {
    const AngleUse& use = rotate.angles[i];
    L value = overlaps[i] * static_cast<Real>(use.scale);
    if (factor) value = value * *factor;
    if (use.source == Angle::Source::weight && weight_sums) weight_sums[use.slot] += value;
    if (use.source == Angle::Source::input && input_gradient) {
      Real* const to = input_gradient + use.slot * group.stride;
      store<L>(to, load<L>(to) + value);
    }
  }
}

template <class Real>
void Executor<Real>::sweep(const Group& group, L* weight_sums, Real* input_gradient, Scratch& scratch) const {
  const Form how = form(group);
  const bool keep = group.keep == Keep::needed;
  const std::size_t count = plan_.steps.size();
  const std::size_t first = std::min({count, weight_sums ? plan_.first_weight_step : count, input_gradient ? plan_.first_input_step : count});
  L* const bra = scratch.bra.data();
  std::size_t save = registers(group.keep) - 1;
  L* ket = group.state + save * entries();
  std::size_t ket_at = count;  // the ket is the state before this step
  L factor = broadcast<L>(1);  // what un-computing in tangent form has put onto the ket
  bool scaled = false;
  for (std::size_t s = count; s-- > first;) {
    if (wanted(s, weight_sums != nullptr, input_gradient != nullptr)) {
      while (keep && save > 0 && saves_[save - 1] >= s) {
        --save;
        ket = group.state + save * entries();
        ket_at = saves_[save] + 1;
        factor = broadcast<L>(1);
        scaled = false;
      }
      while (ket_at > s + 1) {
        apply(--ket_at, group, how, Real(-1), ket, ket, scratch);
        const Rotate* rotate = std::get_if<Rotate>(&plan_.steps[ket_at]);
        if (!rotate || how == Form::whole) continue;
        for (std::size_t i = 0; i < rotate->count; ++i) {
          const L& cosine = turn_of(rotate->angles[i], group).cosine;
          factor = factor * cosine * cosine;
        }
        scaled = true;
      }
      differentiate(s, group, ket, scaled ? &factor : nullptr, weight_sums, input_gradient, scratch);
    }
    if (s > first || (input_gradient && plan_.start.kind == Start::Kind::inputs)) apply(s, group, how, Real(-1), bra, bra, scratch);
  }
}

template <class Real>
void Executor<Real>::backward(const Group& group, const Real* upstream, L* weight_sums, Real* input_gradient, Scratch& scratch) const {
  observe(group, group.state + (registers(group.keep) - 1) * entries(), upstream, scratch);
  sweep(group, weight_sums, input_gradient, scratch);
  if (input_gradient && plan_.start.kind == Start::Kind::inputs)
    for (std::size_t p = 0; p < std::size_t{1} << plan_.wires; ++p)
      store<L>(input_gradient + p * group.stride, scratch.bra.data()[p] * Real(2));
}

template <class Real>
void Executor<Real>::collect_phases(Scratch& scratch, L* weight_sums) const {
  const std::size_t states = std::size_t{1} << plan_.wires;
  for (std::size_t s = 0; s < plan_.steps.size(); ++s) {
    const Phase* phase = std::get_if<Phase>(&plan_.steps[s]);
    if (!phase) continue;
    L* const sums = scratch.phase_sums.data() + phase_index_[s] * states;
    for (const Phase::Term& term : phase->terms) {
      if (term.angle.source != Angle::Source::weight) continue;
      L sum{};
      for (std::uint32_t p = 0; p < states; ++p) sum = odd(p & term.z) ? sum - sums[p] : sum + sums[p];
      weight_sums[term.angle.slot] += sum * static_cast<Real>(term.angle.scale);
    }
    std::fill_n(sums, states, L{});
  }
}

template class Executor<float>;
template class Executor<double>;

}  // namespace quanvas::sim
