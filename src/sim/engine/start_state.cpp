#include "sim/engine/start_state.hpp"

#include <algorithm>
#include <cmath>

namespace quanvas::sim {
namespace {

template <class Real, class L = typename NativeLane<Real>::type>
void write_amplitudes(const Start& start, const Chunk<Real>& chunk, std::size_t group, L* to) {
  for (std::size_t p = 0; p < start.order.size(); ++p)
    to[start.order[p]] = load<L>(chunk.inputs + p * chunk.stride + group * kWidth<L>);
}

template <class Real, class L = typename NativeLane<Real>::type>
void write_product(const Plan& plan, const AngleTables<Real>& angles, const Chunk<Real>& chunk, std::size_t group,
                   L* to) {
  const Start& start = plan.start;
  const double states = static_cast<double>(std::size_t{1} << plan.wires);
  to[0] = broadcast<L>(start.uniform ? static_cast<Real>(1 / std::sqrt(states)) : Real(1));
  std::size_t size = 1;
  for (const Start::Factor& factor : start.factors) {
    L first = broadcast<L>(1);
    L second = broadcast<L>(start.uniform ? 1 : 0);
    for (const AngleUse& use : factor.rotations) {
      const PairRotation<L>& rotation = angles.rotation(use, chunk, group);
      if (use.negated) detail::rotate_pair<Form::shears>(second, first, rotation.sine, rotation.other);
      else detail::rotate_pair<Form::shears>(first, second, rotation.sine, rotation.other);
    }
    for (std::size_t p = 0; p < size; ++p) {
      to[size + p] = to[p] * second;
      to[p] = to[p] * first;
    }
    size *= 2;
  }
}

}  // namespace

template <class Real>
void write_start_states(const Plan& plan, const AngleTables<Real>& angles, const Chunk<Real>& chunk) {
  using L = typename NativeLane<Real>::type;
  const std::size_t entries = plan.entries();
  const std::size_t states = std::size_t{1} << plan.wires;
  const bool phase_first = starts_with_phase(plan);
  for (std::size_t g = 0; g < chunk.groups; ++g) {
    L* const to = chunk.states + g * entries;
    switch (plan.start.kind) {
      case Start::Kind::table:
        for (std::size_t r = 0; r < entries; ++r) to[r] = broadcast<L>(static_cast<Real>(plan.start.table[r]));
        continue;
      case Start::Kind::inputs: write_amplitudes(plan.start, chunk, g, to); break;
      case Start::Kind::product: write_product(plan, angles, chunk, g, to); break;
    }
    if (!phase_first) std::fill(to + states, to + entries, L{});
  }
}

template void write_start_states(const Plan&, const AngleTables<float>&, const Chunk<float>&);
template void write_start_states(const Plan&, const AngleTables<double>&, const Chunk<double>&);

}  // namespace quanvas::sim
