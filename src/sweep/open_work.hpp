// What of a sweep is still to be run, for the coordinator.
#pragma once

#include "dispatch/coordinator.hpp"
#include "sweep/inventory.hpp"
#include "sweep/options.hpp"
#include "trial/sweep.hpp"

namespace quanvas::sweep {

// The trials that have not come to their end, where early stopping stands after earlier runs, and what is known of how
// long they take. Refers to the sweep.
dispatch::Work open_work(const Options& options, const trial::Sweep& sweep, const Inventory& inventory,
                         const trial::Vocabulary& words);

}  // namespace quanvas::sweep
