#include "sweep/supervise.hpp"

#include <algorithm>
#include <cstdio>
#include <memory>
#include <ostream>

#include "base/error.hpp"
#include "store/lock.hpp"
#include "store/running.hpp"
#include "sweep/child.hpp"
#include "sweep/folder.hpp"
#include "sweep/restart_progress.hpp"
#include "sweep/stop_signals.hpp"

namespace quanvas::sweep {
namespace {

constexpr int kMostInVain = 3;  // starts in a row; one may be killed before it gets anywhere

std::vector<std::string> command_of(const Program& program, const std::vector<std::string>& words) {
  std::vector<std::string> command = program.launcher;
  command.insert(command.end(), words.begin(), words.end());
  return command;
}

// Whether the exit code alone says that the sweep has ended: it was refused or stopped, or it is one of several in the
// folder, which leaves no status behind.
std::optional<End> said_by(const ChildExit& exit, const Options& options, const Program& program) {
  if (exit.signal) return std::nullopt;
  const std::optional<End> end = program.end_of(exit.code);
  if (end == End::refused || end == End::unfinished) return end;
  return options.share && (end == End::complete || end == End::trials_failed) ? end : std::nullopt;
}

}  // namespace

End run_once(const Options& options, const Program& program, std::ostream& out) {
  const std::optional<Json> earlier = read_status(options.folder.status());
  const std::unique_ptr<std::FILE, int (*)(std::FILE*)> results(std::tmpfile(), std::fclose);
  if (!results) fail_errno("a temporary file", "cannot be made");
  const ChildExit exit =
      run_child(command_of(program, program.first), options.folder, earlier, ::fileno(results.get()));
  std::rewind(results.get());
  for (int c = 0; (c = std::getc(results.get())) != EOF;) out.put(static_cast<char>(c));
  if (exit.code == kCannotStart) fail("{} cannot be started; --jobs 1 does without", program.launcher[0]);
  if (const auto end = ending_of(options.folder, earlier)) return *end;
  if (const auto end = said_by(exit, options, program)) return *end;
  if (stop_requested()) return End::unfinished;
  fail("the workers: {}; what is finished is kept, and the same command resumes the sweep (--supervise does by itself)",
       exit.text());
}

End supervise(const Options& options, const Program& program, const Observer& observer) {
  const trial::Sweep sweep = read_asked_sweep(options.file);
  RestartProgress before = restart_progress(options.folder, sweep);
  int in_vain = 0;
  for (bool first = true;; first = false) {
    const std::optional<Json> earlier = read_status(options.folder.status());
    const ChildExit exit =
        run_child(command_of(program, first ? program.first : program.again), options.folder, earlier);
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
