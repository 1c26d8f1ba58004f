// What a cluster wants to be told: partition, account, modules, launcher. A TOML file, slurm/site.example.toml
// describes it.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace quanvas::batch {

struct Site {
  std::string partition;  // "": the cluster's default; likewise below
  std::string account;
  std::string qos;
  std::vector<std::string> options;  // further options of sbatch, for the sweep alone: "--constraint=cascadelake"
  std::vector<std::string> report_options;                        // likewise, for the report
  std::vector<std::string> modules;                               // to be loaded
  std::vector<std::string> setup;                                 // further lines of shell, before the sweep
  std::string launcher = "srun --mpi=pmix --kill-on-bad-exit=1";  // starts the ranks within a job
  bool requeue = true;             // whether a job may put itself back into the queue; else it submits its successor
  std::string time = "01:00:00";   // limit of a job, as SLURM writes it
  std::int64_t notice = 120;       // seconds before the time limit at which a job is told
  std::string python = "python3";  // for the report, with the packages of analysis/
};

// An option of sbatch as it stands after #SBATCH. Throws Error, which begins with `where`, for other text, and for an
// option that the scripts set themselves (batch/script.hpp).
void check_sbatch_option(const std::string& option, std::string_view where);

// Where the user keeps it: $QUANVAS_SITE, $XDG_CONFIG_HOME/quanvas/site.toml or ~/.config/quanvas/site.toml. Nothing
// where none of them is there; throws Error where $QUANVAS_SITE names no file.
std::optional<std::filesystem::path> find_site();

// Throws Error with file, line, column and what is wrong there. `name` is what errors call the text.
Site parse_site(std::string_view text, std::string_view name);

// The user's site; the defaults where there is none.
Site read_site();

}  // namespace quanvas::batch
