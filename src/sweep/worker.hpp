// What a worker of a sweep does with a trial: trains it, from its checkpoint where there is one, and puts it on disk.
#pragma once

#include "dispatch/transport.hpp"
#include "sweep/options.hpp"
#include "train/run_trial.hpp"

namespace quanvas::sweep {

// Runs trials until the coordinator says stop. Of the data sets that they read, `datasets` are there already. Returns
// false where it gave up on a silent coordinator.
bool run_worker(dispatch::Transport& transport, const Options& options, std::size_t threads,
                train::Datasets datasets = {});

}  // namespace quanvas::sweep
