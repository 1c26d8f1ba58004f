#include "sweep/launch.hpp"

#include "dispatch/launcher.hpp"

namespace quanvas::sweep {

std::unique_ptr<Launch> make_launch(const Options& options) {
  const dispatch::Launcher launcher = dispatch::launcher();
  // Launches that share the folder need not be connected.
  if (launcher.ranks <= 1 || (options.share && !launcher.connects)) return std::make_unique<LocalLaunch>(options);
  if (!launcher.connects) throw dispatch::Unconnected(launcher);
#ifdef QUANVAS_WITH_MPI
  return make_mpi_launch(options, launcher);
#else
  fail(
      "this build is without MPI (-DQUANVAS_MPI=OFF), and {}={} says that it is one of {} processes: start one, or "
      "several with --share K/N",
      launcher.variable, launcher.ranks, launcher.ranks);
#endif
}

}  // namespace quanvas::sweep
