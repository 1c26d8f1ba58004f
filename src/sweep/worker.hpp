// What a worker of a sweep does with a trial: trains it, from its checkpoint where there is one, and puts it on disk.
#pragma once

#include <cstddef>
#include <functional>

#include "dispatch/transport.hpp"
#include "sweep/options.hpp"
#include "train/run_trial.hpp"

namespace quanvas::sweep {

// What running a trial means: from its canonical parameters to how it ended.
using RunTrial = std::function<trial::Outcome(const trial::TrialSpec&, const train::RunOptions&)>;

// Training its network. Of the data sets that trials read, `datasets` are there already.
RunTrial train_trial(train::Datasets datasets = {});

// Runs trials until the coordinator says stop. Returns false where it gave up on a silent coordinator.
bool run_worker(dispatch::Transport& transport, const Options& options, std::size_t threads, RunTrial run);

}  // namespace quanvas::sweep
