// Starting a sweep again when it crashes: a rank that is killed takes an MPI launch with it, and what was finished is
// kept.
#pragma once

#include "cli/sweep_options.hpp"

namespace quanvas::cli {

// Runs the sweep in processes of its own, again and again, until it ends by itself; returns its exit code. Passes on
// what this process is told (sweep/stop_signals.hpp). Throws Error where several starts in a row bring nothing new: no
// trial finished, no crash attributed to one.
int supervise(const SweepOptions& options, const Invocation& invocation);

}  // namespace quanvas::cli
