// What each worker process is at, written down before it begins, so that the crash of a process can be attributed to a
// trial: DIR/running/UNIQUE while the process lives (store/file.hpp), and a line in DIR/deaths/KEY for each crash.
#pragma once

#include <filesystem>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "base/process.hpp"
#include "store/shard.hpp"

namespace quanvas::store {

// This process's mark. It costs one small write, not flushed: it has to survive the process, not the machine.
class RunningMark {
 public:
  explicit RunningMark(const Folder& folder);
  RunningMark(const RunningMark&) = delete;
  RunningMark& operator=(const RunningMark&) = delete;
  ~RunningMark();

  void begin(const trial::Key& key);
  void end();

 private:
  void write(const std::string& key);

  std::filesystem::path path_;
  int descriptor_ = -1;
};

// Writes the signal into the mark of this process, and into what is marked from now on; may be called by a signal
// handler.
void note_signal(int signal);

// Turns the marks of processes that are gone, as `is_lost` says, into lines of their trials' crashes, and returns these
// trials; not those of processes that were told to end, which is no crash of their trials. Only for whoever holds
// the folder (store/lock.hpp). Throws Error with path and reason.
std::vector<trial::Key> record_crashes(const Folder& folder, const std::function<bool(const Process&)>& is_lost);

// For record_crashes, where a new run begins: every process but those of this host that live. Those of other hosts have
// lost the folder.
bool is_gone(const Process& process);

// The crashes of processes with a trial under way, a line each; of one trial, and of all that have any.
std::vector<std::string> crashes_of(const Folder& folder, const trial::Key& key);
std::map<trial::Key, std::vector<std::string>> all_crashes(const Folder& folder);

// Forgets them: the trial is to be retried.
void forget_crashes(const Folder& folder, const trial::Key& key);

}  // namespace quanvas::store
