// Blocks of work on threads.
#include "sim/engine/parallel.hpp"

#include <atomic>
#include <memory>
#include <vector>

#include <gtest/gtest.h>
#include <omp.h>

#include "hybrid/ansatz.hpp"
#include "sim/simulator.hpp"
#include "support/batch.hpp"

namespace quanvas::sim {
namespace {

// The number of threads for the length of a scope.
class Threads {
 public:
  explicit Threads(int count) : before_(omp_get_max_threads()) { omp_set_num_threads(count); }
  Threads(const Threads&) = delete;
  Threads& operator=(const Threads&) = delete;
  ~Threads() { omp_set_num_threads(before_); }

 private:
  int before_;
};

constexpr double kMuch = 1e9;

TEST(Parallel, EveryBlockIsVisitedOnce) {
  for (const int threads : {1, 2, 3, 8})
    for (const double flops : {0.0, kMuch})
      for (const std::size_t blocks : {0u, 1u, 2u, 7u, 64u, 1001u}) {
        const Threads scope(threads);
        std::vector<std::atomic<int>> visits(blocks);
        std::atomic<std::size_t> most{0};
        for_each_task(blocks, flops, [&](std::size_t block, std::size_t thread) {
          ++visits.at(block);
          std::size_t seen = most;
          while (thread > seen && !most.compare_exchange_weak(seen, thread)) {}
        });
        for (const std::atomic<int>& count : visits) EXPECT_EQ(count, 1);
        EXPECT_LT(most, static_cast<std::size_t>(threads_for(flops)));
      }
}

TEST(Parallel, ThreadsAreUsedOneBlockEach) {
  const Threads scope(4);
  std::vector<std::size_t> of_block(4);
  for_each_task(4, kMuch, [&](std::size_t block, std::size_t thread) { of_block[block] = thread; });
  EXPECT_EQ(of_block, (std::vector<std::size_t>{0, 1, 2, 3}));
}

TEST(Parallel, LittleWorkStaysOnOneThread) {
  const Threads scope(4);
  EXPECT_EQ(threads_for(kWorthThreads * 0.99), 1);
  EXPECT_EQ(threads_for(kWorthThreads), 4);
  const auto caller = omp_get_thread_num();
  for_each_task(20, 10, [&](std::size_t, std::size_t thread) {
    EXPECT_EQ(thread, 0u);
    EXPECT_EQ(omp_get_thread_num(), caller);
    EXPECT_FALSE(omp_in_parallel());
  });
}

TEST(Parallel, InsideAParallelRegionThereIsOneThread) {
  std::atomic<int> most{0};
#pragma omp parallel num_threads(2)
  {
    const int here = threads_for(kMuch);
    if (here > most) most = here;
  }
  EXPECT_EQ(most, 1);
}

TEST(Parallel, BlocksHoldUpToEightGroups) {
  const std::size_t expected[] = {0, 1, 1, 1, 1, 1, 1, 1, 1, 2};
  for (std::size_t groups = 0; groups < std::size(expected); ++groups) EXPECT_EQ(task_count(groups), expected[groups]);
  EXPECT_EQ(task_count(16), 2u);
  EXPECT_EQ(task_count(17), 3u);
}

struct Results {
  nn::AlignedVector<float> expectations;
  nn::AlignedVector<float> weight_gradient;
  nn::AlignedVector<float> input_gradient;

  friend bool operator==(const Results&, const Results&) = default;
};

Results results_of(const Circuit& circuit, std::size_t count, int threads) {
  const Threads scope(threads);
  Simulator<float> simulator(circuit, {z(Wire(0)), z(Wire(2))});
  test::Batch<float> batch(simulator, count, 1);
  EXPECT_GT(static_cast<double>(count) * simulator.forward_flops(), kWorthThreads);
  batch.forward(simulator), batch.backward(simulator);
  return {batch.expectations, batch.weight_gradient, batch.input_gradient};
}

// Products, state vectors, phases and density matrices.
TEST(Parallel, NoResultDependsOnTheNumberOfThreads) {
  const Circuit product = hybrid::quanvolution_circuit(3, 1, trial::EncodingRepeat::every);
  const Circuit entangled = hybrid::quanvolution_circuit(3, 3, trial::EncodingRepeat::every);
  Circuit noisy = entangled;
  noisy.add(make_noise_channel("amplitude_damping", {0.2}), {Wire(2)});
  for (const auto& [circuit, count] :
       {std::pair(product, 500001u), std::pair(entangled, 10003u), std::pair(noisy, 3333u)}) {
    const Results alone = results_of(circuit, count, 1);
    for (const int threads : {2, 5}) EXPECT_TRUE(results_of(circuit, count, threads) == alone) << threads;
  }
}

}  // namespace
}  // namespace quanvas::sim
