// The gate list. A gate is one struct: its name, how many wires control it and how many it acts on, what it does to the
// amplitudes of its target wires, and, where it is a rotation, its generator. Controls are not part of the formula: the
// kernels visit only the amplitudes whose control bits are set. To add a gate: a struct, and an entry in GateList.
//
// The amplitudes of k target wires are indexed with the first target as the most significant bit. Rotations are
// exp(-i angle G / 2) and get cos and sin of angle / 2.
#pragma once

#include <array>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <utility>

#include "sim/trig.hpp"

namespace quanvas::sim {

// A complex amplitude of every circuit of a lane.
template <LaneType L>
struct Amplitude {
  L re;
  L im;
};

struct GateInfo {
  std::string_view name;  // as in OpenQASM
  unsigned controls;
  unsigned targets;
  unsigned angles;

  constexpr unsigned wires() const { return controls + targets; }
};

namespace gates {

template <class L, std::size_t N>
using Amplitudes = std::array<Amplitude<L>, N>;

template <class L>
Amplitude<L> times_i(const Amplitude<L>& a) {
  return {.re = -a.im, .im = a.re};
}
template <class L>
Amplitude<L> times_minus_i(const Amplitude<L>& a) {
  return {.re = a.im, .im = -a.re};
}
template <class L>
Amplitude<L> negated(const Amplitude<L>& a) {
  return {.re = -a.re, .im = -a.im};
}
// (c + i s) a
template <class L>
Amplitude<L> turned(const Amplitude<L>& a, const L& c, const L& s) {
  return {.re = c * a.re - s * a.im, .im = c * a.im + s * a.re};
}

struct X {
  static constexpr GateInfo kInfo{"x", 0, 1, 0};
  using Inverse = X;
  template <class L>
  static void apply(Amplitudes<L, 2>& a) {
    std::swap(a[0], a[1]);
  }
};

struct Y {
  static constexpr GateInfo kInfo{"y", 0, 1, 0};
  using Inverse = Y;
  template <class L>
  static void apply(Amplitudes<L, 2>& a) {
    a = {times_minus_i(a[1]), times_i(a[0])};
  }
};

struct Z {
  static constexpr GateInfo kInfo{"z", 0, 1, 0};
  using Inverse = Z;
  template <class L>
  static void apply(Amplitudes<L, 2>& a) {
    a[1] = negated(a[1]);
  }
};

struct H {
  static constexpr GateInfo kInfo{"h", 0, 1, 0};
  using Inverse = H;
  template <class L>
  static void apply(Amplitudes<L, 2>& a) {
    constexpr auto kRoot = static_cast<RealOf<L>>(0.70710678118654752440);
    const Amplitude<L> sum{.re = (a[0].re + a[1].re) * kRoot, .im = (a[0].im + a[1].im) * kRoot};
    const Amplitude<L> difference{.re = (a[0].re - a[1].re) * kRoot, .im = (a[0].im - a[1].im) * kRoot};
    a = {sum, difference};
  }
};

struct Sdg;
struct S {
  static constexpr GateInfo kInfo{"s", 0, 1, 0};
  using Inverse = Sdg;
  template <class L>
  static void apply(Amplitudes<L, 2>& a) {
    a[1] = times_i(a[1]);
  }
};
struct Sdg {
  static constexpr GateInfo kInfo{"sdg", 0, 1, 0};
  using Inverse = S;
  template <class L>
  static void apply(Amplitudes<L, 2>& a) {
    a[1] = times_minus_i(a[1]);
  }
};

struct RX {
  static constexpr GateInfo kInfo{"rx", 0, 1, 1};
  using Generator = X;
  template <class L>
  static void apply(Amplitudes<L, 2>& a, const Turn<L>& t) {
    const Amplitude<L> a0 = a[0];
    const Amplitude<L> a1 = a[1];
    a[0] = {.re = t.cosine * a0.re + t.sine * a1.im, .im = t.cosine * a0.im - t.sine * a1.re};
    a[1] = {.re = t.cosine * a1.re + t.sine * a0.im, .im = t.cosine * a1.im - t.sine * a0.re};
  }
};

struct RY {
  static constexpr GateInfo kInfo{"ry", 0, 1, 1};
  using Generator = Y;
  template <class L>
  static void apply(Amplitudes<L, 2>& a, const Turn<L>& t) {
    const Amplitude<L> a0 = a[0];
    const Amplitude<L> a1 = a[1];
    a[0] = {.re = t.cosine * a0.re - t.sine * a1.re, .im = t.cosine * a0.im - t.sine * a1.im};
    a[1] = {.re = t.cosine * a1.re + t.sine * a0.re, .im = t.cosine * a1.im + t.sine * a0.im};
  }
};

struct RZ {
  static constexpr GateInfo kInfo{"rz", 0, 1, 1};
  using Generator = Z;
  template <class L>
  static void apply(Amplitudes<L, 2>& a, const Turn<L>& t) {
    a = {turned(a[0], t.cosine, L(-t.sine)), turned(a[1], t.cosine, t.sine)};
  }
};

struct Swap {
  static constexpr GateInfo kInfo{"swap", 0, 2, 0};
  using Inverse = Swap;
  template <class L>
  static void apply(Amplitudes<L, 4>& a) {
    std::swap(a[1], a[2]);
  }
};

// Z on both wires.
struct ZZ {
  template <class L>
  static void apply(Amplitudes<L, 4>& a) {
    a[1] = negated(a[1]);
    a[2] = negated(a[2]);
  }
};

struct RZZ {
  static constexpr GateInfo kInfo{"rzz", 0, 2, 1};
  using Generator = ZZ;
  template <class L>
  static void apply(Amplitudes<L, 4>& a, const Turn<L>& t) {
    a = {turned(a[0], t.cosine, L(-t.sine)), turned(a[1], t.cosine, t.sine), turned(a[2], t.cosine, t.sine),
         turned(a[3], t.cosine, L(-t.sine))};
  }
};

// The gate `Base` on its targets where one more wire, the first of the gate, is 1.
template <class Base>
struct Controlled : Base {
  static constexpr GateInfo controlled_info(std::string_view name) {
    return {name, Base::kInfo.controls + 1, Base::kInfo.targets, Base::kInfo.angles};
  }
};

struct CNOT : Controlled<X> {
  static constexpr GateInfo kInfo = controlled_info("cx");
  using Inverse = CNOT;
};
struct CZ : Controlled<Z> {
  static constexpr GateInfo kInfo = controlled_info("cz");
  using Inverse = CZ;
};
struct Toffoli : Controlled<CNOT> {
  static constexpr GateInfo kInfo = controlled_info("ccx");
  using Inverse = Toffoli;
};
struct CRX : Controlled<RX> {
  static constexpr GateInfo kInfo = controlled_info("crx");
};
struct CRY : Controlled<RY> {
  static constexpr GateInfo kInfo = controlled_info("cry");
};
struct CRZ : Controlled<RZ> {
  static constexpr GateInfo kInfo = controlled_info("crz");
};

}  // namespace gates

// A rotation has an angle and a generator; any other gate names its inverse.
template <class G>
concept GateType = requires {
  { G::kInfo } -> std::convertible_to<GateInfo>;
} && ((G::kInfo.angles == 1 && requires { typename G::Generator; }) ||
      (G::kInfo.angles == 0 && requires { typename G::Inverse; }));

template <GateType... G>
struct TypeList {
  static constexpr std::size_t kSize = sizeof...(G);
};

using GateList = TypeList<gates::X, gates::Y, gates::Z, gates::H, gates::S, gates::Sdg, gates::RX, gates::RY, gates::RZ,
                          gates::Swap, gates::RZZ, gates::CNOT, gates::CZ, gates::Toffoli, gates::CRX, gates::CRY, gates::CRZ>;

// A gate's position in GateList.
enum class GateId : std::uint8_t {};

namespace detail {

template <class Wanted, class... G>
consteval GateId position(TypeList<G...>) {
  std::uint8_t index = 0;
  const bool found = ((std::same_as<Wanted, G> ? true : (++index, false)) || ...);
  return found ? GateId{index} : throw "not in GateList";
}

template <class... G>
constexpr std::array<GateInfo, sizeof...(G)> infos(TypeList<G...>) {
  return {G::kInfo...};
}

}  // namespace detail

template <GateType G>
inline constexpr GateId kGateId = detail::position<G>(GateList{});

inline constexpr auto kGateInfos = detail::infos(GateList{});

constexpr const GateInfo& info(GateId gate) { return kGateInfos[static_cast<std::size_t>(gate)]; }

}  // namespace quanvas::sim
