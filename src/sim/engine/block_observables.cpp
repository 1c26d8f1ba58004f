#include "sim/engine/block_observables.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "sim/circuit/pauli.hpp"
#include "sim/engine/kernels.hpp"
#include "sim/engine/parallel.hpp"

namespace quanvas::sim {
namespace {

constexpr std::size_t kMostChunk = 512;
constexpr std::size_t kChunksPerTask = 32;

// Of a Pauli, the index of its coefficient: x and z of each wire side by side.
std::size_t coefficient_index(std::uint32_t x, std::uint32_t z, std::size_t wires) {
  std::size_t index = 0;
  for (std::size_t w = 0; w < wires; ++w) index |= static_cast<std::size_t>((x >> w & 1) << 1 | (z >> w & 1)) << 2 * w;
  return index;
}

}  // namespace

template <class Real>
BlockObservables<Real>::BlockObservables(const BlockShape& shape, const std::vector<Observable>& observables)
    : shape_(shape), observables_(observables.size()), chunk_(std::min(kMostChunk, shape.plane_size())) {
  for (std::size_t o = 0; o < observables.size(); ++o)
    for (const PauliTerm& term : observables[o].terms) add(term, o);
}

template <class Real>
void BlockObservables<Real>::add(const PauliTerm& term, std::size_t observable) {
  Pauli p;
  for (const auto& [wire, letter] : term.factors) p = p * pauli({&letter, 1}, std::span(&wire, 1), shape_.wires);
  if (!mixed() && shape_.planes == 1 && (p.phase & 1)) return;  // an odd number of Y: zero in a real state
  auto family = std::ranges::find(families_, p.x, &Family::x);
  if (family == families_.end()) family = families_.insert(family, {.x = p.x, .terms = {}});
  family->terms.push_back({.observable = observable,
                           .coefficient = negative(p) ? -term.coefficient : term.coefficient,
                           .z = p.z,
                           .phase = hermitian(p.x, p.z).phase,
                           .signs = mixed() ? 0 : signs_of(p.z)});
}

template <class Real>
std::size_t BlockObservables<Real>::signs_of(std::uint32_t z) {
  const auto low = static_cast<std::uint32_t>(z & (chunk_ - 1));
  const auto found = std::ranges::find(patterns_, low);
  const auto index = static_cast<std::size_t>(found - patterns_.begin());
  if (found != patterns_.end()) return index;
  patterns_.push_back(low);
  AlignedArray<Real>& signs = signs_.emplace_back(chunk_);
  for (std::uint32_t p = 0; p < chunk_; ++p) signs.data()[p] = odd(p & low) ? Real(-1) : Real(1);
  return index;
}

template <class Real>
void BlockObservables<Real>::measure(const Real* state, std::span<double> values) const {
  std::ranges::fill(values, 0.0);
  if (mixed()) {
    for (const Family& family : families_)
      for (const Term& term : family.terms)
        values[term.observable] +=
            term.coefficient * static_cast<double>(state[coefficient_index(family.x, term.z, shape_.wires)]);
    return;
  }
  const std::size_t chunks = shape_.plane_size() / chunk_;
  const std::size_t tasks = (chunks + kChunksPerTask - 1) / kChunksPerTask;
  const Real* const imaginary = shape_.planes == 2 ? state + shape_.plane_size() : nullptr;
  const auto low = static_cast<std::uint32_t>(chunk_ - 1);
  std::vector<double> sums(tasks * observables_);
  for_each_task(tasks, region_of(flops()), [&](std::size_t task, std::size_t) {
    alignas(64) Real parts[2][kMostChunk];
    std::vector<double> by_signs(signs_.size() * 2);
    for (std::size_t chunk = task * kChunksPerTask; chunk < std::min(chunks, (task + 1) * kChunksPerTask); ++chunk)
      for (const Family& family : families_) {
        // conj(a[p ^ x]) a[p], real and imaginary part
        const std::size_t here = chunk * chunk_;
        const std::size_t there = here ^ (family.x & ~low);
        const std::uint32_t flip = family.x & low;
        for (std::uint32_t i = 0; i < chunk_; ++i) {
          const Real re = state[here + i];
          const Real other_re = state[there + (i ^ flip)];
          parts[0][i] = other_re * re;
          if (!imaginary) continue;
          const Real im = imaginary[here + i];
          const Real other_im = imaginary[there + (i ^ flip)];
          parts[0][i] += other_im * im;
          parts[1][i] = other_re * im - other_im * re;
        }
        std::ranges::fill(by_signs, std::numeric_limits<double>::quiet_NaN());
        for (const Term& term : family.terms) {
          const std::size_t part = term.phase & 1;
          double& total = by_signs[2 * term.signs + part];
          if (std::isnan(total)) {
            L sum_of_lanes{};
            for (std::size_t i = 0; i < chunk_; i += kWidth<L>)
              sum_of_lanes += load<L>(signs_[term.signs].data() + i) * load<L>(parts[part] + i);
            total = static_cast<double>(sum(sum_of_lanes));
          }
          // i^phase (re + i im): re, -im, -re, im
          const bool minus = (term.phase == 1 || term.phase == 2) != odd(static_cast<std::uint32_t>(here) & term.z);
          sums[task * observables_ + term.observable] += minus ? -term.coefficient * total : term.coefficient * total;
        }
      }
  });
  for (std::size_t task = 0; task < tasks; ++task)
    for (std::size_t o = 0; o < observables_; ++o) values[o] += sums[task * observables_ + o];
}

template <class Real>
void BlockObservables<Real>::apply(const Real* state, std::span<const Real> upstream, Real* adjoint) const {
  if (mixed()) {
    std::fill_n(adjoint, shape_.size(), Real(0));
    for (const Family& family : families_)
      for (const Term& term : family.terms)
        adjoint[coefficient_index(family.x, term.z, shape_.wires)] +=
            static_cast<Real>(term.coefficient) * upstream[term.observable];
    return;
  }
  const std::size_t chunks = shape_.plane_size() / chunk_;
  const std::size_t plane = shape_.plane_size();
  const bool complex = shape_.planes == 2;
  const auto low = static_cast<std::uint32_t>(chunk_ - 1);
  for_each_task((chunks + kChunksPerTask - 1) / kChunksPerTask, region_of(flops()), [&](std::size_t task, std::size_t) {
    alignas(64) Real factors[2][kMostChunk];
    for (std::size_t chunk = task * kChunksPerTask; chunk < std::min(chunks, (task + 1) * kChunksPerTask); ++chunk) {
      const std::size_t here = chunk * chunk_;
      for (std::size_t p = 0; p < shape_.planes; ++p) std::fill_n(adjoint + p * plane + here, chunk_, Real(0));
      for (const Family& family : families_) {
        const std::size_t there = here ^ (family.x & ~low);
        const std::uint32_t flip = family.x & low;
        for (auto& part : factors) std::fill_n(part, chunk_, Real(0));
        for (const Term& term : family.terms) {
          const bool minus = (term.phase >= 2) != odd(static_cast<std::uint32_t>(there) & term.z);
          const Real factor =
              static_cast<Real>(minus ? -term.coefficient : term.coefficient) * upstream[term.observable];
          const Real* const signs = signs_[term.signs].data();
          Real* const to = factors[term.phase & 1];
          for (std::size_t i = 0; i < chunk_; i += kWidth<L>)
            store<L>(to + i, load<L>(to + i) + factor * load<L>(signs + i));
        }
        for (std::uint32_t i = 0; i < chunk_; ++i) {
          const std::uint32_t from = i ^ flip;
          const Real re = state[there + from];
          const Real im = complex ? state[plane + there + from] : Real(0);
          adjoint[here + i] += factors[0][from] * re - factors[1][from] * im;
          if (complex) adjoint[plane + here + i] += factors[0][from] * im + factors[1][from] * re;
        }
      }
    }
  });
}

template <class Real>
void BlockObservables<Real>::probabilities(const BlockShape& shape, std::size_t idle, const Real* state, Real* out,
                                           std::size_t stride) {
  const std::size_t states = std::size_t{1} << shape.wires;
  const std::size_t shown = states >> idle;
  if (shape.digit == 1) {
    for (std::size_t p = 0; p < shown; ++p) {
      const Real re = state[p << idle];
      const Real im = shape.planes == 2 ? state[states + (p << idle)] : Real(0);
      out[p * stride] = re * re + im * im;
    }
    return;
  }
  std::vector<Real> values(states);
  for (std::uint32_t z = 0; z < states; ++z)
    values[z] = state[coefficient_index(0, z, shape.wires)] / static_cast<Real>(states);
  walsh_hadamard(values.data(), states);
  for (std::size_t p = 0; p < shown; ++p) out[p * stride] = values[p << idle];
}

template <class Real>
double BlockObservables<Real>::flops() const {
  if (mixed()) return 1;
  double per_amplitude = 0;
  for (const Family& family : families_)
    per_amplitude += 6 + 2 * static_cast<double>(std::min(family.terms.size(), signs_.size()));
  return per_amplitude * static_cast<double>(shape_.plane_size());
}

template class BlockObservables<float>;
template class BlockObservables<double>;

}  // namespace quanvas::sim
