#include "sim/engine/angle_gradients.hpp"

#include <algorithm>

#include "sim/engine/kernels.hpp"

namespace quanvas::sim {

template <class Real>
AngleGradients<Real>::AngleGradients(const Plan& plan) : plan_(plan) {
  for (const Step& step : plan.steps) {
    has_weight_.push_back(has_angle(step, Angle::Source::weight));
    has_input_.push_back(has_angle(step, Angle::Source::input));
  }
}

template <class Real>
std::size_t AngleGradients<Real>::variable_steps() const {
  return variable_steps({.begin = 0, .end = plan_.steps.size(), .tiles = 0, .starts = {}});
}

template <class Real>
std::size_t AngleGradients<Real>::variable_steps(const TiledRun& run) const {
  std::size_t count = 0;
  for (std::size_t s = run.begin; s < run.end; ++s) count += variable(s);
  return count;
}

template <class Real>
bool AngleGradients<Real>::wanted(const TiledRun& run, const Target& target) const {
  for (std::size_t s = run.begin; s < run.end; ++s)
    if (wanted(s, target)) return true;
  return false;
}

template <class Real>
std::size_t AngleGradients<Real>::first_wanted(const Target& target) const {
  return std::min({plan_.steps.size(), target.sums ? plan_.first_weight_step : Plan::kNone,
                   target.inputs ? plan_.first_input_step : Plan::kNone});
}

template <class Real>
void AngleGradients<Real>::add(const Rotate& step, std::span<const std::uint32_t> indices, const Chunk<Real>& chunk,
                               const L* ket, const L* bra, const Target& target, L* overlaps) const {
  rotate_kernels<L>(step).overlap(ket, bra, chunk.groups, plan_.entries(), indices, overlaps);
  for (std::size_t g = 0; g < chunk.groups; ++g)
    for (std::size_t i = 0; i < step.count; ++i) {
      const AngleUse& use = step.angles[i];
      const L value = overlaps[g * kMostFused + i] * static_cast<Real>(use.scale);
      if (use.source == Angle::Source::weight && target.sums) target.sums[use.slot] += value;
      if (use.source == Angle::Source::input && target.inputs) {
        Real* const to = target.inputs + use.slot * chunk.stride + g * kWidth<L>;
        store<L>(to, load<L>(to) + value);
      }
    }
}

template <class Real>
void AngleGradients<Real>::collect(L* sums) const {
  const std::size_t states = std::size_t{1} << plan_.wires;
  for (const Step& step : plan_.steps) {
    const Phase* const phase = std::get_if<Phase>(&step);
    if (!phase) continue;
    L* const by_state = phase_sums(*phase, sums);
    walsh_hadamard(by_state, states);
    for (const Phase::Term& term : phase->terms)
      if (term.angle.source == Angle::Source::weight)
        sums[term.angle.slot] += by_state[term.z] * static_cast<Real>(term.sign * term.angle.scale);
    std::fill_n(by_state, states, L{});
  }
}

template class AngleGradients<float>;
template class AngleGradients<double>;

}  // namespace quanvas::sim
