// When a job of SLURM in which a sweep has ended goes back into the queue, and how.
#pragma once

#include <cstdint>
#include <string>

#include "store/shard.hpp"
#include "sweep/restart_progress.hpp"
#include "trial/sweep.hpp"

namespace quanvas::sweep {

// The number of the job that this is, or of this task of an array: the last task's $SLURM_JOB_ID is that of the whole
// array.
std::string own_job();

// Whether there is nothing left to run: a sweep may have ended whatever its launcher says.
bool is_over(const store::Folder& folder, const trial::Sweep& sweep);

// What the starts of this job, or of this task of an array, have brought so far.
struct Starts {
  RestartProgress best;
  std::int64_t in_vain = 0;  // in a row
};

// Notes in the folder that a start of this job, or of this task of an array, has ended, and returns what all have
// brought.
Starts note_start(const store::Folder& folder, const trial::Sweep& sweep);

// Whether SLURM itself is ending this job, as it does after scancel: a job that is put back into the queue then runs
// again although it was cancelled.
bool is_ending(const std::string& job);

// Puts this job back into the queue, which ends it.
void requeue(const std::string& job);

// Submits the script again, to begin when this job has ended; whoever waits for this job waits for that one.
void submit_successor(const store::Folder& folder, const std::string& job, const std::string& script);

}  // namespace quanvas::sweep
