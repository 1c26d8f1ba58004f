// quanvas sweep: runs a sweep, in one process or over the ranks of an MPI launch.
#include <csignal>
#include <cstdlib>
#include <future>
#include <optional>
#include <ostream>
#include <utility>

#include "base/error.hpp"
#include "cli/supervise.hpp"
#include "cli/sweep_options.hpp"
#include "cli/sweep_run.hpp"
#include "dispatch/heartbeat.hpp"
#include "dispatch/local_transport.hpp"
#include "dispatch/mpi_transport.hpp"
#include "store/running.hpp"
#include "sweep/data.hpp"
#include "sweep/stop_signals.hpp"
#include "sweep/threads.hpp"
#include "sweep/worker.hpp"

namespace quanvas::cli {
namespace {

// Ends the process although a trial is under way in it, which is not to blame.
[[noreturn]] void cut_off(int exit_code, const Invocation& invocation) {
  store::note_signal(SIGTERM);
  invocation.out.flush();
  std::_Exit(exit_code);
}

// One process: this thread coordinates, another works.
int run_alone(const SweepOptions& options, const Invocation& invocation) {
  dispatch::LocalHub hub(2);
  std::future<bool> worker;
  const auto run = [&](dispatch::Work work, const dispatch::CoordinateOptions& coordination) {
    const sweep::CoreShare share = sweep::core_share(1);
    const std::size_t threads = sweep::choose_threads(options.run.threads, share);
    if (const std::string warning = sweep::crowding_warning(threads, share); !warning.empty())
      invocation.err << "warning: " << warning << '\n';
    worker = std::async(std::launch::async, [&hub, &options, threads] {
      return sweep::run_worker(*hub.transport(Rank(1)), options.run, threads);
    });
    const dispatch::Ending ending =
        dispatch::coordinate(*hub.transport(dispatch::kCoordinator), std::move(work), coordination);
    if (ending.unended == 0) worker.get();
    return ending;
  };
  const SweepEnd end = run_sweep_in_folder(options, invocation, {.run = run});
  if (end.unended > 0) cut_off(end.exit_code, invocation);
  return end.exit_code;
}

// Whether the workers of a host share the data. Not where ranks may be lost: one that crashes while all of a host act
// together would keep the others waiting.
bool shares_data(const SweepOptions& options) { return !options.run.survive; }

int work_as_rank(dispatch::MpiTransport& transport, const SweepOptions& options, const Invocation& invocation) {
  const sweep::CoreShare share = sweep::core_share(transport.host().workers());
  const std::size_t threads = sweep::choose_threads(options.run.threads, share);
  const std::string warning = sweep::crowding_warning(threads, share);
  if (!warning.empty() && transport.rank() == Rank(1)) invocation.err << "warning: " << warning << std::endl;
  try {
    train::Datasets datasets;
    if (shares_data(options)) datasets = sweep::share_datasets(transport);
    if (!sweep::run_worker(transport, options.run, threads, std::move(datasets))) {
      invocation.err << "quanvas: rank " << transport.rank().value << ": the coordinator is silent" << std::endl;
      transport.leave(kTryAgain);
    }
  } catch (const std::exception& error) {
    // Ending MPI in good order would wait for ranks that wait for this one.
    invocation.err << "quanvas: rank " << transport.rank().value << ": " << error.what() << std::endl;
    transport.abort(kInternal);
  }
  if (options.run.survive) transport.leave(kSuccess);  // another rank may be lost, which this one need not know
  return kSuccess;
}

// Tells workers that wait for a first word to end.
void send_home(dispatch::Transport& transport, const SweepOptions& options) {
  dispatch::CoordinateOptions coordination;
  if (options.run.survive) coordination.silence = std::chrono::duration<double>(*options.run.survive).count();
  dispatch::coordinate(transport, {}, coordination);
}

// Several processes: rank 0 coordinates, the others work.
int run_distributed(const SweepOptions& options, const Invocation& invocation) {
  using LostRanks = dispatch::MpiTransport::LostRanks;
  sweep::stop_with_parent();
  dispatch::MpiTransport transport(options.run.survive ? LostRanks::survived : LostRanks::fatal);
  if (transport.rank() != dispatch::kCoordinator) return work_as_rank(transport, options, invocation);
  std::optional<dispatch::Heartbeat> heartbeat;  // while the folder is read, which may take longer than workers wait
  heartbeat.emplace(transport, transport.others(), options.run.silence() / 10);
  bool distributed = false;                // whether the workers have been told to stop
  bool waited_for = shares_data(options);  // whether the workers wait to be told which data are needed
  const auto prepare = [&](const sweep::DataNeeds& needs) {
    if (std::exchange(waited_for, false)) sweep::announce(transport, needs);
  };
  const auto run = [&](dispatch::Work work, const dispatch::CoordinateOptions& coordination) {
    distributed = true;
    heartbeat.reset();
    return dispatch::coordinate(transport, std::move(work), coordination);
  };
  SweepEnd end;
  try {
    end = run_sweep_in_folder(options, invocation, {.prepare = prepare, .run = run});
  } catch (...) {
    prepare({});
    if (!distributed) send_home(transport, options);
    if (!options.run.survive) throw;
    transport.leave(explain_exception(invocation.err));  // MPI would wait for a rank that is lost
  }
  invocation.out.flush();
  const bool all_done = end.exit_code != kTryAgain;  // who has not ended then is dead
  if (end.unended > 0 && !(options.run.survive && all_done)) transport.abort(end.exit_code);
  if (options.run.survive) transport.leave(end.exit_code);
  return end.exit_code;
}

}  // namespace

int run_sweep(const Invocation& invocation) {
  sweep::catch_stop_signals();
  const std::optional<SweepOptions> options = parse_sweep_options(invocation);
  if (!options) return kSuccess;
  const bool first = dispatch::launched_rank() == dispatch::kCoordinator;
  if (options->dry_run) {
    if (first) print_dry_run(options->run, invocation.out);
    return kSuccess;
  }
  if (options->supervise) {
    require(!dispatch::launched_with_ranks(),
            "sweep: --supervise starts the launcher itself; give it as --launcher 'mpirun -n N'");
    return supervise(*options, invocation);
  }
  return dispatch::launched_with_ranks() ? run_distributed(*options, invocation) : run_alone(*options, invocation);
}

}  // namespace quanvas::cli
