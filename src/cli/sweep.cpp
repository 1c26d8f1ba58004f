// quanvas sweep: runs a sweep, in one process or over the ranks of an MPI launch.
#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <iterator>
#include <memory>
#include <optional>
#include <ostream>

#include <unistd.h>

#include "base/error.hpp"
#include "cli/sweep_jobs.hpp"
#include "cli/sweep_notices.hpp"
#include "cli/sweep_options.hpp"
#include "cli/sweep_view.hpp"
#include "dispatch/launcher.hpp"
#include "dispatch/transport.hpp"
#include "sweep/folder.hpp"
#include "sweep/run.hpp"
#include "sweep/stop_signals.hpp"
#include "sweep/supervise.hpp"

namespace quanvas::cli {
namespace {

struct EndCode {
  sweep::End end;
  int exit_code;
};

constexpr EndCode kEndCodes[] = {{sweep::End::complete, kSuccess},
                                 {sweep::End::trials_failed, kTrialFailed},
                                 {sweep::End::unfinished, kTryAgain},
                                 {sweep::End::refused, kBadInput},
                                 {sweep::End::broken, kInternal}};

int exit_code_of(sweep::End end) { return std::ranges::find(kEndCodes, end, &EndCode::end)->exit_code; }

std::optional<sweep::End> end_of(int exit_code) {
  const auto found = std::ranges::find(kEndCodes, exit_code, &EndCode::exit_code);
  return found == std::end(kEndCodes) ? std::nullopt : std::optional(found->end);
}

// Says what would be run. Writes nothing.
void print_dry_run(const sweep::Options& options, std::ostream& out) {
  const trial::Sweep sweep = sweep::read_asked_sweep(options.file);
  print_plan(sweep, out);
  print_difference(options.folder, sweep, out);
}

// This program with the arguments that are not for the supervisor alone; for later starts without those that are for
// the first one alone.
sweep::Program program_of(const SweepOptions& options, const Invocation& invocation) {
  sweep::Program program{.launcher = options.launcher,
                         .first = {std::filesystem::read_symlink("/proc/self/exe").string(), "sweep"},
                         .end_of = end_of};
  program.again = program.first;
  for (std::size_t i = 0; i < invocation.arguments.size(); ++i) {
    const std::string& argument = invocation.arguments[i];
    if (argument == "--launcher") ++i;
    if (argument == "--launcher" || argument == "--supervise" || argument.starts_with("--launcher=")) continue;
    program.first.push_back(argument);
    if (argument != "--retry-lost") program.again.push_back(argument);
  }
  return program;
}

// This program under a launcher of its own.
sweep::End run_with_jobs(const SweepOptions& options, std::size_t jobs, const Invocation& invocation) {
  sweep::Program program = program_of(options, invocation);
  program.launcher = dispatch::local_launch(jobs + 1);
  if (options.style == ProgressPrinter::Style::bar) program.first.emplace_back("--progress=bar");
  if (::geteuid() == 0)  // the only user of many containers
    for (const char* allowed : {"OMPI_ALLOW_RUN_AS_ROOT", "OMPI_ALLOW_RUN_AS_ROOT_CONFIRM"}) ::setenv(allowed, "1", 0);
  return run_once(options.run, program, invocation.out);
}

// Runs the sweep here, or as one of the ranks of a launch. Returns the exit code, or ends the process with it.
int run_here(const sweep::Options& options, NoticePrinter& printer, const Invocation& invocation) {
  const std::unique_ptr<sweep::Launch> launch = sweep::make_launch(options);
  int exit_code = kSuccess;
  try {
    exit_code = exit_code_of(run_sweep(options, printer.observer(), *launch));
  } catch (...) {
    printer.close();
    exit_code = explain_exception(invocation.err);
  }
  invocation.out.flush();
  return launch->finish(exit_code);
}

}  // namespace

int run_sweep(const Invocation& invocation) {
  sweep::catch_stop_signals();
  const std::optional<SweepOptions> options = parse_sweep_options(invocation);
  if (!options) return kSuccess;
  if (options->dry_run) {
    if (dispatch::launched_rank() == dispatch::kCoordinator) print_dry_run(options->run, invocation.out);
    return kSuccess;
  }
  if (!options->supervise) {
    const std::size_t jobs = jobs_to_start(*options, sweep::read_asked_sweep(options->run.file).trials.size());
    if (jobs > 1) return exit_code_of(run_with_jobs(*options, jobs, invocation));
  }
  NoticePrinter printer(invocation, options->style);
  if (!options->supervise) return run_here(options->run, printer, invocation);
  require(dispatch::launcher().ranks <= 1,
          "sweep: --supervise starts the launcher itself; give it as --launcher 'mpirun -n N'");
  return exit_code_of(sweep::supervise(options->run, program_of(*options, invocation), printer.observer()));
}

}  // namespace quanvas::cli
