#include "sim/plan/plan.hpp"

#include <algorithm>
#include <functional>
#include <numeric>
#include <optional>

#include "sim/plan/plan_builder.hpp"

namespace quanvas::sim {
namespace {

double forward_flops(const Step& step, double entries) {
  if (const Rotate* rotate = std::get_if<Rotate>(&step)) {
    const double rotated = static_cast<double>(rotate->bases.size() << rotate->count);
    return 3 * rotated * static_cast<double>(rotate->count);
  }
  if (std::holds_alternative<Phase>(step)) return 3 * entries;
  if (std::holds_alternative<Scale>(step)) return entries;
  return 2 * entries * static_cast<double>(std::get<Sparse>(step).offsets.size());
}

double term_flops(const Plan& plan) {
  double terms = 0;
  for (const auto& observable : plan.observables) terms += static_cast<double>(observable.size());
  return plan.storage == Storage::pauli ? terms : 2 * terms * static_cast<double>(plan.entries());
}

std::vector<SignedEntry> order_of_paulis(const Frame& frame) {
  const std::size_t wires = frame.wires();
  const std::uint32_t low = (std::uint32_t{1} << wires) - 1;
  std::vector<SignedEntry> order;
  for (std::uint32_t q = 0; q < std::uint32_t{1} << 2 * wires; ++q) {
    const Pauli image = frame.image(hermitian(q >> wires, q & low));
    order.push_back({.entry = image.x << wires | image.z, .sign = negative(image) ? -1.0 : 1.0});
  }
  return order;
}

// Bit w of the basis state whose amplitude is entry p is the sign of Z_w there.
std::vector<SignedEntry> order_of_states(const Frame& frame) {
  std::vector<SignedEntry> order(std::size_t{1} << frame.wires());
  for (std::uint32_t p = 0; p < order.size(); ++p) {
    std::uint32_t state = 0;
    for (std::uint32_t w = 0; w < frame.wires(); ++w) {
      const Pauli& image = frame.image_of_z(Wire(w));
      if (odd(image.z & p) != (image.phase == 2)) state |= wire_bit(frame.wires(), Wire(w));
    }
    order[state] = {.entry = p, .sign = 1};
  }
  return order;
}

// Where the inputs are the amplitudes, the bits of the register can be numbered anew: those that most rotations act on
// become the lowest, so that entries that mix lie near each other.
Plan plan_amplitudes(Lowered lowered) {
  const std::size_t wires = lowered.frame.wires();
  std::vector<std::size_t> rotations(wires);  // [bit]
  for (const LoweredOperation& operation : lowered.operations)
    if (const Rotation* rotation = std::get_if<Rotation>(&operation))
      for (std::size_t bit = 0; bit < wires; ++bit) rotations[bit] += rotation->pauli.x >> bit & 1;
  std::vector<std::size_t> bits(wires);  // [new bit] the old one
  std::iota(bits.begin(), bits.end(), std::size_t{0});
  std::ranges::stable_sort(bits, std::greater{}, [&](std::size_t bit) { return rotations[bit]; });
  const auto renumbered = [&](std::uint32_t mask) {
    std::uint32_t result = 0;
    for (std::size_t bit = 0; bit < wires; ++bit) result |= (mask >> bits[bit] & 1) << bit;
    return result;
  };
  const auto renumber = [&](Pauli& p) { p.x = renumbered(p.x), p.z = renumbered(p.z); };
  for (LoweredOperation& operation : lowered.operations) {
    if (Rotation* rotation = std::get_if<Rotation>(&operation)) {
      renumber(rotation->pauli);
      continue;
    }
    std::ranges::for_each(std::get<LinearMap>(operation).x, renumber);
    std::ranges::for_each(std::get<LinearMap>(operation).z, renumber);
  }
  for (auto& terms : lowered.observables)
    for (LoweredTerm& term : terms) renumber(term.pauli);
  Plan plan = plan_state_vector(lowered, Preparation::amplitudes, Basis::z,
                                stays_real(lowered) ? Storage::real : Storage::complex);
  for (std::uint32_t& entry : plan.start.order) entry = renumbered(entry);
  return plan;
}

}  // namespace

bool has_angle(const Step& step, Angle::Source source) {
  if (const Rotate* rotate = std::get_if<Rotate>(&step))
    return std::any_of(rotate->angles.begin(), rotate->angles.begin() + static_cast<long>(rotate->count),
                       [&](const AngleUse& use) { return use.source == source; });
  if (const Phase* phase = std::get_if<Phase>(&step))
    return std::ranges::any_of(phase->terms, [&](const Phase::Term& term) { return term.angle.source == source; });
  return false;
}

std::vector<std::uint32_t> Rotate::indices() const {
  std::vector<std::uint32_t> result;
  for (const std::uint32_t base : bases)
    for (std::size_t t = 0; t < std::size_t{1} << count; ++t) result.push_back(base ^ offsets[t]);
  return result;
}

AngleUse use_angle(Plan& plan, Angle angle) {
  if (angle.fixed()) angle.scale = 1;
  auto& rows = angle.source == Angle::Source::input ? plan.input_rows : plan.shared_rows;
  const auto row = std::ranges::find(rows, angle);
  const AngleUse use{.source = angle.source,
                     .slot = angle.slot.value,
                     .row = static_cast<std::uint32_t>(row - rows.begin()),
                     .scale = angle.scale};
  if (row == rows.end()) rows.push_back(angle);
  return use;
}

bool stays_real(const LoweredOperation& operation) {
  if (const Rotation* rotation = std::get_if<Rotation>(&operation)) return (rotation->pauli.phase & 1) != 0;
  const LinearMap& map = std::get<LinearMap>(operation);
  const auto plain = [](const Pauli& p) { return (p.phase & 1) == 0; };
  const Matrix& m = map.kraus.at(0);
  for (std::size_t i = 0; i < m.size(); ++i)
    for (std::size_t j = 0; j < m.size(); ++j)
      if (m(i, j).imag() != 0) return false;
  return std::ranges::all_of(map.x, plain) && std::ranges::all_of(map.z, plain);
}

bool stays_real(const Lowered& lowered) {
  return std::ranges::all_of(lowered.operations,
                             [](const LoweredOperation& operation) { return stays_real(operation); });
}

void mark_first_steps(Plan& plan, Preparation preparation) {
  for (std::size_t s = plan.steps.size(); s-- > 0;) {
    if (has_angle(plan.steps[s], Angle::Source::weight)) plan.first_weight_step = s;
    if (has_angle(plan.steps[s], Angle::Source::input)) plan.first_input_step = s;
  }
  if (preparation == Preparation::amplitudes) plan.first_input_step = 0;
}

Plan plan_expectations(const Circuit& circuit, const std::vector<Observable>& observables) {
  if (circuit.noisy()) {
    Lowered lowered = lower(circuit, observables, Basis::z, Absorb::cliffords);
    keep_light_cone(lowered);
    return plan_density(lowered, Known::both_ends);
  }
  if (circuit.preparation() == Preparation::amplitudes) {
    Lowered lowered = lower(circuit, observables, Basis::z, Absorb::cliffords);
    keep_light_cone(lowered);
    return plan_amplitudes(std::move(lowered));
  }
  const auto cost = [](const Plan& plan) { return forward_flops(plan) + backward_flops(plan, false); };
  std::optional<Plan> cheapest;
  for (const Basis basis : {Basis::z, Basis::x, Basis::y}) {
    Lowered lowered = lower(circuit, observables, basis, Absorb::cliffords);
    keep_light_cone(lowered);
    Plan plan = plan_state_vector(lowered, circuit.preparation(), basis,
                                  stays_real(lowered) ? Storage::real : Storage::complex);
    if (!cheapest || cost(plan) < cost(*cheapest)) cheapest = std::move(plan);
  }
  return std::move(*cheapest);
}

StatePlan plan_state(const Circuit& circuit) {
  if (circuit.noisy()) {
    const Lowered lowered = lower(circuit, {}, Basis::z, Absorb::cliffords);
    return {.plan = plan_density(lowered, Known::start), .order = order_of_paulis(lowered.frame)};
  }
  const Lowered lowered = lower(circuit, {}, Basis::z, Absorb::permutations);
  const Storage storage = stays_real(lowered) ? Storage::real : Storage::complex;
  return {.plan = plan_state_vector(lowered, circuit.preparation(), Basis::z, storage),
          .order = order_of_states(lowered.frame)};
}

StatePlan plan_part(const Circuit& circuit, Storage storage) {
  if (storage == Storage::pauli) {
    const Lowered lowered = lower(circuit, {}, Basis::z, Absorb::cliffords);
    return {.plan = plan_density(lowered, Known::neither), .order = order_of_paulis(lowered.frame)};
  }
  const Lowered lowered = lower(circuit, {}, Basis::z, Absorb::permutations);
  return {.plan = plan_state_vector(lowered, Preparation::amplitudes, Basis::z, storage),
          .order = order_of_states(lowered.frame)};
}

bool keeps_real(const Circuit& circuit) {
  return !circuit.noisy() && all_lowered(circuit, Basis::z, Absorb::permutations, stays_real);
}

std::size_t table_bytes(const Plan& plan) {
  std::size_t bytes = 0;
  for (const Step& step : plan.steps) {
    bytes += sizeof(Step);
    if (const Rotate* rotate = std::get_if<Rotate>(&step))
      bytes += (rotate->bases.size() + (rotate->bases.size() << rotate->count)) * sizeof(std::uint32_t);
    else if (const Scale* scale = std::get_if<Scale>(&step)) bytes += 2 * scale->factors.size() * sizeof(double);
    else if (const Sparse* sparse = std::get_if<Sparse>(&step)) bytes += 4 * sparse->values.size() * sizeof(double);
    else bytes += 2 * plan.entries() * sizeof(double);
  }
  return bytes;
}

double forward_flops(const Plan& plan) {
  double flops = plan.start.kind == Start::Kind::product ? static_cast<double>(plan.entries()) : 0;
  for (std::size_t s = plan.started; s < plan.steps.size(); ++s)
    flops += forward_flops(plan.steps[s], static_cast<double>(plan.entries()));
  return flops + term_flops(plan);
}

double backward_flops(const Plan& plan, bool inputs) {
  const std::size_t first = inputs ? std::min(plan.first_weight_step, plan.first_input_step) : plan.first_weight_step;
  double flops = term_flops(plan);
  for (std::size_t s = first; s < plan.steps.size(); ++s) {
    if (s > first)
      flops += (plan.invertible() ? 2 : 1) * forward_flops(plan.steps[s], static_cast<double>(plan.entries()));
    if (has_angle(plan.steps[s], Angle::Source::weight) || (inputs && has_angle(plan.steps[s], Angle::Source::input))) {
      const Rotate* rotate = std::get_if<Rotate>(&plan.steps[s]);
      flops += rotate ? 2 * static_cast<double>(rotate->count * (rotate->bases.size() << rotate->count))
                      : 2 * static_cast<double>(plan.entries());
    }
  }
  return flops;
}

}  // namespace quanvas::sim
