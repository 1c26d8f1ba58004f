// Circuits whose wires stay products of single wires: a few multiplications a circuit.
#pragma once

#include <vector>

#include "base/aligned.hpp"
#include "sim/engine/engine.hpp"
#include "sim/engine/lane.hpp"
#include "sim/plan/product_plan.hpp"

namespace quanvas::sim {

template <class Real>
class ProductEngine final : public Engine<Real> {
 public:
  explicit ProductEngine(ProductPlan plan);

  void forward(std::size_t count, std::span<const Real> inputs, std::span<const Real> weights,
               std::span<Real> expectations) override;
  void backward(std::span<const Real> upstream, std::span<Real> weight_gradient,
                std::span<Real> input_gradient) override;
  void probabilities(std::span<Real> out) override;
  std::complex<Real> amplitude(std::size_t basis_state) const override;
  double flops(bool backward, bool inputs) const override;

 private:
  using L = typename NativeLane<Real>::type;

  std::size_t groups() const { return stride_of<Real>(count_) / kWidth<L>; }
  L* values(std::size_t task) { return values_.data() + task * plan_.values() * kGroups; }
  void multiply(L* values) const;
  void pull_back(const L* values, L* adjoints) const;

  static constexpr std::size_t kGroups = 8;  // of a task

  ProductPlan plan_;
  std::vector<bool> first_of_slot_;  // [row] whether no row before it has the same input
  std::size_t count_ = 0;
  std::size_t weights_ = 0;
  AlignedArray<L> shared_;       // [row, cos and sin]
  AlignedArray<L> values_;       // [task, value, group]
  AlignedArray<L> adjoints_;     // [thread, value, group]
  AlignedArray<L> weight_sums_;  // [task, weight]
};

}  // namespace quanvas::sim
