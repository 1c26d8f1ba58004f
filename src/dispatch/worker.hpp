// The worker: runs the trials it is handed, one after another, with the one guard around each.
#pragma once

#include <chrono>
#include <functional>

#include "dispatch/transport.hpp"
#include "trial/outcome.hpp"

namespace quanvas::dispatch {

// Called by a trial now and then, about once an epoch. Does not return, but unwinds the trial, where this has to be left
// unfinished.
using Pulse = std::function<void()>;

struct WorkerOptions {
  // What a trial does. Whatever std::exception it throws makes the trial failed, not the sweep.
  std::function<trial::Outcome(const trial::TrialSpec&, const Pulse&)> run;

  // Puts a finished trial where it is safe. Only then is it reported; an exception here stops the sweep.
  std::function<void(const trial::Record&)> save;

  trial::Execution execution;  // host, rank and threads; the seconds are measured

  std::function<bool()> stop;           // whether this process has been told to stop
  std::chrono::milliseconds grace{30000};  // how long a trial that is running may go on after a stop
};

// Runs trials until the coordinator says stop.
void work(Transport& transport, const WorkerOptions& options);

}  // namespace quanvas::dispatch
