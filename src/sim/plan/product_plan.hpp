// States that stay products. Where every rotation of a lowered circuit acts on one wire, each wire is a Bloch vector,
// and an expectation value of a Pauli product is a product of their components: a polynomial in sines and cosines. This
// builds the polynomial as a list of multiplications, without the zeros, with nothing computed twice. (For one
// repetition of the quanvolution circuit it is the product of cos x_k cos theta_k.)
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "sim/plan/plan.hpp"

namespace quanvas::sim {

struct ProductPlan {
  // Value `first` * `second`, plus `sign` * `third` * `fourth` where these are given.
  struct Product {
    static constexpr std::uint32_t kNone = ~std::uint32_t{0};
    std::uint32_t first;
    std::uint32_t second;
    std::uint32_t third = kNone;
    std::uint32_t fourth = kNone;
    double sign = 0;

    friend bool operator==(const Product&, const Product&) = default;
  };

  // coefficient * a value, or the coefficient alone.
  struct Term {
    double coefficient;
    std::optional<std::uint32_t> value;
  };

  std::size_t wires = 0;
  // The values are cos and sin of every row, two for each, and after them those of the products.
  std::vector<Angle> rows;
  std::vector<Product> products;
  std::vector<std::vector<Term>> observables;

  std::size_t values() const { return 2 * rows.size() + products.size(); }
};

// Nothing where a rotation acts on several wires or an operation is not a rotation.
std::optional<ProductPlan> plan_product(const Circuit& circuit, const std::vector<Observable>& observables);

}  // namespace quanvas::sim
