#include "cli/sweep_jobs.hpp"

#include <algorithm>
#include <cstdlib>

#include "base/error.hpp"
#include "base/text.hpp"
#include "base/threads.hpp"
#include "dispatch/launcher.hpp"

namespace quanvas::cli {
namespace {

std::optional<std::size_t> jobs_of_environment() {
  const char* const text = std::getenv("QUANVAS_JOBS");
  if (!text || !*text) return std::nullopt;
  const auto jobs = parse_unsigned(text);
  require(jobs && *jobs >= 1, "QUANVAS_JOBS={}: a number of workers from 1", text);
  return *jobs;
}

}  // namespace

std::size_t jobs_to_start(const SweepOptions& options, std::size_t trials) {
  const dispatch::Launcher launcher = dispatch::launcher();
  if (launcher.ranks > 1) {
    require(!options.jobs || options.run.share || launcher.ranks == *options.jobs + 1,
            "--jobs {}: {} says that a launcher has started {} ranks, of which {} work; leave --jobs out, or the "
            "launcher",
            options.jobs.value_or(0), launcher.variable, launcher.ranks, launcher.ranks - 1);
    return 1;
  }
  std::size_t jobs = 1;
  const bool decided = dispatch::is_launched() || options.run.share || options.run.survive;
  if (options.jobs) jobs = *options.jobs;
  else if (!decided) jobs = std::min(jobs_of_environment().value_or(usable_cores()), trials);
  if (jobs <= 1 || !dispatch::local_launch(jobs + 1).empty()) return std::max<std::size_t>(jobs, 1);
  require(!options.jobs, "--jobs {}: this build is without MPI, or its mpirun is not here; --jobs 1 does without",
          jobs);
  return 1;
}

}  // namespace quanvas::cli
