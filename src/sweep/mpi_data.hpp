// The data of a sweep over ranks: the coordinator announces what is needed, and the workers of a host keep one copy of
// it.
#pragma once

#include "dispatch/mpi_transport.hpp"
#include "sweep/data.hpp"

namespace quanvas::sweep {

// The coordinator's first word to all workers.
void announce(dispatch::Transport& transport, const DataNeeds& needs);

// Called by all workers: waits for the announcement, loads those data sets that fall to this worker, and shares them
// with the host. What is returned views memory of the transport. Left out, for trials to load when they read it, is
// what could not be loaded; what others have loaded, where the host has no memory to share; and all, where a worker is
// alone on its host.
train::Datasets share_datasets(dispatch::MpiTransport& transport);

}  // namespace quanvas::sweep
