#include "sim/engine/product_engine.hpp"

#include <algorithm>

#include "base/error.hpp"
#include "sim/engine/angle_value.hpp"
#include "sim/engine/memory.hpp"
#include "sim/engine/parallel.hpp"
#include "sim/engine/trig.hpp"

namespace quanvas::sim {
namespace {

constexpr std::uint32_t kNone = ProductPlan::Product::kNone;

}  // namespace

template <class Real>
ProductEngine<Real>::ProductEngine(ProductPlan plan) : plan_(std::move(plan)) {
  static_assert(kGroups == kGroupsPerTask);
  for (std::size_t row = 0; row < plan_.rows.size(); ++row)
    first_of_slot_.push_back(
        std::none_of(plan_.rows.begin(), plan_.rows.begin() + static_cast<long>(row), [&](const Angle& other) {
          return other.source == plan_.rows[row].source && other.slot == plan_.rows[row].slot;
        }));
}

template <class Real>
void ProductEngine<Real>::multiply(L* values) const {
  L* to = values + 2 * plan_.rows.size() * kGroups;
  for (const ProductPlan::Product& product : plan_.products) {
    const L* const a = values + product.first * kGroups;
    const L* const b = values + product.second * kGroups;
    if (product.third == kNone) {
      for (std::size_t g = 0; g < kGroups; ++g) to[g] = a[g] * b[g];
    } else {
      const L* const c = values + product.third * kGroups;
      const L* const d = values + product.fourth * kGroups;
      const Real sign = static_cast<Real>(product.sign);
      for (std::size_t g = 0; g < kGroups; ++g) to[g] = a[g] * b[g] + sign * c[g] * d[g];
    }
    to += kGroups;
  }
}

template <class Real>
void ProductEngine<Real>::forward(std::size_t count, std::span<const Real> inputs, std::span<const Real> weights,
                                  std::span<Real> expectations) {
  count_ = count;
  weights_ = weights.size();
  const std::size_t stride = stride_of<Real>(count);
  const std::size_t tasks = task_count(groups());
  reserve_states<Real>(values_, tasks * plan_.values() * kGroups, count, plan_.wires);
  shared_.reserve(2 * plan_.rows.size());
  for (std::size_t row = 0; row < plan_.rows.size(); ++row) {
    const Angle& angle = plan_.rows[row];
    if (angle.source == Angle::Source::input) continue;
    const SinCos<L> value = sincos_whole(broadcast<L>(shared_angle(angle, weights.data())));
    shared_.data()[2 * row] = value.cosine;
    shared_.data()[2 * row + 1] = value.sine;
  }
  for_each_task(tasks, region_of(static_cast<double>(count) * flops(false, false)), [&](std::size_t task, std::size_t) {
    L* const own = values(task);
    const std::size_t first = task * kGroups;
    const std::size_t here = std::min(kGroups, groups() - first);
    for (std::size_t row = 0; row < plan_.rows.size(); ++row) {
      const Angle& angle = plan_.rows[row];
      L* const cosines = own + 2 * row * kGroups;
      if (angle.source != Angle::Source::input) {
        std::fill_n(cosines, kGroups, shared_.data()[2 * row]);
        std::fill_n(cosines + kGroups, kGroups, shared_.data()[2 * row + 1]);
        continue;
      }
      const Real* const from = inputs.data() + angle.slot.value * stride + first * kWidth<L>;
      const auto for_all = [&](auto&& value_of) {
        for (std::size_t g = 0; g < here; ++g) {
          const SinCos<L> value = sincos_whole(value_of(load<L>(from + g * kWidth<L>)));
          cosines[g] = value.cosine;
          cosines[kGroups + g] = value.sine;
        }
      };
      AngleWatch<L> watch;
      for_all([&](const L& input) { return watch.seen(fast_angle(angle, input)); });
      if (watch.exceeded()) for_all([&](const L& input) { return any_angle(angle, input); });
      // The last task may have fewer groups; the rest is computed from zeros and not used.
      std::fill(cosines + here, cosines + kGroups, L{});
      std::fill(cosines + kGroups + here, cosines + 2 * kGroups, L{});
    }
    multiply(own);
    for (std::size_t o = 0; o < plan_.observables.size(); ++o)
      for (std::size_t g = 0; g < here; ++g) {
        L value{};
        for (const ProductPlan::Term& term : plan_.observables[o])
          value += term.value ? L(static_cast<Real>(term.coefficient) * own[*term.value * kGroups + g])
                              : broadcast<L>(static_cast<Real>(term.coefficient));
        store<L>(expectations.data() + o * stride + (first + g) * kWidth<L>, value);
      }
  });
}

// Reverse-mode differentiation: from the adjoints of the products to those of sines and cosines.
template <class Real>
void ProductEngine<Real>::pull_back(const L* values, L* adjoints) const {
  for (std::size_t p = plan_.products.size(); p-- > 0;) {
    const ProductPlan::Product& product = plan_.products[p];
    const L* const from = adjoints + (2 * plan_.rows.size() + p) * kGroups;
    const auto add = [&](std::uint32_t to, std::uint32_t factor, Real sign) {
      L* const sum = adjoints + to * kGroups;
      const L* const other = values + factor * kGroups;
      if (sign > 0)
        for (std::size_t g = 0; g < kGroups; ++g) sum[g] += from[g] * other[g];
      else
        for (std::size_t g = 0; g < kGroups; ++g) sum[g] -= from[g] * other[g];
    };
    add(product.first, product.second, 1);
    add(product.second, product.first, 1);
    if (product.third == kNone) continue;
    add(product.third, product.fourth, static_cast<Real>(product.sign));
    add(product.fourth, product.third, static_cast<Real>(product.sign));
  }
}

template <class Real>
void ProductEngine<Real>::backward(std::span<const Real> upstream, std::span<Real> weight_gradient,
                                   std::span<Real> input_gradient) {
  const std::size_t stride = stride_of<Real>(count_);
  const std::size_t tasks = task_count(groups());
  const Region region = region_of(static_cast<double>(count_) * flops(true, true));
  const std::size_t size = plan_.values() * kGroups;
  adjoints_.reserve(region.threads * size);
  L* const sums = weight_gradient.empty() ? nullptr : weight_sums_.reserve(tasks * weights_);
  if (!input_gradient.empty())
    for (std::size_t slot = 0; slot < input_gradient.size() / stride; ++slot)
      if (std::ranges::none_of(plan_.rows, [&](const Angle& row) {
            return row.source == Angle::Source::input && row.slot.value == slot;
          }))
        std::fill_n(input_gradient.data() + slot * stride, stride, Real(0));
  for_each_task(tasks, region, [&](std::size_t task, std::size_t thread) {
    const L* const own = values(task);
    L* const adjoints = adjoints_.data() + thread * size;
    const std::size_t first = task * kGroups;
    const std::size_t here = std::min(kGroups, groups() - first);
    std::fill_n(adjoints, size, L{});
    for (std::size_t o = 0; o < plan_.observables.size(); ++o)
      for (const ProductPlan::Term& term : plan_.observables[o])
        if (term.value)
          for (std::size_t g = 0; g < here; ++g)
            adjoints[*term.value * kGroups + g] +=
                static_cast<Real>(term.coefficient) * load<L>(upstream.data() + o * stride + (first + g) * kWidth<L>);
    pull_back(own, adjoints);
    if (sums) std::fill_n(sums + task * weights_, weights_, L{});
    for (std::size_t row = 0; row < plan_.rows.size(); ++row) {
      const Angle& angle = plan_.rows[row];
      const L* const c = own + 2 * row * kGroups;
      const L* const by_c = adjoints + 2 * row * kGroups;
      const Real scale = static_cast<Real>(angle.scale);
      const auto derivative = [&](std::size_t g) { return L(by_c[kGroups + g] * c[g] - by_c[g] * c[kGroups + g]); };
      if (angle.source == Angle::Source::weight && sums) {
        L sum{};
        for (std::size_t g = 0; g < here; ++g) sum += derivative(g);
        sums[task * weights_ + angle.slot.value] += sum * scale;
      }
      if (angle.source == Angle::Source::input && !input_gradient.empty()) {
        Real* const to = input_gradient.data() + angle.slot.value * stride + first * kWidth<L>;
        for (std::size_t g = 0; g < here; ++g)
          store<L>(to + g * kWidth<L>,
                   derivative(g) * scale + (first_of_slot_[row] ? L{} : load<L>(to + g * kWidth<L>)));
      }
    }
  });
  if (sums)
    for (std::size_t task = 0; task < tasks; ++task)
      for (std::size_t w = 0; w < weights_; ++w) weight_gradient[w] += sum(sums[task * weights_ + w]);
}

template <class Real>
void ProductEngine<Real>::probabilities(std::span<Real>) {
  fail("product states are not read out state by state; use another method");
}

template <class Real>
std::complex<Real> ProductEngine<Real>::amplitude(std::size_t) const {
  fail("product states are not read out state by state; use another method");
}

// Multiplications and additions, those of the sines and cosines not counted.
template <class Real>
double ProductEngine<Real>::flops(bool backward, bool) const {
  double forward = 0;
  for (const ProductPlan::Product& product : plan_.products) forward += product.third == kNone ? 1 : 3;
  return backward ? 4 * forward + 3 * static_cast<double>(plan_.rows.size()) : forward;
}

template class ProductEngine<float>;
template class ProductEngine<double>;

}  // namespace quanvas::sim
