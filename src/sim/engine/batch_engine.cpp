#include "sim/engine/batch_engine.hpp"

#include <algorithm>

#include "sim/engine/kernels.hpp"
#include "sim/engine/memory.hpp"
#include "sim/engine/parallel.hpp"

namespace quanvas::sim {
namespace {

constexpr std::size_t kMostSums = 256;

}  // namespace

template <class Real>
std::size_t stride_of(std::size_t count) {
  constexpr std::size_t kLane = kWidth<typename NativeLane<Real>::type>;
  return (count + kLane - 1) / kLane * kLane;
}
template std::size_t stride_of<float>(std::size_t);
template std::size_t stride_of<double>(std::size_t);

template <class Real>
BatchEngine<Real>::BatchEngine(Plan plan, std::vector<SignedEntry> order)
    : executor_(std::move(plan)),
      forward_flops_(forward_flops(executor_.plan())),
      backward_flops_(backward_flops(executor_.plan(), false)),
      backward_flops_inputs_(backward_flops(executor_.plan(), true)),
      order_(std::move(order)) {}

template <class Real>
template <class Work>
void BatchEngine<Real>::for_each_chunk(std::size_t task, std::span<const Real> inputs, Work&& work) {
  const std::size_t end = std::min(groups(), (task + 1) * kGroupsPerTask);
  for (std::size_t g = task * kGroupsPerTask; g < end; g += executor_.groups_per_chunk())
    work(Chunk<Real>{.groups = std::min(executor_.groups_per_chunk(), end - g),
                     .inputs = inputs.data() + g * kWidth<L>,
                     .stride = stride_of<Real>(count_),
                     .rotations = rotations_.data() + g * executor_.plan().input_rows.size(),
                     .states = states_.data() + g * executor_.entries()},
         g);
}

template <class Real>
void BatchEngine<Real>::make_scratches(std::size_t threads) {
  while (scratches_.size() < threads) executor_.make_room(scratches_.emplace_back());
}

template <class Real>
void BatchEngine<Real>::forward(std::size_t count, std::span<const Real> inputs, std::span<const Real> weights,
                                std::span<Real> expectations) {
  count_ = count;
  weights_ = weights.size();
  executor_.bind(weights);
  rotations_.reserve(groups() * executor_.plan().input_rows.size());
  reserve_states<Real>(states_, groups() * executor_.entries(), count, executor_.plan().wires);
  const Region region = region_of(static_cast<double>(count) * flops(false, false));
  make_scratches(region.threads);
  for_each_task(task_count(groups()), region, [&](std::size_t task, std::size_t thread) {
    for_each_chunk(task, inputs, [&](const Chunk<Real>& chunk, std::size_t g) {
      executor_.forward(chunk, scratches_[thread]);
      executor_.measure(chunk, expectations.data() + g * kWidth<L>);
    });
  });
}

template <class Real>
void BatchEngine<Real>::backward(std::span<const Real> upstream, std::span<Real> weight_gradient,
                                 std::span<Real> input_gradient) {
  const std::size_t tasks = task_count(groups());
  const Region region = region_of(static_cast<double>(count_) * flops(true, !input_gradient.empty()));
  make_scratches(region.threads);
  const bool wanted = !weight_gradient.empty();
  // Phases add up state by state. Few of these sums are kept for each task and collected in the end, many are
  // collected task by task.
  const std::size_t all = executor_.sums_size();
  const bool collect_tasks = all > kMostSums;
  const std::size_t size = collect_tasks ? weights_ : all;
  L* const sums = wanted ? sums_.reserve(tasks * size) : nullptr;
  if (collect_tasks) thread_sums_.reserve(scratches_.size() * all);
  if (executor_.plan().start.kind != Start::Kind::inputs)
    std::ranges::fill(input_gradient, Real(0));  // amplitudes are written, angles added to
  for_each_task(tasks, region, [&](std::size_t task, std::size_t thread) {
    L* const own_sums = !wanted ? nullptr : collect_tasks ? thread_sums_.data() + thread * all : sums + task * size;
    if (wanted) std::fill_n(own_sums, all, L{});
    for_each_chunk(task, {}, [&](const Chunk<Real>& chunk, std::size_t g) {
      executor_.backward(
          chunk, upstream.data() + g * kWidth<L>,
          {.sums = own_sums, .inputs = input_gradient.empty() ? nullptr : input_gradient.data() + g * kWidth<L>},
          scratches_[thread]);
    });
    if (!wanted || !collect_tasks) return;
    executor_.collect(own_sums);
    std::copy_n(own_sums, size, sums + task * size);
  });
  if (!wanted) return;
  for (std::size_t task = 1; task < tasks; ++task)
    for (std::size_t i = 0; i < size; ++i) sums[i] += sums[task * size + i];
  if (!collect_tasks) executor_.collect(sums);
  for (std::size_t w = 0; w < weights_; ++w) weight_gradient[w] += sum(sums[w]);
}

template <class Real>
void BatchEngine<Real>::probabilities(std::span<Real> out) {
  const std::size_t states = std::size_t{1} << executor_.plan().wires;
  const std::size_t stride = stride_of<Real>(count_);
  const bool complex = executor_.plan().storage == Storage::complex;
  const auto one = [&](const L* state, Real* to) {
    if (executor_.plan().storage != Storage::pauli) {
      for (std::size_t p = 0; p < states; ++p) {
        const L re = state[order_[p].entry];
        const L im = complex ? state[states + order_[p].entry] : L{};
        store<L>(to + p * stride, re * re + im * im);
      }
      return;
    }
    // 2^-wires times the sum over z of (-1)^(z.p) Tr(Z^z rho): a Walsh-Hadamard transform.
    std::vector<L> values(states);
    for (std::size_t z = 0; z < states; ++z)
      values[z] = state[order_[z].entry] * static_cast<Real>(order_[z].sign / static_cast<double>(states));
    walsh_hadamard(values.data(), states);
    for (std::size_t p = 0; p < states; ++p) store<L>(to + p * stride, values[p]);
  };
  for (std::size_t task = 0; task < task_count(groups()); ++task)
    for_each_chunk(task, {}, [&](const Chunk<Real>& chunk, std::size_t first) {
      for (std::size_t g = 0; g < chunk.groups; ++g)
        one(chunk.states + g * executor_.entries(), out.data() + (first + g) * kWidth<L>);
    });
}

template <class Real>
std::complex<Real> BatchEngine<Real>::amplitude(std::size_t basis_state) const {
  const std::size_t entry = order_[basis_state].entry;
  const bool complex = executor_.plan().storage == Storage::complex;
  const L* const state = states_.data();
  const L& imaginary = state[entry + (complex ? std::size_t{1} << executor_.plan().wires : 0)];
  return {state[entry][0], complex ? imaginary[0] : Real(0)};
}

template <class Real>
double BatchEngine<Real>::flops(bool backward, bool inputs) const {
  if (!backward) return forward_flops_;
  return inputs ? backward_flops_inputs_ : backward_flops_;
}

template class BatchEngine<float>;
template class BatchEngine<double>;

}  // namespace quanvas::sim
