// What a sweep stands for, in words: used by `plan` and by `sweep --dry-run`.
#pragma once

#include <iosfwd>

#include "trial/sweep.hpp"

namespace quanvas::cli {

// Seconds of one core that the sweep takes, from its cost and the speed of a short trial that is run here and now.
double estimate_core_seconds(const trial::Sweep& sweep);

// Name, axes, numbers of trials.
void print_plan(const trial::Sweep& sweep, std::ostream& out);

// A line for each trial: position, key, the values of the sweep's axes.
void print_trials(const trial::Sweep& sweep, std::ostream& out);

}  // namespace quanvas::cli
