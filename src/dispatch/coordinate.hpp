// The loop that runs a coordinator over a transport.
#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <vector>

#include "dispatch/coordinator.hpp"

namespace quanvas::dispatch {

// A worker that was lost, and the trial that it was running, as far as it had told.
struct LostWorker {
  Process process;
  std::optional<TrialId> trial;
};

struct CoordinateOptions {
  std::function<void(const Coordinator&, double now)>
      observer;                    // called a few times a second, first and last of all too
  std::function<bool()> stop;      // asked often: whether to assign no more and end
  std::optional<double> silence;   // seconds after which a worker counts as dead; else none does
  std::optional<double> patience;  // seconds that workers get to end after a stop; else any time
  std::function<std::vector<TrialId>(const Coordinator&, const LostWorker&)>
      lost;  // told of lost workers; trials not to be retried
};

// Runs the work on ranks 1 .. of the transport and returns when every worker has ended: when all is done, or earlier
// where `stop` or a worker asks for it. Throws Error where a worker cannot keep its results. Workers that have not
// ended when the patience is over are left to the caller.
struct Ending {
  Progress progress;
  bool finished = false;  // nothing is left to be run
  std::size_t lost_workers = 0;
  std::size_t unended = 0;  // workers that are still at a trial
};
Ending coordinate(Transport& transport, Work work, const CoordinateOptions& options);

}  // namespace quanvas::dispatch
