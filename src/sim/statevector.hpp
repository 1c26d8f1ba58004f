// Kernels on a state vector of lanes: 2^n amplitudes, each of W circuits. A kernel gathers the amplitudes a gate mixes,
// runs the gate's formula on them and puts them back; there is one for all gates, and none knows a gate by name.
#pragma once

#include <array>
#include <cstddef>

#include "sim/circuit.hpp"
#include "sim/gates.hpp"

namespace quanvas::sim {

// The bit of a basis state's index that belongs to a wire; wire 0 is the most significant.
constexpr std::size_t wire_bit(std::size_t wires, Wire wire) { return std::size_t{1} << (wires - 1 - wire.value); }

// A gate's place in a register: which indices it visits, precomputed for the inner loop.
struct Placement {
  std::array<std::size_t, kMostGateWires> bits{};     // of all its wires, ascending
  std::array<std::size_t, 4> targets{};               // offset of each target amplitude, controls set
  std::size_t visits = 0;                             // groups of amplitudes that the gate mixes
};

inline Placement place(const Operation& operation, std::size_t wires) {
  const GateInfo& facts = info(operation.gate);
  Placement placement;
  std::size_t controls = 0;
  std::size_t all = 0;
  for (unsigned i = 0; i < facts.wires(); ++i) {
    const std::size_t bit = wire_bit(wires, operation.wires[i]);
    all |= bit;
    if (i < facts.controls) controls |= bit;
  }
  for (std::size_t t = 0; t < std::size_t{1} << facts.targets; ++t) {
    placement.targets[t] = controls;
    for (unsigned i = 0; i < facts.targets; ++i)
      if (t >> (facts.targets - 1 - i) & 1) placement.targets[t] |= wire_bit(wires, operation.wires[facts.controls + i]);
  }
  for (std::size_t i = 0; all != 0; ++i) {
    placement.bits[i] = all & (~all + 1);  // the lowest bit left
    all &= all - 1;
  }
  placement.visits = (std::size_t{1} << wires) >> facts.wires();
  return placement;
}

namespace detail {

// The index of the `visit`-th group: the bits of `visit`, with a zero inserted at each of the gate's wires.
template <unsigned Wires>
std::size_t group_index(const Placement& placement, std::size_t visit) {
  for (unsigned i = 0; i < Wires; ++i) {
    const std::size_t low = visit & (placement.bits[i] - 1);
    visit = ((visit - low) << 1) | low;
  }
  return visit;
}

template <std::size_t N, class L>
std::array<Amplitude<L>, N> gather(const Amplitude<L>* group, const Placement& placement) {
  std::array<Amplitude<L>, N> a;
  for (std::size_t t = 0; t < N; ++t) a[t] = group[placement.targets[t]];
  return a;
}

template <std::size_t N, class L>
void scatter(const std::array<Amplitude<L>, N>& a, Amplitude<L>* group, const Placement& placement) {
  for (std::size_t t = 0; t < N; ++t) group[placement.targets[t]] = a[t];
}

template <class G, std::size_t N, class L>
void apply_formula(std::array<Amplitude<L>, N>& a, const Turn<L>& turn) {
  if constexpr (G::kInfo.angles == 1) G::apply(a, turn);
  else G::apply(a);
}

template <class G, std::size_t N, class L>
void undo_formula(std::array<Amplitude<L>, N>& a, const Turn<L>& turn) {
  if constexpr (G::kInfo.angles == 1) G::apply(a, Turn<L>{.cosine = turn.cosine, .sine = -turn.sine});
  else G::Inverse::apply(a);
}

}  // namespace detail

// state <- G state
template <GateType G, LaneType L>
void apply_gate(Amplitude<L>* state, const Placement& placement, const Turn<L>& turn) {
  constexpr std::size_t kAmplitudes = std::size_t{1} << G::kInfo.targets;
  for (std::size_t visit = 0; visit < placement.visits; ++visit) {
    Amplitude<L>* const group = state + detail::group_index<G::kInfo.wires()>(placement, visit);
    auto a = detail::gather<kAmplitudes>(group, placement);
    detail::apply_formula<G>(a, turn);
    detail::scatter(a, group, placement);
  }
}

// One step of the adjoint method (Jones & Gacon, arXiv 2009.02823), from the state after the gate to the state before:
// ket <- G^-1 ket, bra <- G^-1 bra. For a rotation exp(-i angle P / 2) returns Im <bra|P|ket>, which is the derivative by
// the angle of <ket|H|ket> where bra = H ket; for other gates 0.
template <GateType G, LaneType L>
L reverse_gate(Amplitude<L>* ket, Amplitude<L>* bra, const Placement& placement, const Turn<L>& turn) {
  constexpr std::size_t kAmplitudes = std::size_t{1} << G::kInfo.targets;
  L overlap{};
  for (std::size_t visit = 0; visit < placement.visits; ++visit) {
    const std::size_t index = detail::group_index<G::kInfo.wires()>(placement, visit);
    auto a = detail::gather<kAmplitudes>(ket + index, placement);
    auto b = detail::gather<kAmplitudes>(bra + index, placement);
    if constexpr (G::kInfo.angles == 1) {
      auto p = a;
      G::Generator::apply(p);
      for (std::size_t t = 0; t < kAmplitudes; ++t) overlap += b[t].re * p[t].im - b[t].im * p[t].re;
    }
    detail::undo_formula<G>(a, turn);
    detail::undo_formula<G>(b, turn);
    detail::scatter(a, ket + index, placement);
    detail::scatter(b, bra + index, placement);
  }
  return overlap;
}

// The kernels of one gate, chosen once per operation when a circuit is compiled.
template <LaneType L>
struct GateKernels {
  void (*apply)(Amplitude<L>*, const Placement&, const Turn<L>&);
  L (*reverse)(Amplitude<L>*, Amplitude<L>*, const Placement&, const Turn<L>&);
};

namespace detail {

template <LaneType L, class... G>
constexpr std::array<GateKernels<L>, sizeof...(G)> kernels_of(TypeList<G...>) {
  return {GateKernels<L>{&apply_gate<G, L>, &reverse_gate<G, L>}...};
}

}  // namespace detail

template <LaneType L>
const GateKernels<L>& kernels(GateId gate) {
  static constexpr auto kTable = detail::kernels_of<L>(GateList{});
  return kTable[static_cast<std::size_t>(gate)];
}

}  // namespace quanvas::sim
