// Work on threads. It is cut into tasks whose borders do not depend on the number of threads; who adds up adds within a
// task and then in the order of the tasks, so the number of threads changes no result.
#pragma once

#include <algorithm>
#include <chrono>
#include <cstddef>

#include "base/flush_denormals.hpp"
#include "base/threads.hpp"

namespace quanvas::sim {

// Lane groups (the circuits or amplitudes of one lane) of a task.
inline constexpr std::size_t kGroupsPerTask = 8;

inline std::size_t task_count(std::size_t groups) { return (groups + kGroupsPerTask - 1) / kGroupsPerTask; }

// Work that is spread over threads together; thread numbers are below `threads`.
struct Region {
  double flops = 0;  // floating-point operations
  std::size_t threads = 1;
};

// Several threads where one would take kWorthSeconds at the least, by the rate of the regions that one has run so far:
// waking a thread takes up to a tenth of that, more where other programs run. To be asked once for a region, since the
// answer changes with what is measured.
inline constexpr double kWorthSeconds = 1e-3;
Region region_of(double flops);

// Sets what the calling thread's regions must take, instead of kWorthSeconds; for tests of several threads.
void set_worth_seconds(double seconds);

namespace detail {

inline constexpr double kMeasuredFlops = 1e5;  // less takes not much longer than reading the clock
void note_rate(double flops, double seconds);

template <class Work>
void run_alone(std::size_t tasks, Work& work) {
  const FlushDenormals flush;
  for (std::size_t task = 0; task < tasks; ++task) work(task, std::size_t{0});
}

}  // namespace detail

// Calls work(task, thread) for every task.
template <class Work>
void for_each_task(std::size_t tasks, const Region& region, Work&& work) {
  if (region.threads == 1) {
    if (region.flops < detail::kMeasuredFlops) return detail::run_alone(tasks, work);
    const auto start = std::chrono::steady_clock::now();
    detail::run_alone(tasks, work);
    detail::note_rate(region.flops, std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count());
    return;
  }
  auto share = [&](std::size_t thread) {
    const FlushDenormals flush;
    const std::size_t end = tasks * (thread + 1) / region.threads;
    for (std::size_t task = tasks * thread / region.threads; task < end; ++task) work(task, thread);
  };
  run_on_threads(region.threads, share);
}

}  // namespace quanvas::sim
