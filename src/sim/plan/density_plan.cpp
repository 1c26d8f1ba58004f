#include <algorithm>
#include <cmath>

#include "sim/plan/plan_builder.hpp"

namespace quanvas::sim {
namespace {

class Builder {
 public:
  Builder(const Lowered& lowered, Known known) : wires_(lowered.frame.wires()), known_(known) {
    plan_.storage = Storage::pauli;
    plan_.wires = wires_;
    plan_.bits = 2 * wires_;
    // |0...0><0...0| is the sum of all products of Z, over 2^wires.
    plan_.start.table.assign(plan_.entries(), 0.0);
    std::fill_n(plan_.start.table.begin(), std::size_t{1} << wires_, 1.0);
    for (const LoweredOperation& operation : lowered.operations) {
      if (const Rotation* rotation = std::get_if<Rotation>(&operation)) {
        if (!rotation->pauli.identity()) rotate(*rotation);
      } else {
        map(std::get<LinearMap>(operation));
      }
    }
    std::vector<double> last(plan_.entries(), 1.0);
    if (known == Known::both_ends) {
      for (const auto& factors : pending_) multiply(last, factors);
      pending_.clear();
    }
    flush();
    for (const auto& terms : lowered.observables) {
      std::vector<PlanTerm> observable;
      for (const LoweredTerm& term : terms) {
        const std::uint32_t entry = entry_of(term.pauli);
        observable.push_back({.coefficient = term.coefficient * last[entry], .mask = entry, .parity = 0});
      }
      plan_.observables.push_back(std::move(observable));
    }
    mark_first_steps(plan_, Preparation::zero);
  }

  Plan take() { return std::move(plan_); }

 private:
  std::uint32_t entry_of(const Pauli& p) const { return p.x << wires_ | p.z; }
  Pauli pauli_of(std::uint32_t entry) const {
    return hermitian(entry >> wires_, entry & ((std::uint32_t{1} << wires_) - 1));
  }

  static void multiply(std::vector<double>& factors, const std::vector<double>& by) {
    for (std::size_t r = 0; r < factors.size(); ++r) factors[r] *= by[r];
  }

  // Makes a step of the scalings that wait, or only of those that do not commute with rotating the pairs (r, r ^ mask).
  void flush() {
    flush_unless([](const std::vector<double>&) { return false; });
  }
  template <class May>
  void flush_unless(May&& may_wait) {
    std::vector<double> factors;
    std::erase_if(pending_, [&](const std::vector<double>& waiting) {
      if (may_wait(waiting)) return false;
      if (factors.empty()) factors = waiting;
      else multiply(factors, waiting);
      return true;
    });
    if (factors.empty()) return;
    if (plan_.steps.empty() && known_ != Known::neither) multiply(plan_.start.table, factors);
    else plan_.steps.push_back(Scale{std::move(factors)});
  }

  // Q that anticommutes with P rotates towards i P Q.
  void rotate(const Rotation& rotation) {
    const Pauli& p = rotation.pauli;
    const std::uint32_t mask = entry_of(p);
    Rotate step{.count = 1};
    step.offsets[1] = mask;
    step.angles[0] = use_angle(plan_, rotation.angle);
    for (std::uint32_t r = 0; r < plan_.entries(); ++r) {
      const Pauli q = pauli_of(r);
      if (!commute(p, q) && negative((p * q).times_i(1))) step.bases.push_back(r);
    }
    flush_unless([&](const std::vector<double>& factors) {
      return std::ranges::all_of(step.bases, [&](std::uint32_t r) { return factors[r] == factors[r ^ mask]; });
    });
    plan_.steps.push_back(std::move(step));
  }

  // The image of the product of two single-wire Pauli products, given by the digits I, X, Y, Z of their indices.
  static Pauli image(const LinearMap& map, std::size_t i, std::size_t j) {
    const std::size_t wires = map.x.size();
    const auto local = [&](std::size_t index) {
      std::uint32_t x = 0;
      std::uint32_t z = 0;
      for (std::size_t w = 0; w < wires; ++w) {
        const std::size_t digit = index >> (2 * (wires - 1 - w)) & 3;
        if (digit == 1 || digit == 2) x |= std::uint32_t{1} << w;
        if (digit == 2 || digit == 3) z |= std::uint32_t{1} << w;
      }
      return hermitian(x, z);
    };
    const Pauli product = local(i) * local(j);
    Pauli result{.phase = product.phase};
    for (std::size_t w = 0; w < wires; ++w)
      if (product.x >> w & 1) result = result * map.x[w];
    for (std::size_t w = 0; w < wires; ++w)
      if (product.z >> w & 1) result = result * map.z[w];
    return result;
  }

  // Which Pauli q is on the map's wires: X or Y where it anticommutes with Z, Z or Y where it does with X.
  static std::size_t index_on(const LinearMap& map, const Pauli& q) {
    std::size_t index = 0;
    for (std::size_t w = 0; w < map.x.size(); ++w) {
      const bool has_x = !commute(q, map.z[w]);
      const bool has_z = !commute(q, map.x[w]);
      index = 4 * index + (has_x ? (has_z ? 2 : 1) : (has_z ? 3 : 0));
    }
    return index;
  }

  void map(const LinearMap& map) {
    const auto wires = static_cast<unsigned>(map.x.size());
    const std::size_t count = std::size_t{1} << (2 * wires);
    const std::vector<double> transfer = transfer_matrix(map.kraus, wires);
    bool diagonal = true;
    for (std::size_t i = 0; i < count; ++i)
      for (std::size_t j = 0; j < count; ++j) diagonal = diagonal && (i == j || transfer[i * count + j] == 0);
    if (diagonal) {
      std::vector<double> factors(plan_.entries());
      for (std::uint32_t r = 0; r < plan_.entries(); ++r) {
        const std::size_t i = index_on(map, pauli_of(r));
        factors[r] = transfer[i * count + i];
      }
      pending_.push_back(std::move(factors));
      return;
    }
    flush();
    Sparse sparse;
    for (std::size_t d = 0; d < count; ++d) sparse.offsets.push_back(entry_of(image(map, d, 0)));
    sparse.values.assign(plan_.entries() * count, 0.0);
    for (std::uint32_t r = 0; r < plan_.entries(); ++r) {
      const Pauli q = pauli_of(r);
      const std::size_t i = index_on(map, q);
      for (std::size_t j = 0; j < count; ++j) {
        if (transfer[i * count + j] == 0) continue;
        const Pauli to = image(map, j, i) * q;
        const auto column = std::ranges::find(sparse.offsets, entry_of(to) ^ r) - sparse.offsets.begin();
        sparse.values[r * count + static_cast<std::size_t>(column)] =
            negative(to) ? -transfer[i * count + j] : transfer[i * count + j];
      }
    }
    sparse.transposed.resize(sparse.values.size());
    for (std::uint32_t r = 0; r < plan_.entries(); ++r)
      for (std::size_t j = 0; j < count; ++j)
        sparse.transposed[r * count + j] = sparse.values[(r ^ sparse.offsets[j]) * count + j];
    plan_.steps.push_back(std::move(sparse));
  }

  std::size_t wires_;
  Known known_;
  Plan plan_;
  std::vector<std::vector<double>> pending_;  // scalings by channels that no step does yet
};

}  // namespace

Plan plan_density(const Lowered& lowered, Known known) { return Builder(lowered, known).take(); }

}  // namespace quanvas::sim
