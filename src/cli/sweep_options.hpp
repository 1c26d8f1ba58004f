// The options of `quanvas sweep`.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "cli/arguments.hpp"
#include "cli/progress.hpp"
#include "store/shard.hpp"

namespace quanvas::cli {

// One of several processes that share the trials of a sweep.
struct Share {
  std::size_t number = 1;  // 1 .. count
  std::size_t count = 1;

  bool has(std::size_t trial) const { return trial % count == number - 1; }
};

struct SweepOptions {
  std::string file;
  store::Folder folder;
  std::optional<std::size_t> threads;
  ProgressPrinter::Style style = ProgressPrinter::Style::lines;
  std::chrono::milliseconds grace{30000};              // that running trials get after a stop
  std::optional<double> max_time;                      // seconds after which the sweep has ended, grace included
  std::chrono::milliseconds checkpoint_every{300000};  // of a trial that runs long
  std::int32_t retries = 1;                            // of a trial that fails
  std::size_t deaths = 2;                              // of processes that a trial may take down before it is lost
  bool retry_lost = false;
  std::optional<std::chrono::milliseconds>
      survive;                 // how long a rank may say nothing before the others go on without it
  std::optional<Share> share;  // of a folder that several launches work on
  bool supervise = false;
  std::vector<std::string> launcher;  // for supervise: what to start the sweep with
  bool dry_run = false;

  // How long another rank may say nothing. Where none is survived the launcher notices deaths, but for hosts that
  // vanish.
  std::chrono::milliseconds silence() const { return survive.value_or(std::chrono::minutes(10)); }
};

// The options given, or nothing where --help was asked for and printed.
std::optional<SweepOptions> parse_sweep_options(const Invocation& invocation);

}  // namespace quanvas::cli
