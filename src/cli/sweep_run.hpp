// A sweep from its file and its folder to its results: everything but the trials themselves.
#pragma once

#include <chrono>
#include <functional>

#include "cli/sweep_options.hpp"
#include "dispatch/coordinator.hpp"
#include "sweep/data.hpp"

namespace quanvas::cli {

// How the work is spread: over threads of this process or the ranks of a launch.
struct Distribution {
  // Told what the trials will read, before it is known whether it can be read. May be left out.
  std::function<void(const sweep::DataNeeds&)> prepare;

  std::function<dispatch::Ending(dispatch::Work, const dispatch::CoordinateOptions&)> run;
};

struct SweepEnd {
  int exit_code = 0;
  std::size_t unended = 0;  // workers that are still at a trial; they are to be ended by force
};

// Holds the folder, runs what is left to run, and merges. Throws Error.
SweepEnd run_sweep_in_folder(const SweepOptions& command, const Invocation& invocation,
                             const Distribution& distribution);

// Says what would be run. Writes nothing.
void print_dry_run(const sweep::Options& options, std::ostream& out);

}  // namespace quanvas::cli
