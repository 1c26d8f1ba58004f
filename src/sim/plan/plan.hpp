// What a lane group of circuits goes through, precision-free: a register of 2^bits real numbers per circuit, a start,
// steps, and observables. Three things are stored that way:
//   real     a state vector whose amplitudes stay real: entry p
//   complex  a state vector: the real parts, then the imaginary parts, so one more bit distinguishes them
//   pauli    a density matrix by its Pauli coefficients Tr(Q rho), Q = hermitian(x, z) at entry (x, z)
// On each, a rotation exp(-i angle P / 2) is the same thing: pairs of entries rotated in their plane,
//   a' = cos a - sin b,  b' = cos b + sin a
// by half the angle (state vectors) or the whole (density matrices). One kernel runs them all.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <variant>
#include <vector>

#include "sim/plan/lowering.hpp"

namespace quanvas::sim {

enum class Storage { real, complex, pauli };

// Rotations that one pass over the register does at once. Their 2^4 entries fit into 32 vector registers.
#if defined(__AVX512F__)
inline constexpr std::size_t kMostFused = 4;
#else
inline constexpr std::size_t kMostFused = 3;
#endif

// An angle of the plan: its rotation is row `row` of the shared rotations (constants and weights) or of a group's own
// (inputs).
struct AngleUse {
  Angle::Source source = Angle::Source::constant;
  std::uint32_t slot = 0;
  std::uint32_t row = 0;
  double scale = 0;      // the derivative of the angle by its slot
  bool negated = false;  // rotate backwards

  bool shared() const { return source != Angle::Source::input; }
};

// Up to kMostFused commuting rotations. For each base, the entries base ^ offsets[t], t < 2^count, mix among
// themselves; rotation i acts on the pairs of t that differ in bit i. Where `alternating`, a pair is rotated backwards
// where the other bits of t have odd parity.
struct Rotate {
  std::size_t count = 1;
  bool alternating = false;
  std::vector<std::uint32_t> bases;
  std::array<std::uint32_t, std::size_t{1} << kMostFused> offsets{};
  std::array<AngleUse, kMostFused> angles{};

  // [base, t] base ^ offsets[t]
  std::vector<std::uint32_t> indices() const;
};

// Rotations about diagonal Paulis by shared angles, as one multiplication by phases: entry p of the complex register by
// exp(-i sum of -+angle / 2), minus where the parity of p & z is odd. Storage::complex only.
struct Phase {
  struct Term {
    std::uint32_t z;
    double sign;
    AngleUse angle;
  };
  std::size_t index = 0;  // among the plan's phase steps
  std::vector<Term> terms;
};

// entry r times factors[r]. Storage::pauli only; may not be invertible.
struct Scale {
  std::vector<double> factors;
};

// entry r = sum over j of values[r * offsets.size() + j] entry (r ^ offsets[j])
struct Sparse {
  std::vector<std::uint32_t> offsets;
  std::vector<double> values;
  std::vector<double> transposed;
};

using Step = std::variant<Rotate, Phase, Scale, Sparse>;

// Whether one of its angles comes from there.
bool has_angle(const Step& step, Angle::Source source);

// How the register starts.
struct Start {
  enum class Kind { table, inputs, product };

  // A wire of a product state: the entries of its bit, rotated by the rotations in order.
  struct Factor {
    std::uint32_t bit;
    std::vector<AngleUse> rotations;  // may be negated; elsewhere angles are not
  };

  Kind kind = Kind::table;
  std::vector<double> table;    // [entry], Kind::table
  std::vector<Factor> factors;  // Kind::product, ascending; each from (1, 0), or from (1, 1) / sqrt(2) where `uniform`
  bool uniform = false;
  std::vector<std::uint32_t> order;  // [basis state] its entry, Kind::inputs
};

// A term of an observable, in state vectors a signed permutation, <a|T|a> = sum of -+coefficient a[r] a[r ^ mask],
// minus where the parity of r & parity is odd; in density matrices a single entry, coefficient * a[mask].
struct PlanTerm {
  double coefficient;
  std::uint32_t mask;
  std::uint32_t parity;
};

struct Plan {
  static constexpr std::size_t kNone = std::numeric_limits<std::size_t>::max();

  Storage storage = Storage::complex;
  std::size_t wires = 0;
  std::size_t bits = 0;  // of the register
  Start start;
  std::vector<Step> steps;
  std::size_t started = 0;  // the steps before this are in the start already
  std::size_t phases = 0;   // of the steps
  std::vector<std::vector<PlanTerm>> observables;
  std::vector<Angle> shared_rows;  // distinct angles of constants and weights
  std::vector<Angle> input_rows;   // distinct angles of inputs
  std::size_t first_weight_step = kNone;
  std::size_t first_input_step = kNone;

  std::size_t entries() const { return std::size_t{1} << bits; }
  bool invertible() const { return storage != Storage::pauli; }
  // By how much of its angle a rotation rotates a pair.
  double rotation_per_angle() const { return storage == Storage::pauli ? 1.0 : 0.5; }
};

// Where an amplitude or a Pauli coefficient is: an entry, times a sign.
struct SignedEntry {
  std::uint32_t entry;
  double sign;
};

// The cheapest plan for the expectation values of the observables.
Plan plan_expectations(const Circuit& circuit, const std::vector<Observable>& observables);

// The plan for the state itself, and where its numbers are: [basis state] for state vectors, real parts (add 2^wires
// for the imaginary parts); [Pauli] for density matrices.
struct StatePlan {
  Plan plan;
  std::vector<SignedEntry> order;
};
StatePlan plan_state(const Circuit& circuit);

// The same for a part of a larger circuit, which begins in any state and whose register is to be as `storage` says.
StatePlan plan_part(const Circuit& circuit, Storage storage);

// Whether the amplitudes stay real, up to a global phase.
bool keeps_real(const Circuit& circuit);

// The memory that the plan and what an executor makes of it take.
std::size_t table_bytes(const Plan& plan);

// Floating-point operations of one circuit: forward, and backward where the weights (and the inputs) are
// differentiated.
double forward_flops(const Plan& plan);
double backward_flops(const Plan& plan, bool inputs);

}  // namespace quanvas::sim
