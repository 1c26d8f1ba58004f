// The processes that run the trials of a sweep: this one alone, or the ranks of an MPI launch.
//
//   const auto launch = sweep::make_launch(options);
//   const sweep::End end = sweep::run_sweep(options, observer, *launch);
//   return launch->finish(exit_code_of(end));
#pragma once

#include <future>
#include <memory>

#include "dispatch/coordinate.hpp"
#include "dispatch/launcher.hpp"
#include "dispatch/local_transport.hpp"
#include "sweep/data.hpp"
#include "sweep/notice.hpp"
#include "sweep/options.hpp"
#include "sweep/worker.hpp"

namespace quanvas::sweep {

class Launch {
 public:
  virtual ~Launch() = default;

  // Whether this process coordinates; another works until the coordinator says stop.
  virtual bool coordinates() const { return true; }
  virtual End work(const Observer&) { return End::complete; }

  // Of the coordinator: tells the workers what the trials will read, runs the work, or lets the workers go where it
  // comes to none. Throws Error.
  virtual void announce(const DataNeeds&) {}
  virtual dispatch::Ending run(dispatch::Work work, const dispatch::CoordinateOptions& options,
                               const Observer& observer) = 0;
  virtual void cancel() {}

  // The last call: returns the exit code, or ends the process with it at once where a trial that is under way or a lost
  // rank would keep it from ending in good order.
  virtual int finish(int exit_code) = 0;
};

// One process: the calling thread coordinates, another one works. A trial that has not ended when the grace is over is
// waited for by the destructor, and not by finish().
class LocalLaunch final : public Launch {
 public:
  explicit LocalLaunch(const Options& options, RunTrial run = train_trial());

  dispatch::Ending run(dispatch::Work work, const dispatch::CoordinateOptions& options,
                       const Observer& observer) override;
  int finish(int exit_code) override;

 private:
  Options options_;
  RunTrial run_;
  dispatch::LocalHub hub_{2};
  std::future<bool> worker_;
  bool unended_ = false;  // a trial
};

// The ranks of the launch that this process is one of, or this process alone. Starts MPI. Throws Unconnected
// (dispatch/launcher.hpp) where MPI does not connect the ranks, and Error where there are several and this build is
// without MPI.
std::unique_ptr<Launch> make_launch(const Options& options);

// Of builds with MPI alone.
std::unique_ptr<Launch> make_mpi_launch(const Options& options, const dispatch::Launcher& launcher);

}  // namespace quanvas::sweep
