// What each worker process is at, written down before it begins, so that the death of a process can be laid at the door of
// a trial: DIR/running/HOST~PROCESS~N while the process lives, and a line in DIR/deaths/KEY for each death.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

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

// Writes the signal into the marks of this process; may be called by a signal handler.
void note_signal(int signal);

// HOST~PROCESS, the front of the names of a process's marks.
std::string process_name(std::string_view host, std::int64_t process);

// Whether a process runs on this host, as its number says.
bool lives_here(std::string_view process);

// Turns the marks of processes that are dead, as `is_dead` says of their names, into lines of their trials' deaths; not those
// of processes that were told to end, for which their trials are not to blame. Only for whoever holds the folder
// (store/lock.hpp). Throws Error with path and reason.
void bury(const Folder& folder, const std::function<bool(std::string_view process)>& is_dead);

// The deaths of processes with a trial under way, a line each; of one trial, and of all that have any.
std::vector<std::string> deaths_of(const Folder& folder, const trial::Key& key);
std::map<trial::Key, std::vector<std::string>> all_deaths(const Folder& folder);

// Forgets them: the trial is to be tried again.
void forget_deaths(const Folder& folder, const trial::Key& key);

}  // namespace quanvas::store
