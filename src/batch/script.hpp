// The batch scripts of a sweep: bash, for people to read and change.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "batch/site.hpp"

namespace quanvas::batch {

struct Request {
  std::string name;               // of the job
  std::filesystem::path program;  // absolute, like all paths here
  std::filesystem::path sweep_file;
  std::filesystem::path folder;  // of the results
  std::int64_t nodes = 1;
  std::int64_t tasks_per_node = 2;  // ranks; one of all is the coordinator
  std::int64_t cpus_per_task = 1;
  std::string time = "01:00:00";     // as SLURM writes it
  std::string memory;                // of a node, as SLURM writes it; "": the cluster's default
  std::int64_t array = 0;            // launches that share the folder; 0: one MPI job
  std::int64_t array_at_once = 0;    // of these launches; 0: as many as start
  std::int64_t restarts = 3;         // without progress, at most
  std::vector<std::string> sbatch;   // further options of sbatch, as they stand after #SBATCH
  std::vector<std::string> options;  // of quanvas sweep
};

// Where a sweep's scripts and logs lie.
std::filesystem::path job_folder(const std::filesystem::path& folder);

// The name of a sweep's job after its file: letters that SLURM or a shell would read otherwise are replaced.
std::string job_name(const std::filesystem::path& sweep_file);

// Throws Error for a folder whose logs SLURM could not write, because of its name.
void check_log_folder(const std::filesystem::path& folder);

// Seconds of a time limit as SLURM writes it: MINUTES, MINUTES:SECONDS, HOURS:MINUTES:SECONDS,
// DAYS-HOURS[:MINUTES[:SECONDS]]. Throws Error for any other text.
std::int64_t parse_time_limit(const std::string& text);

// Runs the sweep, and again after a time limit, a preemption or a failure until it is complete.
std::string sweep_script(const Request& request, const Site& site);

// Merges the results and draws the report, with resources of its own: of the site's options it takes those for reports;
// `analysis` is the folder in which the package of that name lies, or "" to leave the report out.
std::string report_script(const Request& request, const Site& site, const std::filesystem::path& analysis);

}  // namespace quanvas::batch
