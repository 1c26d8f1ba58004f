#include "sim/engine/angle_tables.hpp"

#include <algorithm>

#include "sim/circuit/pauli.hpp"
#include "sim/engine/angle_value.hpp"
#include "sim/engine/trig.hpp"

namespace quanvas::sim {
template <class Real>
AngleTables<Real>::AngleTables(const Plan& plan) : plan_(plan) {
  constexpr std::size_t kLane = kWidth<L>;
  phase_stride_ = ((std::size_t{1} << plan.wires) + kLane - 1) / kLane * kLane;
  phase_cosines_.reserve(plan.phases * phase_stride_);
  phase_sines_.reserve(plan.phases * phase_stride_);
  shared_.reserve(plan.shared_rows.size());
}

template <class Real>
PairRotation<typename AngleTables<Real>::L> AngleTables<Real>::pair_rotation(const L& angle) const {
  if (plan_.storage == Storage::pauli) {
    const SinCos<L> value = sincos_whole(angle);
    return {.sine = value.sine, .other = value.cosine};
  }
  const Shears<L> shears = half_angle_shears(angle);
  return {.sine = shears.sine, .other = shears.tangent};
}

template <class Real>
void AngleTables<Real>::bind(std::span<const Real> weights) {
  for (std::size_t row = 0; row < plan_.shared_rows.size(); ++row)
    shared_.data()[row] = pair_rotation(broadcast<L>(shared_angle(plan_.shared_rows[row], weights.data())));
  if (plan_.phases == 0) return;
  for (const Step& step : plan_.steps)
    if (const Phase* const phase = std::get_if<Phase>(&step)) compute_phases(*phase, weights);
}

template <class Real>
void AngleTables<Real>::compute_phases(const Phase& step, std::span<const Real> weights) {
  Real* const angles = phase_cosines_.data() + step.index * phase_stride_;
  Real* const sines = phase_sines_.data() + step.index * phase_stride_;
  std::fill_n(angles, phase_stride_, Real(0));
  for (const Phase::Term& term : step.terms) {
    const Real angle = static_cast<Real>(term.sign) * shared_angle(plan_.shared_rows[term.angle.row], weights.data());
    for (std::uint32_t p = 0; p < phase_stride_; ++p) angles[p] += odd(p & term.z) ? -angle : angle;
  }
  for (std::size_t p = 0; p < phase_stride_; p += kWidth<L>) {
    const SinCos<L> value = sincos_half(load<L>(angles + p));
    store<L>(angles + p, value.cosine);
    store<L>(sines + p, value.sine);
  }
}

template <class Real>
void AngleTables<Real>::compute_rotations(const Chunk<Real>& chunk) const {
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

template class AngleTables<float>;
template class AngleTables<double>;

}  // namespace quanvas::sim
