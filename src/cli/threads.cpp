#include "cli/threads.hpp"

#include <algorithm>
#include <cstdlib>

#include <omp.h>
#include <sched.h>

#include <fmt/format.h>

#include "base/text.hpp"

namespace quanvas::cli {

std::size_t usable_cores() {
  cpu_set_t cores;
  CPU_ZERO(&cores);
  if (sched_getaffinity(0, sizeof cores, &cores) != 0) return 1;
  return static_cast<std::size_t>(std::max(CPU_COUNT(&cores), 1));
}

std::size_t choose_threads(std::optional<std::size_t> asked, std::size_t workers_on_host) {
  if (asked) return *asked;
  if (const char* value = std::getenv("OMP_NUM_THREADS"))
    if (const auto threads = parse_unsigned(value); threads && *threads > 0) return *threads;
  // A rank that is bound to cores of its own has them to itself; where all share all, they share alike.
  const std::size_t cores = usable_cores();
  const auto all = static_cast<std::size_t>(omp_get_num_procs());
  return std::max<std::size_t>(1, cores < all ? cores : cores / std::max<std::size_t>(workers_on_host, 1));
}

std::string crowding_warning(std::size_t threads, std::size_t workers_on_host) {
  const std::size_t cores = usable_cores();
  if (threads <= cores) return {};
  return fmt::format("{} thread{} on {} core{} for each of {} worker{}: give the ranks more cores (mpirun --bind-to none, or --map-by "
                     "ppr:1:node:PE={}) or fewer threads (--threads)",
                     threads, threads == 1 ? "" : "s", cores, cores == 1 ? "" : "s", workers_on_host, workers_on_host == 1 ? "" : "s", threads);
}

void use_threads(std::size_t threads) { omp_set_num_threads(static_cast<int>(threads)); }

}  // namespace quanvas::cli
