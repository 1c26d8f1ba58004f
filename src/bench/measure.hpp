// Timing, and what is to be made of it on a machine that does other things as well.
#pragma once

#include <cstddef>

#include "bench/workloads.hpp"

namespace quanvas::bench {

struct Measurement {
  double best = 0;         // seconds of a step: the least over samples, each of as many steps as take a millisecond
  double median = 0;       // seconds of a step, over the same samples
  double flops = 0;        // operations of a step
  double peak_before = 0;  // floating-point operations per second of the machine (bench/peak.hpp), just before
  double peak_after = 0;   // and just after

  double peak() const { return peak_before > peak_after ? peak_before : peak_after; }

  // Whether other programs took part of the machine: the steps' times scatter, or the machine's own rate has changed.
  bool disturbed() const;
};

// Runs the job for about `seconds`, with the threads that the caller has set, after a step that warms it up.
Measurement measure(Job& job, double seconds, trial::Precision precision, std::size_t threads);

// By how much a step takes longer than it did in an earlier run.
struct Change {
  double ratio = 1;  // best now / best then
  double noise = 0;  // what |ratio - 1| has to exceed: by how much the medians of both runs lie above their bests

  bool beyond_noise() const;
};

Change change(double best_now, double median_now, double best_then, double median_then);

}  // namespace quanvas::bench
