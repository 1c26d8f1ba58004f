#include <algorithm>
#include <cassert>
#include <cmath>
#include <numeric>
#include <optional>

#include "sim/plan/plan_builder.hpp"

namespace quanvas::sim {
namespace {

// A Pauli times a power of i, as it acts on the real register: (A a)[r] = -+a[r ^ mask], minus where the parity of
// r & parity is odd (or even, where `negative`). `plane` is the bit that tells real from imaginary parts, 0 where there
// is none.
struct SignedPermutation {
  std::uint32_t mask;
  std::uint32_t parity;
  bool negative;

  bool minus(std::uint32_t r) const { return odd(r & parity) != negative; }
};

SignedPermutation on_register(const Pauli& p, std::uint32_t plane) {
  SignedPermutation a{.mask = p.x, .parity = p.z, .negative = odd(p.z & p.x) != (p.phase >= 2)};
  if (p.phase & 1) {
    // i b: re' = -im, im' = re
    assert(plane != 0);
    a.mask ^= plane;
    a.parity ^= plane;
    a.negative = !a.negative;
  }
  return a;
}

// Rotations or a map that one step does.
struct Run {
  std::vector<Rotation> rotations;
  const LinearMap* map = nullptr;
  bool phase = false;
};

bool commutes(const Run& run, const Pauli& p) {
  const auto commutes_with = [&](const Pauli& q) { return commute(p, q); };
  if (run.map) return std::ranges::all_of(run.map->x, commutes_with) && std::ranges::all_of(run.map->z, commutes_with);
  return std::ranges::all_of(run.rotations, [&](const Rotation& r) { return commute(r.pauli, p); });
}

bool independent(std::vector<std::uint32_t> masks) {
  for (std::size_t i = 0; i < masks.size(); ++i) {
    if (masks[i] == 0) return false;
    const std::uint32_t lead = std::bit_floor(masks[i]);
    for (std::size_t j = i + 1; j < masks.size(); ++j)
      if (masks[j] & lead) masks[j] ^= masks[i];
  }
  return true;
}

class Builder {
 public:
  Builder(const Lowered& lowered, Preparation preparation, Basis basis, Storage storage)
      : lowered_(lowered), plane_(storage == Storage::complex ? std::uint32_t{1} << lowered.frame.wires() : 0) {
    plan_.storage = storage;
    plan_.wires = lowered.frame.wires();
    plan_.bits = plan_.wires + (plane_ ? 1 : 0);
    plan_.start.uniform = basis != Basis::z;
    if (preparation == Preparation::amplitudes) {
      plan_.start.kind = Start::Kind::inputs;
      plan_.start.order.resize(std::size_t{1} << plan_.wires);
      std::iota(plan_.start.order.begin(), plan_.start.order.end(), 0u);
    } else {
      start();
    }
    plan_.started = runs_.size();
    for (const LoweredOperation& operation : lowered.operations) add(operation);
    for (const Run& run : runs_) plan_.steps.push_back(step(run));
    for (const auto& terms : lowered.observables) observe(terms);
    mark_first_steps(plan_, preparation);
  }

  Plan take() { return std::move(plan_); }

 private:
  // The generator -i P of a rotation.
  SignedPermutation generator(const Pauli& p) const { return on_register(p.times_i(3), plane_); }

  // Rotations that act on a wire of their own before anything else does, and keep it real, make a product state.
  void start() {
    std::uint32_t taken = 0;
    for (const LoweredOperation& operation : lowered_.operations) {
      const Rotation* rotation = std::get_if<Rotation>(&operation);
      const std::uint32_t wires =
          rotation ? rotation->pauli.x | rotation->pauli.z : all_wires(std::get<LinearMap>(operation));
      const bool single = rotation && std::popcount(wires) == 1 && rotation->pauli.x == rotation->pauli.z;
      if (!single || (wires & taken)) {
        taken |= wires;
        continue;
      }
      in_start_.push_back(rotation);
      schedule(*rotation, 0);
      auto& factors = plan_.start.factors;
      auto factor = std::ranges::find(factors, wires, &Start::Factor::bit);
      if (factor == factors.end()) factor = factors.insert(factor, {.bit = wires, .rotations = {}});
      AngleUse use = use_angle(plan_, rotation->angle);
      use.negated = !generator(rotation->pauli).minus(0);
      factor->rotations.push_back(use);
    }
    if (!in_start_.empty()) {
      plan_.start.kind = Start::Kind::product;
      for (std::uint32_t w = 0; w < plan_.wires; ++w) {
        const std::uint32_t bit = wire_bit(plan_.wires, Wire(w));
        if (std::ranges::find(plan_.start.factors, bit, &Start::Factor::bit) == plan_.start.factors.end())
          plan_.start.factors.push_back({.bit = bit, .rotations = {}});
      }
      std::ranges::sort(plan_.start.factors, {}, &Start::Factor::bit);
    } else {
      plan_.start.table.assign(plan_.entries(), 0.0);
      const std::size_t states = std::size_t{1} << plan_.wires;
      if (plan_.start.uniform)
        std::fill_n(plan_.start.table.begin(), states, 1 / std::sqrt(static_cast<double>(states)));
      else plan_.start.table[0] = 1;
    }
  }

