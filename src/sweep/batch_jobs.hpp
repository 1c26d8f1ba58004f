// What SLURM has to do with an output folder: the jobs that were submitted for it (DIR/slurm/jobs.json) and how they
// stand.
#pragma once

#include <string>
#include <vector>

#include "base/json.hpp"
#include "store/shard.hpp"

namespace quanvas::sweep {

struct BatchJob {
  std::string id;    // of SLURM
  std::string what;  // "sweep" or "report"
};

// Adds jobs to those of the folder. Throws Error with path and reason.
void note_jobs(const store::Folder& folder, const std::vector<BatchJob>& jobs);

std::vector<BatchJob> jobs_of(const store::Folder& folder);

// [{id, what, state, reason, time, limit, nodes}] of those that SLURM still knows, a row for each task of an array that
// runs; empty where there are none, or no SLURM.
Json look_at_jobs(const store::Folder& folder);

// Throws Error where a job of SLURM is to work in the folder or does, or where any process does: what a second job
// writes there would replace what the first one is to run.
void require_unused(const store::Folder& folder);

}  // namespace quanvas::sweep
