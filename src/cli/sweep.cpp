// quanvas sweep: runs a sweep, in one process or over the ranks of an MPI launch.
#include <future>
#include <ostream>

#include "base/error.hpp"
#include "cli/stop_signals.hpp"
#include "cli/supervise.hpp"
#include "cli/sweep_options.hpp"
#include "cli/sweep_run.hpp"
#include "cli/sweep_worker.hpp"
#include "cli/threads.hpp"
#include "dispatch/local_transport.hpp"
#include "dispatch/mpi_transport.hpp"

namespace quanvas::cli {
namespace {

// One process: this thread coordinates, another works.
int run_alone(const SweepOptions& options, const Invocation& invocation) {
  const auto distribute = [&](dispatch::Work work, const dispatch::CoordinateOptions& coordination) {
    const CoreShare share = core_share(1);
    const std::size_t threads = choose_threads(options.threads, share);
    if (const std::string warning = crowding_warning(threads, share); !warning.empty()) invocation.err << "warning: " << warning << '\n';
    dispatch::LocalHub hub(2);
    auto worker = std::async(std::launch::async, [&] { return run_worker(*hub.transport(Rank(1)), options, threads); });
    const dispatch::Ending ending = dispatch::coordinate(*hub.transport(dispatch::kCoordinator), std::move(work), coordination);
    worker.get();
    return ending;
  };
  return run_sweep_in_folder(options, invocation, distribute).exit_code;
}

int work_as_rank(dispatch::MpiTransport& transport, const CoreShare& share, const SweepOptions& options, const Invocation& invocation) {
  const std::size_t threads = choose_threads(options.threads, share);
  const std::string warning = crowding_warning(threads, share);
  if (!warning.empty() && transport.rank() == Rank(1)) invocation.err << "warning: " << warning << std::endl;
  try {
    if (!run_worker(transport, options, threads)) {
      invocation.err << "quanvas: rank " << transport.rank().value << ": the coordinator is silent" << std::endl;
      transport.leave(kTryAgain);
    }
  } catch (const std::exception& error) {
    // Ending MPI in good order would wait for ranks that wait for this one.
    invocation.err << "quanvas: rank " << transport.rank().value << ": " << error.what() << std::endl;
    transport.abort(kInternal);
  }
  if (options.survive) transport.leave(kSuccess);  // another rank may have died, which this one need not know
  return kSuccess;
}

// Several processes: rank 0 coordinates, the others work.
int run_distributed(const SweepOptions& options, const Invocation& invocation) {
  using Deaths = dispatch::MpiTransport::Deaths;
  stop_with_parent();
  dispatch::MpiTransport transport(options.survive ? Deaths::survived : Deaths::fatal);
  const CoreShare share = core_share(transport.workers_on_host());
  if (transport.rank() != dispatch::kCoordinator) return work_as_rank(transport, share, options, invocation);
  bool distributed = false;  // whether the workers have been told to stop
  SweepEnd end;
  try {
    end = run_sweep_in_folder(options, invocation, [&](dispatch::Work work, const dispatch::CoordinateOptions& coordination) {
      distributed = true;
      return dispatch::coordinate(transport, std::move(work), coordination);
    });
  } catch (...) {
    if (!distributed) dispatch::coordinate(transport, {}, {});
    throw;
  }
  if (options.survive) {
    invocation.out.flush();
    transport.leave(end.exit_code);
  }
  return end.exit_code;
}

}  // namespace

int run_sweep(const Invocation& invocation) {
  catch_stop_signals();
  const std::optional<SweepOptions> options = parse_sweep_options(invocation);
  if (!options) return kSuccess;
  const bool first = dispatch::launched_rank() == dispatch::kCoordinator;
  if (options->dry_run) {
    if (first) print_dry_run(*options, invocation.out);
    return kSuccess;
  }
  if (options->supervise) {
    require(!dispatch::launched_with_ranks(), "sweep: --supervise starts the launcher itself; give it as --launcher 'mpirun -n N'");
    return supervise(*options, invocation);
  }
  return dispatch::launched_with_ranks() ? run_distributed(*options, invocation) : run_alone(*options, invocation);
}

}  // namespace quanvas::cli