  static std::uint32_t all_wires(const LinearMap& map) {
    std::uint32_t wires = 0;
    for (const Pauli& p : map.x) wires |= p.x | p.z;
    for (const Pauli& p : map.z) wires |= p.x | p.z;
    return wires;
  }

  void add(const LoweredOperation& operation) {
    const Rotation* rotation = std::get_if<Rotation>(&operation);
    if (!rotation) {
      runs_.push_back({.rotations = {}, .map = &std::get<LinearMap>(operation)});
    } else if (!rotation->pauli.identity() && std::ranges::find(in_start_, rotation) == in_start_.end()) {
      schedule(*rotation, plan_.started);
    }
  }

  // Puts a rotation into the nearest run that it can join, looking back over runs that it commutes with.
  void schedule(const Rotation& rotation, std::size_t first) {
    const bool phase = plane_ != 0 && rotation.pauli.diagonal() && rotation.angle.source != Angle::Source::input;
    for (std::size_t i = runs_.size(); i-- > first;) {
      if (joins(runs_[i], rotation.pauli, phase)) {
        runs_[i].rotations.push_back(rotation);
        return;
      }
      if (!commutes(runs_[i], rotation.pauli)) break;
    }
    runs_.push_back({.rotations = {rotation}, .map = nullptr, .phase = phase});
  }

  bool joins(const Run& run, const Pauli& p, bool phase) const {
    if (run.map || run.phase != phase) return false;
    if (phase) return true;
    if (run.rotations.size() == kMostFused) return false;
    const SignedPermutation own = generator(p);
    std::vector<std::uint32_t> masks{own.mask};
    for (const Rotation& member : run.rotations) {
      const SignedPermutation other = generator(member.pauli);
      masks.push_back(other.mask);
      const bool alternates = odd(own.parity & other.mask);
      if (alternates != odd(other.parity & own.mask)) return false;
      if (run.rotations.size() > 1 && alternates != alternating(run)) return false;
      if (alternates && (own.parity != other.parity || own.negative != other.negative)) return false;
    }
    return independent(masks);
  }

  bool alternating(const Run& run) const {
    return run.rotations.size() > 1 &&
           odd(generator(run.rotations[0].pauli).parity & generator(run.rotations[1].pauli).mask);
  }

  Step step(const Run& run) {
    if (run.map) return sparse(*run.map);
    if (run.phase) {
      Phase phase{.index = plan_.phases++, .terms = {}};
      for (const Rotation& rotation : run.rotations) {
        const double sign = negative(rotation.pauli) ? -1 : 1;
        phase.terms.push_back({.z = rotation.pauli.z, .sign = sign, .angle = use_angle(plan_, rotation.angle)});
      }
      return phase;
    }
    Rotate rotate{.count = run.rotations.size(), .alternating = alternating(run)};
    std::vector<SignedPermutation> generators;
    for (std::size_t i = 0; i < rotate.count; ++i) {
      generators.push_back(generator(run.rotations[i].pauli));
      rotate.angles[i] = use_angle(plan_, run.rotations[i].angle);
      for (std::size_t t = 0; t < std::size_t{1} << rotate.count; ++t)
        if (t >> i & 1) rotate.offsets[t] ^= generators[i].mask;
    }
    for (std::uint32_t r = 0; r < plan_.entries(); ++r)
      if (is_base(r, rotate, generators)) rotate.bases.push_back(r);
    return rotate;
  }

