// Timing.
#pragma once

#include "bench/workloads.hpp"

namespace quanvas::bench {

struct Measurement {
  double milliseconds = 0;  // of a step: the median over samples, each of as many steps as take a millisecond
  double flops = 0;         // per second
};

// Runs the job for about `seconds`, with the threads that the caller has set, after a step that warms it up.
Measurement measure(Job& job, double seconds);

}  // namespace quanvas::bench
