#include "sim/plan/product_plan.hpp"

#include <algorithm>
#include <array>
#include <bit>

namespace quanvas::sim {
namespace {

// A value with its sign, the number one, or zero.
struct Factor {
  enum class Kind { zero, one, value } kind = Kind::zero;
  std::uint32_t value = 0;
  double sign = 1;
};

class Builder {
 public:
  explicit Builder(const Lowered& lowered) {
    const std::size_t wires = lowered.frame.wires();
    plan_.wires = wires;
    // Bloch vectors (x, y, z) of |0>.
    std::vector<std::array<Factor, 3>> bloch(wires, {Factor{}, Factor{}, Factor{.kind = Factor::Kind::one}});
    for (const LoweredOperation& operation : lowered.operations) find_row(std::get<Rotation>(operation).angle);
    for (const LoweredOperation& operation : lowered.operations) {
      const Rotation& rotation = std::get<Rotation>(operation);
      const std::uint32_t bits = rotation.pauli.x | rotation.pauli.z;
      const std::size_t wire = wires - 1 - static_cast<std::size_t>(std::countr_zero(bits));
      // About X, y rotates towards z; about Y, z towards x; about Z, x towards y.
      const std::size_t axis = rotation.pauli.x == 0 ? 2 : rotation.pauli.z == 0 ? 0 : 1;
      rotate(bloch[wire][(axis + 1) % 3], bloch[wire][(axis + 2) % 3], find_row(rotation.angle),
             negative(rotation.pauli) ? -1 : 1);
    }
    for (const auto& terms : lowered.observables) {
      std::vector<ProductPlan::Term> observable;
      for (const LoweredTerm& term : terms) {
        Factor product{.kind = Factor::Kind::one};
        for (std::size_t w = 0; w < wires; ++w) {
          const std::uint32_t bit = wire_bit(wires, Wire(static_cast<std::uint32_t>(w)));
          const bool x = term.pauli.x & bit;
          const bool z = term.pauli.z & bit;
          if (x || z) product = times(product, bloch[w][x ? (z ? 1 : 0) : 2]);
        }
        if (product.kind == Factor::Kind::one)
          observable.push_back({.coefficient = product.sign * term.coefficient, .value = {}});
        if (product.kind == Factor::Kind::value)
          observable.push_back({.coefficient = product.sign * term.coefficient, .value = product.value});
      }
      plan_.observables.push_back(std::move(observable));
    }
    drop_unused();
  }

  ProductPlan take() { return std::move(plan_); }

 private:
  std::uint32_t find_row(Angle angle) {
    if (angle.fixed()) angle.scale = 1;
    const auto row = std::ranges::find(plan_.rows, angle);
    const auto index = static_cast<std::uint32_t>(row - plan_.rows.begin());
    if (row == plan_.rows.end()) plan_.rows.push_back(angle);
    return index;
  }

  std::uint32_t value_of(const ProductPlan::Product& product) {
    const auto found = std::ranges::find(plan_.products, product);
    const auto index =
        static_cast<std::uint32_t>(2 * plan_.rows.size() + static_cast<std::size_t>(found - plan_.products.begin()));
    if (found == plan_.products.end()) plan_.products.push_back(product);
    return index;
  }

  Factor times(const Factor& a, const Factor& b) {
    if (a.kind == Factor::Kind::zero || b.kind == Factor::Kind::zero) return {};
    if (a.kind == Factor::Kind::one) return {.kind = b.kind, .value = b.value, .sign = a.sign * b.sign};
    if (b.kind == Factor::Kind::one) return {.kind = a.kind, .value = a.value, .sign = a.sign * b.sign};
    return {
        .kind = Factor::Kind::value, .value = value_of({.first = a.value, .second = b.value}), .sign = a.sign * b.sign};
  }

  // a b + c d
  Factor sum_of_products(const Factor& a, const Factor& b, const Factor& c, const Factor& d) {
    if (c.kind == Factor::Kind::zero || d.kind == Factor::Kind::zero) return times(a, b);
    if (a.kind == Factor::Kind::zero || b.kind == Factor::Kind::zero) return times(c, d);
    // Of a Bloch vector's components only the first z is one, and then the others are zero.
    const double sign = a.sign * b.sign;
    return {
        .kind = Factor::Kind::value,
        .value = value_of(
            {.first = a.value, .second = b.value, .third = c.value, .fourth = d.value, .sign = sign * c.sign * d.sign}),
        .sign = sign};
  }

  void rotate(Factor& first, Factor& second, std::uint32_t row, double direction) {
    const Factor cosine{.kind = Factor::Kind::value, .value = 2 * row};
    const Factor sine{.kind = Factor::Kind::value, .value = 2 * row + 1, .sign = direction};
    const Factor minus_sine{.kind = Factor::Kind::value, .value = 2 * row + 1, .sign = -direction};
    const Factor rotated = sum_of_products(cosine, first, minus_sine, second);
    second = sum_of_products(cosine, second, sine, first);
    first = rotated;
  }

  void drop_unused() {
    const std::size_t leaves = 2 * plan_.rows.size();
    std::vector<bool> used(plan_.values());
    for (const auto& terms : plan_.observables)
      for (const ProductPlan::Term& term : terms)
        if (term.value) used[*term.value] = true;
    for (std::size_t p = plan_.products.size(); p-- > 0;) {
      if (!used[leaves + p]) continue;
      const ProductPlan::Product& product = plan_.products[p];
      for (const std::uint32_t operand : {product.first, product.second, product.third, product.fourth})
        if (operand != ProductPlan::Product::kNone) used[operand] = true;
    }
    std::vector<std::uint32_t> renamed(plan_.values());
    std::vector<ProductPlan::Product> kept;
    for (std::uint32_t v = 0; v < leaves; ++v) renamed[v] = v;
    for (std::size_t p = 0; p < plan_.products.size(); ++p) {
      if (!used[leaves + p]) continue;
      ProductPlan::Product product = plan_.products[p];
      for (std::uint32_t* operand : {&product.first, &product.second, &product.third, &product.fourth})
        if (*operand != ProductPlan::Product::kNone) *operand = renamed[*operand];
      renamed[leaves + p] = static_cast<std::uint32_t>(leaves + kept.size());
      kept.push_back(product);
    }
    for (auto& terms : plan_.observables)
      for (ProductPlan::Term& term : terms)
        if (term.value) term.value = renamed[*term.value];
    plan_.products = std::move(kept);
  }

  ProductPlan plan_;
};

}  // namespace

std::optional<ProductPlan> plan_product(const Circuit& circuit, const std::vector<Observable>& observables) {
  if (circuit.noisy() || circuit.preparation() != Preparation::zero) return std::nullopt;
  Lowered lowered = lower(circuit, observables, Basis::z, Absorb::cliffords);
  keep_light_cone(lowered);
  const bool single = std::ranges::all_of(lowered.operations, [](const LoweredOperation& operation) {
    const Rotation* rotation = std::get_if<Rotation>(&operation);
    return rotation && std::popcount(rotation->pauli.x | rotation->pauli.z) == 1;
  });
  if (!single) return std::nullopt;
  return Builder(lowered).take();
}

}  // namespace quanvas::sim
