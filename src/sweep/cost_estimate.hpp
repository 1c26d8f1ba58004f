// How long a sweep takes, before it is run.
#pragma once

#include "trial/sweep.hpp"

namespace quanvas::sweep {

// Seconds of one core that the sweep takes: its cost, at the speed of a short version of its costliest trial that is
// run here and now.
double estimate_core_seconds(const trial::Sweep& sweep);

}  // namespace quanvas::sweep
