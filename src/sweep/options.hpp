// What a run of a sweep is asked for.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

#include "store/shard.hpp"

namespace quanvas::sweep {

// One of several processes that share the trials of a sweep.
struct Share {
  std::size_t number = 1;  // 1 .. count
  std::size_t count = 1;

  bool has(std::size_t trial) const { return trial % count == number - 1; }
};

struct Options {
  std::string file;
  store::Folder folder;
  std::optional<std::size_t> threads;
  std::chrono::milliseconds grace{30000};              // that running trials get after a stop
  std::optional<double> max_time;                      // seconds after which the sweep has ended, grace included
  std::chrono::milliseconds checkpoint_every{300000};  // of a trial that runs long
  std::int32_t retries = 1;                            // of a trial that fails
  std::size_t crashes = 2;                             // of processes that run a trial, after which it is lost
  bool retry_lost = false;
  std::optional<std::chrono::milliseconds>
      survive;                 // how long a rank may say nothing before the others continue without it
  std::optional<Share> share;  // of a folder that several launches work on

  // How long another rank may say nothing. Where none is survived the launcher notices crashes, but for hosts that
  // vanish.
  std::chrono::milliseconds silence() const { return survive.value_or(std::chrono::minutes(10)); }
};

}  // namespace quanvas::sweep
