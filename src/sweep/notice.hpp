// What a run of a sweep tells whoever started it, as values. Words, colours and exit codes are the program's (cli).
//
//   sweep::run_sweep(options, [](const sweep::Notice& notice) {
//     if (const auto* lost = std::get_if<sweep::LostTrial>(&notice)) alert(lost->trial, lost->message);
//   });
#pragma once

#include <chrono>
#include <cstddef>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <variant>

#include "base/ids.hpp"
#include "base/process.hpp"
#include "dispatch/coordinator.hpp"
#include "store/index.hpp"
#include "sweep/end.hpp"
#include "sweep/threads.hpp"
#include "trial/sweep.hpp"

namespace quanvas::sweep {

// trial::IdleParameter: the sweep file sets it, and it changes nothing in some or all trials.

// The folder is taken over from a holder that is gone, or another holder is waited for; in the words of the lock.
struct FolderLockNote {
  std::string text;
};

// The folder holds another version of the sweep file; its finished trials that are still asked for are kept.
struct OtherVersion {
  std::filesystem::path folder;
};

// Trials of the folder were run by another build of the program: bits may differ between the two.
struct OtherBuild {
  std::size_t trials = 0;
  store::Build build;
  store::Build self;
};

// So many trials need not be run again.
struct FinishedBefore {
  std::size_t finished = 0;
  std::size_t total = 0;
};

// Something about a data set that is read.
struct DataRemark {
  std::string text;
};

// A shard that cannot be read; its trials are run again.
struct DamagedShard {
  std::string message;
  std::filesystem::path set_aside;  // where it lies now
};

// Processes have crashed too often while they ran a trial; it is recorded as lost and passed over.
struct LostTrial {
  std::size_t trial = 0;  // position in the sweep
  trial::Key key;
  std::string message;
};

// A worker has been silent for too long; the others continue without it.
struct LostProcess {
  Process process;
};

// The workers of a host have more threads than cores.
struct Crowded {
  std::size_t threads = 1;  // of each
  CoreShare share;
};

// How far the run is; several times a second.
using Progress = dispatch::Progress;

// No more trials are begun; those under way have a time to end.
struct Stopping {
  enum class Reason { time_is_up, requested };
  Reason reason = Reason::requested;
  std::chrono::milliseconds grace{0};
};

// This rank has given up on a coordinator that is silent.
struct SilentCoordinator {
  Rank rank;
};

// This rank cannot continue, and ends all others.
struct FailedRank {
  Rank rank;
  std::string message;
};

// A process that ran the sweep has ended before the sweep did, and is started again.
struct Restarting {
  std::optional<int> signal;  // that ended it; else it ended by itself
  int exit_code = 0;
  std::size_t gained = 0;  // trials finished or marked lost since the start before
};

// The end of the run. The references last as long as the call.
struct Summary {
  const trial::Sweep& sweep;
  const store::Index& index;  // what is on disk
  std::filesystem::path folder;
  std::filesystem::path results;
  std::size_t other_processes = 0;  // that still work in the folder; the last of them merges the results
  std::chrono::duration<double> time{0};
  End end = End::complete;
};

using Notice = std::variant<trial::IdleParameter, FolderLockNote, OtherVersion, OtherBuild, FinishedBefore, DataRemark,
                            DamagedShard, LostTrial, LostProcess, Crowded, Progress, Stopping, SilentCoordinator,
                            FailedRank, Restarting, Summary>;

// Told of everything, in the thread that runs the sweep.
using Observer = std::function<void(const Notice&)>;

}  // namespace quanvas::sweep