  // Of the entries that mix, the one that each rotation subtracts from; where rotations alternate there are several,
  // and the smallest represents them.
  static bool is_base(std::uint32_t r, const Rotate& rotate, const std::vector<SignedPermutation>& generators) {
    if (!std::ranges::all_of(generators, [&](const SignedPermutation& g) { return g.minus(r); })) return false;
    if (rotate.alternating)
      for (std::size_t t = 1; t < std::size_t{1} << rotate.count; ++t)
        if ((r ^ rotate.offsets[t]) < r && generators[0].minus(r ^ rotate.offsets[t])) return false;
    return true;
  }

  // The matrix in terms of products X^a Z^b of its wires, each with its image.
  Sparse sparse(const LinearMap& map) const {
    const std::size_t wires = map.x.size();
    const Matrix& unitary = map.kraus.at(0);
    const std::size_t size = unitary.size();
    Sparse result;
    const auto column_of = [&](std::uint32_t offset) {
      const auto found = std::ranges::find(result.offsets, offset);
      if (found == result.offsets.end()) result.offsets.push_back(offset);
      return static_cast<std::size_t>(std::ranges::find(result.offsets, offset) - result.offsets.begin());
    };
    struct Entry {
      Matrix::Value coefficient;
      Pauli pauli;
    };
    std::vector<Entry> entries;
    for (std::size_t a = 0; a < size; ++a)
      for (std::size_t b = 0; b < size; ++b) {
        // tr((X^a Z^b)^dagger U) / size, where (X^a Z^b)|p> = (-1)^(b.p) |p ^ a>
        Matrix::Value coefficient = 0;
        for (std::size_t p = 0; p < size; ++p)
          coefficient +=
              unitary(p ^ a, p) * (odd(static_cast<std::uint32_t>(b & p)) ? -1.0 : 1.0) / static_cast<double>(size);
        if (std::abs(coefficient) < 1e-15) continue;
        Pauli image;
        for (std::size_t w = 0; w < wires; ++w)
          if (a >> (wires - 1 - w) & 1) image = image * map.x[w];
        for (std::size_t w = 0; w < wires; ++w)
          if (b >> (wires - 1 - w) & 1) image = image * map.z[w];
        entries.push_back({coefficient, image});
      }
    for (const Entry& entry : entries)
      for (const std::uint32_t i : {0u, 1u}) {
        if (plane_ || !((entry.pauli.phase + i) & 1)) column_of(on_register(entry.pauli.times_i(i), plane_).mask);
      }
    const std::size_t count = result.offsets.size();
    result.values.assign(plan_.entries() * count, 0.0);
    for (const Entry& entry : entries)
      for (const std::uint32_t i : {0u, 1u}) {
        const double part = i == 0 ? entry.coefficient.real() : entry.coefficient.imag();
        if (part == 0 || (!plane_ && ((entry.pauli.phase + i) & 1))) continue;
        const SignedPermutation a = on_register(entry.pauli.times_i(i), plane_);
        const std::size_t column = column_of(a.mask);
        for (std::uint32_t r = 0; r < plan_.entries(); ++r)
          result.values[r * count + column] += a.minus(r) ? -part : part;
      }
    result.transposed.resize(result.values.size());
    for (std::uint32_t r = 0; r < plan_.entries(); ++r)
      for (std::size_t j = 0; j < count; ++j)
        result.transposed[r * count + j] = result.values[(r ^ result.offsets[j]) * count + j];
    return result;
  }

  void observe(const std::vector<LoweredTerm>& terms) {
    std::vector<PlanTerm> observable;
    for (const LoweredTerm& term : terms) {
      if (!plane_ && (term.pauli.phase & 1)) continue;  // an odd number of Y: zero in a real state
      const SignedPermutation a = on_register(term.pauli, plane_);
      observable.push_back(
          {.coefficient = a.negative ? -term.coefficient : term.coefficient, .mask = a.mask, .parity = a.parity});
    }
    plan_.observables.push_back(std::move(observable));
  }

  const Lowered& lowered_;
  std::uint32_t plane_;
  Plan plan_;
  std::vector<const Rotation*> in_start_;
  std::vector<Run> runs_;
};

}  // namespace

Plan plan_state_vector(const Lowered& lowered, Preparation preparation, Basis basis, Storage storage) {
  return Builder(lowered, preparation, basis, storage).take();
}

}  // namespace quanvas::sim
