// The one place with threads. Work is cut into blocks whose borders do not depend on the number of threads; who adds up
// adds within a block and then in the order of the blocks, so the number of threads changes no result.
#pragma once

#include <algorithm>
#include <cstddef>

#include "base/flush_denormals.hpp"

namespace quanvas::sim {

// Groups of a lane's width that one thread takes at a time.
inline constexpr std::size_t kGroupsPerBlock = 8;

// Floating-point operations below which one thread is done sooner: about 30 microseconds of one core.
inline constexpr double kWorthThreads = 2e6;

inline std::size_t blocks_of(std::size_t groups) { return (groups + kGroupsPerBlock - 1) / kGroupsPerBlock; }

// Calls work(block, thread) for every block, spread over the threads if `flops` of all are worth it; thread numbers are
// below threads_for(flops).
int threads_for(double flops);

namespace detail {
int thread_number();
}

template <class Work>
void for_each_block(std::size_t blocks, double flops, Work&& work) {
  const int threads = threads_for(flops);
  if (threads == 1) {
    const FlushDenormals flush;
    for (std::size_t block = 0; block < blocks; ++block) work(block, std::size_t{0});
    return;
  }
#pragma omp parallel num_threads(threads)
  {
    const FlushDenormals flush;
    const auto thread = static_cast<std::size_t>(detail::thread_number());
#pragma omp for schedule(static)
    for (std::size_t block = 0; block < blocks; ++block) work(block, thread);
  }
}

}  // namespace quanvas::sim
