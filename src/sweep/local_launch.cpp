#include <csignal>
#include <cstdlib>
#include <utility>

#include "store/running.hpp"
#include "sweep/launch.hpp"

namespace quanvas::sweep {

LocalLaunch::LocalLaunch(const Options& options, RunTrial run) : options_(options), run_(std::move(run)) {}

dispatch::Ending LocalLaunch::run(dispatch::Work work, const dispatch::CoordinateOptions& options,
                                  const Observer& observer) {
  const CoreShare share = core_share(1);
  const std::size_t threads = choose_threads(options_.threads, share);
  if (is_crowded(threads, share)) observer(Crowded{.threads = threads, .share = share});
  worker_ = std::async(std::launch::async,
                       [this, threads] { return run_worker(*hub_.transport(Rank(1)), options_, threads, run_); });
  const dispatch::Ending ending =
      dispatch::coordinate(*hub_.transport(dispatch::kCoordinator), std::move(work), options);
  unended_ = ending.unended > 0;
  if (!unended_) worker_.get();
  return ending;
}

int LocalLaunch::finish(int exit_code) {
  if (!unended_) return exit_code;
  store::note_signal(SIGTERM);  // the trial under way is not to blame
  std::_Exit(exit_code);
}

}  // namespace quanvas::sweep
