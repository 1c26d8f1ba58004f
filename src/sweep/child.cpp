#include "sweep/child.hpp"

#include <cerrno>
#include <chrono>
#include <csignal>
#include <thread>
#include <utility>

#include <fcntl.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/error.hpp"
#include "store/lock.hpp"
#include "sweep/stop_signals.hpp"

namespace quanvas::sweep {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::chrono::seconds kLookEvery{2};
constexpr std::chrono::seconds kLauncherMayStay{15};  // after the end of the sweep

// To the coordinator where it is at work on this host: a launcher that is told itself may kill its ranks at once.
void tell_to_stop(const store::Folder& folder, pid_t launcher) {
  const std::optional<store::LockOwner> owner = store::lock_owner(folder);
  const bool here = owner && lives(owner->process).value_or(false);
  ::kill(here ? static_cast<pid_t>(owner->process.number) : launcher, SIGTERM);
}

// In the child: a group of its own, which may not read from the terminal, its results in a file, and an end with the
// parent.
void set_apart(pid_t parent, int results) {
  ::setpgid(0, 0);
  ::prctl(PR_SET_PDEATHSIG, SIGTERM);
  if (::getppid() != parent) ::_exit(kCannotStart);
  if (const int nothing = ::open("/dev/null", O_RDONLY); nothing >= 0) ::dup2(nothing, STDIN_FILENO);
  ::dup2(results, STDOUT_FILENO);
}

}  // namespace

ChildExit::ChildExit(int wait_status)
    : signal(WIFSIGNALED(wait_status) ? std::optional(WTERMSIG(wait_status)) : std::nullopt),
      code(WIFEXITED(wait_status) ? WEXITSTATUS(wait_status) : 0) {}

std::string ChildExit::text() const {
  return signal ? fmt::format("crashed with signal {}", *signal)
                : fmt::format("ended with exit code {} and no word", code);
}

std::optional<End> ending_of(const store::Folder& folder, const std::optional<Json>& earlier) {
  const std::optional<Json> last = read_status(folder.status());
  return last == earlier ? std::nullopt : end_in(last);
}

ChildExit run_child(const std::vector<std::string>& command, const store::Folder& folder,
                    const std::optional<Json>& earlier, std::optional<int> results) {
  std::vector<char*> words;
  for (const std::string& word : command) words.push_back(const_cast<char*>(word.c_str()));
  words.push_back(nullptr);
  const pid_t self = ::getpid();
  const pid_t child = ::fork();
  if (child < 0) fail_errno(command[0], "cannot start a process");
  if (child == 0) {
    if (results) set_apart(self, *results);
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
  return ChildExit(status);
}

}  // namespace quanvas::sweep
