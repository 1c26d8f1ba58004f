// The data of a sweep over ranks: the coordinator announces what is needed, and each host keeps one copy.
#pragma once

#include <set>

#include "dispatch/mpi_transport.hpp"
#include "store/index.hpp"
#include "train/run_trial.hpp"
#include "trial/sweep.hpp"

namespace quanvas::cli {

using DataNeeds = std::set<train::DatasetPart>;

// What the trials read that are still to be run.
DataNeeds data_needs(const trial::Sweep& sweep, const store::Index& index);

// The coordinator's first word to the workers.
void announce(dispatch::Transport& transport, const DataNeeds& needs);

// Waits for the announcement; then each data set is loaded by one worker of the host, and shared. Called by all workers. What
// is not among the result, the trials load for themselves: all of it where a worker is alone on its host; that which cannot be
// loaded; and where hosts have no memory to share, what other workers have loaded. Views memory of the transport.
train::Datasets share_datasets(dispatch::MpiTransport& transport);

}  // namespace quanvas::cli
