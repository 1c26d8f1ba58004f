// Runs a plan by plain loops, in double precision and for one circuit, as sim/plan/plan.hpp describes it.
#pragma once

#include <cmath>
#include <vector>

#include "sim/plan/plan.hpp"
#include "support/dense_simulator.hpp"

namespace quanvas::test {

using Register = std::vector<double>;

class PlanInterpreter {
 public:
  PlanInterpreter(const sim::Plan& plan, const std::vector<double>& inputs, const std::vector<double>& weights)
      : plan_(plan), inputs_(inputs), weights_(weights) {}

  // The state after the steps, from the plan's start; or from the start of the wires' bare product and through all
  // steps.
  Register final_register() const { return through(plan_.started, start()); }
  Register final_register_from_bare_start() const {
    Register bare(plan_.entries());
    const std::size_t states = std::size_t{1} << plan_.wires;
    if (plan_.start.uniform) std::fill_n(bare.begin(), states, 1 / std::sqrt(static_cast<double>(states)));
    else bare[0] = 1;
    return through(0, bare);
  }

  std::vector<double> expectations(const Register& a) const {
    std::vector<double> values;
    for (const auto& terms : plan_.observables) {
      double value = 0;
      for (const sim::PlanTerm& term : terms) {
        if (plan_.storage == sim::Storage::pauli) value += term.coefficient * a[term.mask];
        else
          for (std::uint32_t r = 0; r < a.size(); ++r)
            value += (sim::odd(r & term.parity) ? -1 : 1) * term.coefficient * a[r] * a[r ^ term.mask];
      }
      values.push_back(value);
    }
    return values;
  }

 private:
  double angle_of(const sim::AngleUse& use) const {
    const sim::Angle& row = use.shared() ? plan_.shared_rows[use.row] : plan_.input_rows[use.row];
    if (row.source == sim::Angle::Source::weight) return row.scale * weights_[row.slot.value] + row.offset;
    if (row.source == sim::Angle::Source::input) return row.scale * inputs_[row.slot.value] + row.offset;
    return row.offset;
  }
  void rotate(double& a, double& b, const sim::AngleUse& use) const {
    const double by = (use.negated ? -1 : 1) * angle_of(use) * plan_.rotation_per_angle();
    const double first = a;
    a = std::cos(by) * first - std::sin(by) * b;
    b = std::cos(by) * b + std::sin(by) * first;
  }

  Register start() const {
    const sim::Start& start = plan_.start;
    if (start.kind == sim::Start::Kind::table) return start.table;
    Register a(plan_.entries());
    if (start.kind == sim::Start::Kind::inputs) {
      for (std::size_t p = 0; p < inputs_.size(); ++p) a[start.order[p]] = inputs_[p];
      return a;
    }
    for (std::uint32_t r = 0; r < 1u << plan_.wires; ++r) {
      a[r] = 1;
      for (const sim::Start::Factor& factor : start.factors) {
        double entries[] = {start.uniform ? std::sqrt(0.5) : 1, start.uniform ? std::sqrt(0.5) : 0};
        for (const sim::AngleUse& use : factor.rotations) rotate(entries[0], entries[1], use);
        a[r] *= entries[(r & factor.bit) != 0];
      }
    }
    return a;
  }

  Register through(std::size_t first, Register a) const {
    for (std::size_t s = first; s < plan_.steps.size(); ++s)
      a = std::visit([&](const auto& step) { return apply(step, a); }, plan_.steps[s]);
    return a;
  }
  Register apply(const sim::Rotate& step, Register a) const {
    for (std::size_t i = 0; i < step.count; ++i)
      for (const std::uint32_t base : step.bases)
        for (std::uint32_t t = 0; t < 1u << step.count; ++t) {
          if (t >> i & 1) continue;
          double* const first = &a[base ^ step.offsets[t]];
          double* const second = &a[base ^ step.offsets[t | 1u << i]];
          if (step.alternating && sim::odd(t)) rotate(*second, *first, step.angles[i]);
          else rotate(*first, *second, step.angles[i]);
        }
    return a;
  }
  Register apply(const sim::Phase& step, Register a) const {
    const std::size_t states = a.size() / 2;
    for (std::uint32_t p = 0; p < states; ++p) {
      double by = 0;
      for (const sim::Phase::Term& term : step.terms)
        by += (sim::odd(p & term.z) ? -1 : 1) * term.sign * angle_of(term.angle) / 2;
      const Complex rotated = Complex(a[p], a[p + states]) * std::polar(1.0, -by);
      a[p] = rotated.real(), a[p + states] = rotated.imag();
    }
    return a;
  }
  Register apply(const sim::Scale& step, Register a) const {
    for (std::size_t r = 0; r < a.size(); ++r) a[r] *= step.factors[r];
    return a;
  }
  Register apply(const sim::Sparse& step, const Register& a) const {
    Register to(a.size());
    const std::size_t count = step.offsets.size();
    for (std::size_t r = 0; r < a.size(); ++r)
      for (std::size_t j = 0; j < count; ++j) to[r] += step.values[r * count + j] * a[r ^ step.offsets[j]];
    return to;
  }

  const sim::Plan& plan_;
  const std::vector<double>& inputs_;
  const std::vector<double>& weights_;
};

}  // namespace quanvas::test
