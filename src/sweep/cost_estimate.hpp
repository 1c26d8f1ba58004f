// How long a sweep takes and what memory, before it is run.
#pragma once

#include <cstdint>

#include "trial/sweep.hpp"

namespace quanvas::sweep {

// Seconds of one core that the sweep takes: its cost, at the speed of a short version of its costliest trial that is
// run here and now.
double estimate_core_seconds(const trial::Sweep& sweep);

// Bytes that a rank takes, roughly, with the costliest trial or that of the most images: what short versions of them
// take here and now, and what their data sets and images add by their number.
std::uint64_t estimate_rank_memory(const trial::Sweep& sweep);

}  // namespace quanvas::sweep
