#include "sim/batch_engine.hpp"

#include <algorithm>

#include "sim/parallel.hpp"

namespace quanvas::sim {
namespace {

// Registers are kept for the reverse sweep if all of them fit into a cache of this size; otherwise un-computing is faster
// than fetching them.
constexpr std::size_t kKeptBytes = std::size_t{8} << 20;

}  // namespace

template <class Real>
std::size_t stride_of(std::size_t count) {
  constexpr std::size_t kLane = kWidth<typename NativeLane<Real>::type>;
  return (count + kLane - 1) / kLane * kLane;
}
template std::size_t stride_of<float>(std::size_t);
template std::size_t stride_of<double>(std::size_t);

template <class Real>
BatchEngine<Real>::BatchEngine(Plan plan, std::vector<Place> places) : executor_(std::move(plan)), places_(std::move(places)) {}

template <class Real>
typename Executor<Real>::Group BatchEngine<Real>::group(std::size_t index, std::span<const Real> inputs) {
  return {.inputs = inputs.data() + index * kWidth<L>,
          .stride = stride_of<Real>(count_),
          .turns = turns_.data() + index * executor_.plan().input_rows.size(),
          .state = states_.data() + index * executor_.registers(keep_) * executor_.entries(),
          .keep = keep_};
}

template <class Real>
void BatchEngine<Real>::make_scratches(double flops) {
  while (scratches_.size() < static_cast<std::size_t>(threads_for(flops))) scratches_.push_back(executor_.make_scratch());
}

template <class Real>
void BatchEngine<Real>::forward(std::size_t count, std::span<const Real> inputs, std::span<const Real> weights, std::span<Real> expectations) {
  count_ = count;
  weights_ = weights.size();
  const std::size_t kept = groups() * executor_.registers(Keep::needed) * executor_.entries() * sizeof(L);
  keep_ = executor_.plan().invertible() && kept > kKeptBytes ? Keep::final : Keep::needed;
  executor_.bind(weights);
  turns_.reserve(groups() * executor_.plan().input_rows.size());
  states_.reserve(groups() * executor_.registers(keep_) * executor_.entries());
  const double work = static_cast<double>(count) * flops(false, false);
  make_scratches(work);
  for_each_block(blocks_of(groups()), work, [&](std::size_t block, std::size_t thread) {
    for (std::size_t g = block * kGroupsPerBlock; g < std::min(groups(), (block + 1) * kGroupsPerBlock); ++g) {
      const auto own = group(g, inputs);
      executor_.forward(own, scratches_[thread]);
      executor_.measure(own, expectations.data() + g * kWidth<L>);
    }
  });
}

template <class Real>
void BatchEngine<Real>::backward(std::span<const Real> upstream, std::span<Real> weight_gradient, std::span<Real> input_gradient) {
  const std::size_t blocks = blocks_of(groups());
  const double work = static_cast<double>(count_) * flops(true, !input_gradient.empty());
  make_scratches(work);
  const bool wanted = !weight_gradient.empty();
  L* const sums = wanted ? weight_sums_.reserve(blocks * weights_) : nullptr;
  std::ranges::fill(input_gradient, Real(0));
  for_each_block(blocks, work, [&](std::size_t block, std::size_t thread) {
    L* const own_sums = wanted ? sums + block * weights_ : nullptr;
    if (wanted) std::fill_n(own_sums, weights_, L{});
    for (std::size_t g = block * kGroupsPerBlock; g < std::min(groups(), (block + 1) * kGroupsPerBlock); ++g)
      executor_.backward(group(g, {}), upstream.data() + g * kWidth<L>, own_sums,
                         input_gradient.empty() ? nullptr : input_gradient.data() + g * kWidth<L>, scratches_[thread]);
    if (wanted) executor_.collect_phases(scratches_[thread], own_sums);
  });
  if (wanted)
    for (std::size_t block = 0; block < blocks; ++block)
      for (std::size_t w = 0; w < weights_; ++w) weight_gradient[w] += sum(sums[block * weights_ + w]);
}

template <class Real>
void BatchEngine<Real>::probabilities(std::span<Real> out) {
  const std::size_t states = std::size_t{1} << executor_.plan().wires;
  const std::size_t stride = stride_of<Real>(count_);
  for (std::size_t g = 0; g < groups(); ++g) {
    const auto own = group(g, {});
    const L* const state = own.state + (executor_.registers(keep_) - 1) * executor_.entries();
    const L square = executor_.norm(own);
    Real* const to = out.data() + g * kWidth<L>;
    if (executor_.plan().storage == Storage::pauli) {
      // 2^-wires times the sum over z of (-1)^(z.p) Tr(Z^z rho): a Walsh-Hadamard transform.
      std::vector<L> values(states);
      for (std::size_t z = 0; z < states; ++z) values[z] = state[places_[z].entry] * static_cast<Real>(places_[z].sign / static_cast<double>(states));
      for (std::size_t half = 1; half < states; half *= 2)
        for (std::size_t p = 0; p < states; ++p)
          if (!(p & half)) {
            const L a = values[p];
            values[p] = a + values[p | half];
            values[p | half] = a - values[p | half];
          }
      for (std::size_t p = 0; p < states; ++p) store<L>(to + p * stride, values[p]);
    } else {
      const bool complex = executor_.plan().storage == Storage::complex;
      for (std::size_t p = 0; p < states; ++p) {
        const L re = state[places_[p].entry];
        const L im = complex ? state[states + places_[p].entry] : L{};
        store<L>(to + p * stride, (re * re + im * im) * square);
      }
    }
  }
}

template <class Real>
double BatchEngine<Real>::flops(bool backward, bool inputs) const {
  return backward ? backward_flops(executor_.plan(), inputs) : forward_flops(executor_.plan());
}

template class BatchEngine<float>;
template class BatchEngine<double>;

}  // namespace quanvas::sim
