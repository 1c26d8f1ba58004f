// The worker: runs the trials it is handed, one after another, with the one guard around each.
#pragma once

#include <functional>

#include "dispatch/transport.hpp"
#include "trial/outcome.hpp"

namespace quanvas::dispatch {

struct WorkerOptions {
  // What a trial does. Whatever std::exception it throws makes the trial failed, not the sweep.
  std::function<trial::Outcome(const trial::TrialSpec&)> run;

  // Puts a finished trial where it is safe. Only then is it reported; an exception here stops the sweep.
  std::function<void(const trial::Record&)> save;

  trial::Execution execution;  // host, rank and threads; the seconds are measured
};

// Runs trials until the coordinator says stop.
void work(Transport& transport, const WorkerOptions& options);

}  // namespace quanvas::dispatch
