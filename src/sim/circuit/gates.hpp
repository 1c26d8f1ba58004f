// The gate list. Every gate is, up to a global phase, a product of rotations exp(-i angle P / 2) about Pauli products P
// of its wires, and that is all that is said of it here; simulators, gradients, OpenQASM and tests follow from the
// table. To add a gate: a row of rotations and an entry in kGates (its matrix goes into the dense reference of the
// tests).
//
// A controlled phase is the reason for many of the rows: exp(i phi (1-P)(1-Q).../2^m) multiplies out into rotations
// about P, Q, PQ, ... of angle -+phi / 2^(m-1).
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <numbers>
#include <optional>
#include <span>
#include <string_view>

namespace quanvas::sim {

// exp(-i (scale * angle[argument] + offset) P / 2), with P on the gate's wires in their order.
struct GateRotation {
  std::string_view pauli;
  int argument = kConstant;
  double scale = 0;
  double offset = 0;

  static constexpr int kConstant = -1;
};

// How the derivative of an expectation value by one of a gate's angles follows from shifted angles: the angle's
// generator has two eigenvalues (two terms) or three equally spaced ones (four terms; Anselmetti et al., arXiv
// 2104.05695).
enum class ShiftRule : std::uint8_t { two_terms, four_terms };

struct GateInfo {
  std::string_view name;  // as in OpenQASM's stdgates.inc or qelib1.inc
  unsigned wires;
  unsigned angles;
  std::span<const GateRotation> rotations;  // in the order of their application
  std::string_view inverse = {};            // the gate that undoes it; where empty, the same gate with negated angles
  ShiftRule shift = ShiftRule::two_terms;
};

// derivative = sum of coefficient * (E(+shift) - E(-shift)).
struct ShiftTerm {
  double shift;
  double coefficient;
};

namespace detail {

inline constexpr double kPi = std::numbers::pi;

constexpr GateRotation constant(std::string_view pauli, double angle) { return {.pauli = pauli, .offset = angle}; }
constexpr GateRotation by(std::string_view pauli, int argument, double scale = 1) {
  return {.pauli = pauli, .argument = argument, .scale = scale};
}

inline constexpr GateRotation kX[] = {constant("X", kPi)};
inline constexpr GateRotation kY[] = {constant("Y", kPi)};
inline constexpr GateRotation kZ[] = {constant("Z", kPi)};
inline constexpr GateRotation kH[] = {constant("Z", kPi), constant("Y", kPi / 2)};
inline constexpr GateRotation kS[] = {constant("Z", kPi / 2)};
inline constexpr GateRotation kSdg[] = {constant("Z", -kPi / 2)};
inline constexpr GateRotation kT[] = {constant("Z", kPi / 4)};
inline constexpr GateRotation kTdg[] = {constant("Z", -kPi / 4)};
inline constexpr GateRotation kSX[] = {constant("X", kPi / 2)};
inline constexpr GateRotation kSXdg[] = {constant("X", -kPi / 2)};
inline constexpr GateRotation kRX[] = {by("X", 0)};
inline constexpr GateRotation kRY[] = {by("Y", 0)};
inline constexpr GateRotation kRZ[] = {by("Z", 0)};
inline constexpr GateRotation kU3[] = {by("Z", 2), by("Y", 0), by("Z", 1)};
inline constexpr GateRotation kCX[] = {constant("ZI", kPi / 2), constant("IX", kPi / 2), constant("ZX", -kPi / 2)};
inline constexpr GateRotation kCY[] = {constant("ZI", kPi / 2), constant("IY", kPi / 2), constant("ZY", -kPi / 2)};
inline constexpr GateRotation kCZ[] = {constant("ZI", kPi / 2), constant("IZ", kPi / 2), constant("ZZ", -kPi / 2)};
// H is Z conjugated by a rotation of pi/4 about Y.
inline constexpr GateRotation kCH[] = {constant("IY", -kPi / 4), kCZ[0], kCZ[1], kCZ[2], constant("IY", kPi / 4)};
inline constexpr GateRotation kSwap[] = {constant("XX", kPi / 2), constant("YY", kPi / 2), constant("ZZ", kPi / 2)};
inline constexpr GateRotation kCRX[] = {by("IX", 0, 0.5), by("ZX", 0, -0.5)};
inline constexpr GateRotation kCRY[] = {by("IY", 0, 0.5), by("ZY", 0, -0.5)};
inline constexpr GateRotation kCRZ[] = {by("IZ", 0, 0.5), by("ZZ", 0, -0.5)};
inline constexpr GateRotation kCP[] = {by("ZI", 0, 0.5), by("IZ", 0, 0.5), by("ZZ", 0, -0.5)};
inline constexpr GateRotation kRXX[] = {by("XX", 0)};
inline constexpr GateRotation kRYY[] = {by("YY", 0)};
inline constexpr GateRotation kRZZ[] = {by("ZZ", 0)};
inline constexpr GateRotation kCCX[] = {constant("ZII", kPi / 4),  constant("IZI", kPi / 4),  constant("IIX", kPi / 4),
                                        constant("ZZI", -kPi / 4), constant("ZIX", -kPi / 4), constant("IZX", -kPi / 4),
                                        constant("ZZX", kPi / 4)};
// SWAP is exp(i pi (1 - XX - YY - ZZ) / 4), here controlled by the first wire.
inline constexpr GateRotation kCSwap[] = {
    constant("ZII", kPi / 4),  constant("IXX", kPi / 4),  constant("IYY", kPi / 4), constant("IZZ", kPi / 4),
    constant("ZXX", -kPi / 4), constant("ZYY", -kPi / 4), constant("ZZZ", -kPi / 4)};

}  // namespace detail

inline constexpr std::array kGates{
    GateInfo{"id", 1, 0, {}, "id"},
    GateInfo{"x", 1, 0, detail::kX, "x"},
    GateInfo{"y", 1, 0, detail::kY, "y"},
    GateInfo{"z", 1, 0, detail::kZ, "z"},
    GateInfo{"h", 1, 0, detail::kH, "h"},
    GateInfo{"s", 1, 0, detail::kS, "sdg"},
    GateInfo{"sdg", 1, 0, detail::kSdg, "s"},
    GateInfo{"t", 1, 0, detail::kT, "tdg"},
    GateInfo{"tdg", 1, 0, detail::kTdg, "t"},
    GateInfo{"sx", 1, 0, detail::kSX, "sxdg"},
    GateInfo{"sxdg", 1, 0, detail::kSXdg, "sx"},
    GateInfo{"rx", 1, 1, detail::kRX},
    GateInfo{"ry", 1, 1, detail::kRY},
    GateInfo{"rz", 1, 1, detail::kRZ},
    GateInfo{"p", 1, 1, detail::kRZ},
    GateInfo{"u3", 1, 3, detail::kU3, "u3"},  // undone by u3(-theta, -lambda, -phi)
    GateInfo{"cx", 2, 0, detail::kCX, "cx"},
    GateInfo{"cy", 2, 0, detail::kCY, "cy"},
    GateInfo{"cz", 2, 0, detail::kCZ, "cz"},
    GateInfo{"ch", 2, 0, detail::kCH, "ch"},
    GateInfo{"swap", 2, 0, detail::kSwap, "swap"},
    GateInfo{"crx", 2, 1, detail::kCRX, {}, ShiftRule::four_terms},
    GateInfo{"cry", 2, 1, detail::kCRY, {}, ShiftRule::four_terms},
    GateInfo{"crz", 2, 1, detail::kCRZ, {}, ShiftRule::four_terms},
    GateInfo{"cp", 2, 1, detail::kCP},
    GateInfo{"rxx", 2, 1, detail::kRXX},
    GateInfo{"ryy", 2, 1, detail::kRYY},
    GateInfo{"rzz", 2, 1, detail::kRZZ},
    GateInfo{"ccx", 3, 0, detail::kCCX, "ccx"},
    GateInfo{"cswap", 3, 0, detail::kCSwap, "cswap"},
};

inline constexpr std::size_t kMostGateWires = 3;
inline constexpr std::size_t kMostGateAngles = 3;

// A gate's position in kGates.
enum class GateId : std::uint8_t {};

namespace detail {

inline constexpr double kRoot = std::numbers::sqrt2;
inline constexpr ShiftTerm kTwoTerms[] = {{kPi / 2, 0.5}};
inline constexpr ShiftTerm kFourTerms[] = {{kPi / 2, (kRoot + 1) / (4 * kRoot)},
                                           {3 * kPi / 2, -(kRoot - 1) / (4 * kRoot)}};

}  // namespace detail

constexpr std::span<const ShiftTerm> shift_terms(ShiftRule rule) {
  if (rule == ShiftRule::two_terms) return detail::kTwoTerms;
  return detail::kFourTerms;
}

constexpr const GateInfo& info(GateId gate) { return kGates[static_cast<std::size_t>(gate)]; }

constexpr std::optional<GateId> find_gate(std::string_view name) {
  for (std::size_t i = 0; i < kGates.size(); ++i)
    if (kGates[i].name == name) return static_cast<GateId>(i);
  return std::nullopt;
}

// The gate of a name written in the source; a wrong name does not compile.
consteval GateId gate(std::string_view name) { return find_gate(name).value(); }

}  // namespace quanvas::sim
