// What each worker process is at, written down before it begins, so that the crash of a process can be attributed to a
// trial: DIR/running/UNIQUE while the process lives (store/file.hpp), and a line in DIR/deaths/KEY for each process
// that ended while it ran the trial. Only crashes of the process itself count against a trial: not signals from
// outside, the end of its host, or what has struck all processes of a run at once.
#pragma once

#include <csignal>
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

// The signals by which a process is told to end, after which the end is none of its trial's doing; and those of a
// process that crashes.
inline constexpr int kStopSignals[] = {SIGTERM, SIGINT,  SIGUSR1,   SIGUSR2, SIGHUP, SIGQUIT,
                                       SIGXCPU, SIGALRM, SIGVTALRM, SIGPIPE, SIGPWR};
inline constexpr int kCrashSignals[] = {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT, SIGTRAP, SIGSYS};

// Writes the signal into the mark of this process, and into what is marked from now on; may be called by a signal
// handler. To be called for crash signals only where the process has raised them itself.
void note_signal(int signal);

// Turns the marks of processes that are gone, as `is_lost` says, into lines of their trials, and returns the trials
// that crashed. Only for whoever holds the folder (store/lock.hpp). Throws Error with path and reason.
std::vector<trial::Key> record_crashes(const Folder& folder, const std::function<bool(const Process&)>& is_lost);

// For record_crashes, where a new run begins: every process but those of this host that live. Those of other hosts have
// lost the folder.
bool is_gone(const Process& process);

// The ends of processes with a trial under way, a line each.
struct Incidents {
  std::vector<std::string> crashes;  // of the process itself, which count against the trial
  std::vector<std::string> others;
};

// Of one trial, and of all that have any.
Incidents incidents_of(const Folder& folder, const trial::Key& key);
std::map<trial::Key, Incidents> all_incidents(const Folder& folder);

// Forgets them: the trial is to be retried.
void forget_incidents(const Folder& folder, const trial::Key& key);

}  // namespace quanvas::store
