// How far a sweep is, from its folder alone, on any host, while it runs and afterwards.
#pragma once

#include "base/json.hpp"
#include "store/shard.hpp"
#include "trial/sweep.hpp"

namespace quanvas::sweep {

// {folder, sweep, state, counts}; while it runs, what its coordinators said last (sweep/status_file.hpp), else messages
// and damaged shards. The state is "running", "stopping", "complete", "stopped", or "crashed" where its last process
// has ended without a word.
Json folder_status(const store::Folder& folder, const trial::Sweep& sweep);

}  // namespace quanvas::sweep
