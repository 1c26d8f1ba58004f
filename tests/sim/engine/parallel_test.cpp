// Blocks of work on threads.
#include "sim/engine/parallel.hpp"

#include <atomic>
#include <memory>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

#include "hybrid/ansatz.hpp"
#include "sim/simulator.hpp"
#include "support/batch.hpp"
#include "support/thread_scope.hpp"

namespace quanvas::sim {
namespace {

using test::ThreadScope;

constexpr double kMuch = 1e9;

TEST(Parallel, EveryBlockIsVisitedOnce) {
  for (const std::size_t threads : {1u, 2u, 3u, 8u})
    for (const double flops : {0.0, kMuch})
      for (const std::size_t blocks : {0u, 1u, 2u, 7u, 64u, 1001u}) {
        const ThreadScope scope(threads);
        const Region region = region_of(flops);
        std::vector<std::atomic<int>> visits(blocks);
        std::atomic<std::size_t> most{0};
        for_each_task(blocks, region, [&](std::size_t block, std::size_t thread) {
          ++visits.at(block);
          std::size_t seen = most;
          while (thread > seen && !most.compare_exchange_weak(seen, thread)) {}
        });
        for (const std::atomic<int>& count : visits) EXPECT_EQ(count, 1);
        EXPECT_LT(most, region.threads);
      }
}

TEST(Parallel, ThreadsAreUsedOneBlockEach) {
  const ThreadScope scope(4);
  std::vector<std::size_t> of_block(4);
  for_each_task(4, region_of(kMuch), [&](std::size_t block, std::size_t thread) { of_block[block] = thread; });
  EXPECT_EQ(of_block, (std::vector<std::size_t>{0, 1, 2, 3}));
}

TEST(Parallel, LittleWorkStaysOnOneThread) {
  const ThreadScope scope(4);
  set_worth_seconds(kWorthSeconds);
  const Region little = region_of(10);
  EXPECT_EQ(little.threads, 1u);
  EXPECT_EQ(region_of(1e12).threads, 4u);
  const auto caller = std::this_thread::get_id();
  for_each_task(20, little, [&](std::size_t, std::size_t thread) {
    EXPECT_EQ(thread, 0u);
    EXPECT_EQ(std::this_thread::get_id(), caller);
  });
}

// How much is worth threads is what was measured: a rate that no core has makes even much work a moment's.
TEST(Parallel, WhatIsWorthThreadsIsMeasured) {
  std::thread([] {
    use_threads(4);
    detail::note_rate(1e20, 1e-6);  // too short to be believed
    EXPECT_EQ(region_of(1e15).threads, 4u);
  }).join();
}

TEST(Parallel, InsideAParallelRegionThereIsOneThread) {
  const ThreadScope scope(2);
  std::atomic<std::size_t> most{0};
  for_each_task(2, region_of(kMuch), [&](std::size_t, std::size_t) {
    const std::size_t here = region_of(kMuch).threads;
    if (here > most) most = here;
  });
  EXPECT_EQ(most, 1u);
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

Results results_of(const Circuit& circuit, std::size_t count, std::size_t threads) {
  const ThreadScope scope(threads);
  Simulator<float> simulator(circuit, {z(Wire(0)), z(Wire(2))});
  test::Batch<float> batch(simulator, count, 1);
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
       {std::pair(product, 5001u), std::pair(entangled, 1003u), std::pair(noisy, 333u)}) {
    const Results alone = results_of(circuit, count, 1);
    for (const std::size_t threads : {2u, 5u}) EXPECT_TRUE(results_of(circuit, count, threads) == alone) << threads;
  }
}

}  // namespace
}  // namespace quanvas::sim
