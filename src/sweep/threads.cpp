#include "sweep/threads.hpp"

#include <algorithm>
#include <cstdlib>

#include <sched.h>
#include <unistd.h>

#include "base/error.hpp"
#include "base/text.hpp"

namespace quanvas::sweep {
namespace {

std::size_t allowed_cores(pid_t process) {
  cpu_set_t cores;
  CPU_ZERO(&cores);
  if (sched_getaffinity(process, sizeof cores, &cores) != 0) return 1;
  return static_cast<std::size_t>(std::max(CPU_COUNT(&cores), 1));
}

// The cores from which a launcher gives its ranks theirs. mpirun does not bind itself. srun's ranks are children of a
// daemon that may run on every core of the host, while the job has some of them.
std::size_t launcher_cores() {
  const std::size_t all = allowed_cores(::getppid());
  const char* const of_job = std::getenv("SLURM_CPUS_ON_NODE");
  if (!of_job || !std::getenv("SLURM_STEP_ID") || std::getenv("OMPI_COMM_WORLD_SIZE")) return all;
  return std::min<std::size_t>(all, parse_unsigned(of_job).value_or(all));
}

}  // namespace

CoreShare core_share(std::size_t workers_on_host) {
  const bool bound = usable_cores() < launcher_cores();
  return {.cores = usable_cores(), .workers = bound ? 1 : workers_on_host};
}

std::optional<std::size_t> parse_threads(std::string_view text) {
  const auto threads = parse_unsigned(text);
  if (!threads || *threads < 1 || *threads > kMostThreads) return std::nullopt;
  return *threads;
}

std::size_t choose_threads(std::optional<std::size_t> asked, const CoreShare& share) {
  if (asked) return *asked;
  if (const char* value = std::getenv("OMP_NUM_THREADS")) {
    const std::string_view list(value);  // one number for each level of nesting; trials have one level
    if (const auto threads = parse_threads(list.substr(0, list.find(',')))) return *threads;
  }
  return std::max<std::size_t>(1, share.cores / std::max<std::size_t>(share.workers, 1));
}

bool is_crowded(std::size_t threads, const CoreShare& share) { return share.workers * threads > share.cores; }

}  // namespace quanvas::sweep
