// How many workers `quanvas sweep` starts by itself.
#pragma once

#include <cstddef>

#include "cli/sweep_options.hpp"

namespace quanvas::cli {

// 1 where this process is to run the sweep itself, alone or as one of the ranks that a launcher has started. Throws
// Error for a number of workers other than the launcher's, for a $QUANVAS_JOBS that is none, and where several are
// asked for and cannot be started.
std::size_t jobs_to_start(const SweepOptions& options, std::size_t trials);

}  // namespace quanvas::cli
