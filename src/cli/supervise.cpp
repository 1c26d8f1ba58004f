#include "cli/supervise.hpp"

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <ostream>
#include <thread>

#include <sys/wait.h>
#include <unistd.h>

#include "base/error.hpp"
#include "store/lock.hpp"
#include "store/running.hpp"
#include "sweep/achievement.hpp"
#include "sweep/status.hpp"
#include "sweep/stop_signals.hpp"
#include "sweep/vocabulary.hpp"

namespace quanvas::cli {
namespace {

using Clock = std::chrono::steady_clock;

constexpr int kMostInVain = 3;  // starts in a row; one may be killed before it gets anywhere
constexpr std::chrono::seconds kLookEvery{2};
constexpr std::chrono::seconds kLauncherMayStay{15};  // after the end of the sweep

// The command without what only the supervisor reads, and what is for the first start only.
std::vector<std::string> child_command(const SweepOptions& options, const Invocation& invocation, bool first) {
  std::vector<std::string> command = options.launcher;
  command.push_back(std::filesystem::read_symlink("/proc/self/exe").string());
  command.emplace_back("sweep");
  for (std::size_t i = 0; i < invocation.arguments.size(); ++i) {
    const std::string& argument = invocation.arguments[i];
    if (argument == "--launcher") ++i;
    else if (argument != "--supervise" && !argument.starts_with("--launcher=") && (first || argument != "--retry-lost"))
      command.push_back(argument);
  }
  return command;
}

// To the coordinator where it is at work on this host: a launcher that is told itself may kill its ranks at once.
void tell_to_stop(const store::Folder& folder, pid_t launcher) {
  const std::optional<store::LockOwner> owner = store::lock_owner(folder);
  const bool here = owner && lives(owner->process).value_or(false);
  ::kill(here ? static_cast<pid_t>(owner->process.number) : launcher, SIGTERM);
}

// The exit code with which the sweep says it has ended, since it said something else.
std::optional<int> ending_of(const store::Folder& folder, const std::optional<Json>& earlier) {
  const std::optional<Json> last = sweep::read_status(folder.status());
  if (!last || last == earlier || !(*last)["ended"].is_number()) return std::nullopt;
  return (*last)["ended"].get<int>();
}

// Runs a command to its end; returns what waitpid gave. A launcher that stays although its sweep has ended, as Open
// MPI's may where ranks have crashed on other hosts, is killed.
int run_child(const std::vector<std::string>& command, const store::Folder& folder,
              const std::optional<Json>& earlier) {
  std::vector<char*> words;
  for (const std::string& word : command) words.push_back(const_cast<char*>(word.c_str()));
  words.push_back(nullptr);
  const pid_t child = ::fork();
  if (child < 0) fail_errno(command[0], "cannot start a process");
  if (child == 0) {
    ::execvp(words[0], words.data());
    ::_exit(127);
  }
  int status = 0;
  bool told = false;
  std::optional<Clock::time_point> ended;
  auto looked = Clock::now();
  for (pid_t done = 0; (done = ::waitpid(child, &status, WNOHANG)) == 0 || (done < 0 && errno == EINTR);) {
    if (sweep::stop_requested() && !std::exchange(told, true)) tell_to_stop(folder, child);
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
    const auto now = Clock::now();
    if (now - looked < kLookEvery) continue;
    looked = now;
    if (!ended && ending_of(folder, earlier)) ended = now;
    if (ended && now - *ended > kLauncherMayStay) ::kill(child, SIGKILL);
  }
  return status;
}

std::string how(int status) {
  return WIFSIGNALED(status) ? fmt::format("crashed with signal {}", WTERMSIG(status))
                             : fmt::format("ended with exit code {} and no word", WEXITSTATUS(status));
}

}  // namespace

int supervise(const SweepOptions& options, const Invocation& invocation) {
  const trial::Sweep sweep = trial::read_sweep(options.run.file, sweep::vocabulary());
  sweep::Achievement before = sweep::achievement_of(options.run.folder, sweep);
  int in_vain = 0;
  for (bool first = true;; first = false) {
    const std::optional<Json> earlier = sweep::read_status(options.run.folder.status());
    const int status = run_child(child_command(options, invocation, first), options.run.folder, earlier);
    if (WIFEXITED(status) && WEXITSTATUS(status) == 127 && !options.launcher.empty())
      fail("--launcher {}: cannot be started; check the command", options.launcher[0]);
    if (const auto ended = ending_of(options.run.folder, earlier)) return *ended;
    if (WIFEXITED(status) && (WEXITSTATUS(status) == kBadInput || WEXITSTATUS(status) == kTryAgain))
      return WEXITSTATUS(status);  // it has said why
    if (options.run.share && WIFEXITED(status) && WEXITSTATUS(status) <= kTrialFailed)
      return WEXITSTATUS(status);  // it leaves no status behind
    if (sweep::stop_requested()) return kTryAgain;
    wait_until_free(options.run.folder);
    store::record_crashes(options.run.folder, store::is_gone);
    const sweep::Achievement after = sweep::achievement_of(options.run.folder, sweep);
    in_vain = after.exceeds(before) ? 0 : in_vain + 1;
    require(in_vain < kMostInVain,
            "the sweep {}, and the last {} starts brought nothing new; see what it says above, and `quanvas status {}`",
            how(status), kMostInVain, options.run.folder.root.string());
    invocation.err << fmt::format("the sweep {}; starting it again ({} trials finished or marked lost since)\n",
                                  how(status), after.count - std::min(before.count, after.count))
                   << std::flush;
    before = after;
  }
}

}  // namespace quanvas::cli
