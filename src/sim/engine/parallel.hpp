// The only file with threads. Work is cut into tasks whose borders do not depend on the number of threads; who adds up
// adds within a task and then in the order of the tasks, so the number of threads changes no result.
#pragma once

#include <algorithm>
#include <cstddef>

#include "base/flush_denormals.hpp"

namespace quanvas::sim {

// Lane groups (the circuits or amplitudes of one lane) of a task.
inline constexpr std::size_t kGroupsPerTask = 8;

// Floating-point operations below which one thread is done sooner: about 30 microseconds of one core.
inline constexpr double kWorthThreads = 2e6;

inline std::size_t task_count(std::size_t groups) { return (groups + kGroupsPerTask - 1) / kGroupsPerTask; }

// Calls work(task, thread) for every task, spread over the threads if `flops` of all are worth it; thread numbers are
// below threads_for(flops).
int threads_for(double flops);

namespace detail {
int thread_number();
}

template <class Work>
void for_each_task(std::size_t tasks, double flops, Work&& work) {
  const int threads = threads_for(flops);
  if (threads == 1) {
    const FlushDenormals flush;
    for (std::size_t task = 0; task < tasks; ++task) work(task, std::size_t{0});
    return;
  }
#pragma omp parallel num_threads(threads)
  {
    const FlushDenormals flush;
    const auto thread = static_cast<std::size_t>(detail::thread_number());
#pragma omp for schedule(static)
    for (std::size_t task = 0; task < tasks; ++task) work(task, thread);
  }
}

}  // namespace quanvas::sim
