// What SLURM is asked and told, through its commands.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace quanvas::batch {

// Submits a script and returns the job's number. Throws Error with SLURM's reason.
std::string submit_script(const std::vector<std::string>& options, const std::filesystem::path& script);

// The state of a job, or of a task of an array (JOB_TASK), as SLURM names it: RUNNING; COMPLETING as soon as it is
// cancelled, even while its processes still run. Throws Error where SLURM does not answer.
std::string job_state(const std::string& job);

// The highest index that a task of an array may have here; nothing where SLURM does not say.
std::optional<std::int64_t> largest_array_index();

}  // namespace quanvas::batch
