#include "sweep/supervise.hpp"

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <thread>
#include <utility>

#include <sys/wait.h>
#include <unistd.h>

#include "base/error.hpp"
#include "store/lock.hpp"
#include "store/running.hpp"
#include "sweep/folder.hpp"
#include "sweep/restart_progress.hpp"
#include "sweep/status_file.hpp"
#include "sweep/stop_signals.hpp"

namespace quanvas::sweep {
namespace {

using Clock = std::chrono::steady_clock;

constexpr int kMostInVain = 3;  // starts in a row; one may be killed before it gets anywhere
constexpr std::chrono::seconds kLookEvery{2};
constexpr std::chrono::seconds kLauncherMayStay{15};  // after the end of the sweep
constexpr int kCannotStart = 127;                     // as of a shell

// To the coordinator where it is at work on this host: a launcher that is told itself may kill its ranks at once.
void tell_to_stop(const store::Folder& folder, pid_t launcher) {
  const std::optional<store::LockOwner> owner = store::lock_owner(folder);
  const bool here = owner && lives(owner->process).value_or(false);
  ::kill(here ? static_cast<pid_t>(owner->process.number) : launcher, SIGTERM);
}

// How the sweep says that it has ended, since it said something else.
std::optional<End> ending_of(const store::Folder& folder, const std::optional<Json>& earlier) {
  const std::optional<Json> last = read_status(folder.status());
  return last == earlier ? std::nullopt : end_in(last);
}

// How a process ended.
struct Exit {
  std::optional<int> signal;
  int code = 0;

  explicit Exit(int status)
      : signal(WIFSIGNALED(status) ? std::optional(WTERMSIG(status)) : std::nullopt),
        code(WIFEXITED(status) ? WEXITSTATUS(status) : 0) {}

  std::string text() const {
    return signal ? fmt::format("crashed with signal {}", *signal)
                  : fmt::format("ended with exit code {} and no word", code);
  }
};

// Runs a command to its end. A launcher that stays although its sweep has ended, as Open MPI's may where ranks have
// crashed on other hosts, is killed.
Exit run_child(const std::vector<std::string>& command, const store::Folder& folder,
               const std::optional<Json>& earlier) {
  std::vector<char*> words;
  for (const std::string& word : command) words.push_back(const_cast<char*>(word.c_str()));
  words.push_back(nullptr);
  const pid_t child = ::fork();
  if (child < 0) fail_errno(command[0], "cannot start a process");
  if (child == 0) {
    ::execvp(words[0], words.data());
    ::_exit(kCannotStart);
  }
  int status = 0;
  bool told = false;
  std::optional<Clock::time_point> ended;
  auto looked = Clock::now();
  for (pid_t done = 0; (done = ::waitpid(child, &status, WNOHANG)) == 0 || (done < 0 && errno == EINTR);) {
    if (stop_requested() && !std::exchange(told, true)) tell_to_stop(folder, child);
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
    const auto now = Clock::now();
    if (now - looked < kLookEvery) continue;
    looked = now;
    if (!ended && ending_of(folder, earlier)) ended = now;
    if (ended && now - *ended > kLauncherMayStay) ::kill(child, SIGKILL);
  }
  return Exit(status);
}

std::vector<std::string> command_of(const Program& program, const std::vector<std::string>& words) {
  std::vector<std::string> command = program.launcher;
  command.insert(command.end(), words.begin(), words.end());
  return command;
}

// Whether the exit code alone says that the sweep has ended: it was refused or stopped, or it is one of several in the
// folder, which leaves no status behind.
std::optional<End> said_by(const Exit& exit, const Options& options, const Program& program) {
  if (exit.signal) return std::nullopt;
  const std::optional<End> end = program.end_of(exit.code);
  if (end == End::refused || end == End::unfinished) return end;
  return options.share && (end == End::complete || end == End::trials_failed) ? end : std::nullopt;
}

}  // namespace

End supervise(const Options& options, const Program& program, const Observer& observer) {
  const trial::Sweep sweep = read_asked_sweep(options.file);
  RestartProgress before = restart_progress(options.folder, sweep);
  int in_vain = 0;
  for (bool first = true;; first = false) {
    const std::optional<Json> earlier = read_status(options.folder.status());
    const Exit exit = run_child(command_of(program, first ? program.first : program.again), options.folder, earlier);
    if (!program.launcher.empty() && exit.code == kCannotStart)
      fail("--launcher {}: cannot be started; check the command", program.launcher[0]);
    if (const auto end = ending_of(options.folder, earlier)) return *end;
    if (const auto end = said_by(exit, options, program)) return *end;
    if (stop_requested()) return End::unfinished;
    wait_until_free(options.folder, stop_requested);
    store::record_crashes(options.folder, store::is_gone);
    const RestartProgress after = restart_progress(options.folder, sweep);
    in_vain = after.exceeds(before) ? 0 : in_vain + 1;
    require(in_vain < kMostInVain,
            "the sweep {}, and the last {} starts brought nothing new; see what it says above, and `quanvas status {}`",
            exit.text(), kMostInVain, options.folder.root.string());
    observer(Restarting{
        .signal = exit.signal, .exit_code = exit.code, .gained = after.count - std::min(before.count, after.count)});
    before = after;
  }
}

}  // namespace quanvas::sweep
