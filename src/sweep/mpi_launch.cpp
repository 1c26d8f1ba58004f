#include <exception>
#include <optional>
#include <utility>

#include "dispatch/heartbeat.hpp"
#include "dispatch/launcher.hpp"
#include "dispatch/mpi_transport.hpp"
#include "sweep/launch.hpp"
#include "sweep/mpi_data.hpp"
#include "sweep/stop_signals.hpp"

namespace quanvas::sweep {
namespace {

using LostRanks = dispatch::MpiTransport::LostRanks;

// Rank 0 coordinates, the others work.
class MpiLaunch final : public Launch {
 public:
  MpiLaunch(const Options& options, const dispatch::Launcher& launcher)
      : options_(options), transport_(options.survive ? LostRanks::survived : LostRanks::fatal) {
    if (transport_.ranks() == 1) throw dispatch::Unconnected(launcher);
    if (options.survive) leaving_ = Leaving::at_once;  // MPI would wait for a rank that is lost
    if (coordinates()) heartbeat_.emplace(transport_, transport_.others(), options.silence() / 10);
  }

  bool coordinates() const override { return transport_.rank() == dispatch::kCoordinator; }

  End work(const Observer& observer) override {
    const CoreShare share = core_share(transport_.host().workers());
    const std::size_t threads = choose_threads(options_.threads, share);
    if (transport_.rank() == Rank(1) && is_crowded(threads, share))
      observer(Crowded{.threads = threads, .share = share});
    try {
      train::Datasets datasets;
      if (shares_data()) datasets = share_datasets(transport_);
      if (run_worker(transport_, options_, threads, train_trial(std::move(datasets)))) return End::complete;
      observer(SilentCoordinator{.rank = transport_.rank()});
      leaving_ = Leaving::at_once;
      return End::unfinished;
    } catch (const std::exception& error) {
      observer(FailedRank{.rank = transport_.rank(), .message = error.what()});
      leaving_ = Leaving::with_all;  // MPI's end in good order would wait for ranks that wait for this one
      return End::broken;
    }
  }

  void announce(const DataNeeds& needs) override {
    if (shares_data() && !std::exchange(announced_, true)) sweep::announce(transport_, needs);
  }

  dispatch::Ending run(dispatch::Work work, const dispatch::CoordinateOptions& options, const Observer&) override {
    distributed_ = true;
    heartbeat_.reset();
    const dispatch::Ending ending = dispatch::coordinate(transport_, std::move(work), options);
    // Who has not ended although all is done is lost.
    if (ending.unended > 0 && !(options_.survive && ending.finished)) leaving_ = Leaving::with_all;
    return ending;
  }

  // Workers wait for a first word; it is that all is over.
  void cancel() override {
    announce({});
    if (distributed_) return;
    dispatch::CoordinateOptions options;
    if (options_.survive) options.silence = std::chrono::duration<double>(*options_.survive).count();
    dispatch::coordinate(transport_, {}, options);
  }

  int finish(int exit_code) override {
    switch (leaving_) {
      case Leaving::in_order: return exit_code;
      case Leaving::at_once: transport_.leave(exit_code);
      case Leaving::with_all: transport_.abort(exit_code);
    }
    return exit_code;
  }

 private:
  enum class Leaving { in_order, at_once, with_all };

  // Whether the workers of a host share the data. Not where ranks may be lost: one that crashes while all of a host act
  // together would keep the others waiting.
  bool shares_data() const { return !options_.survive; }

  Options options_;
  dispatch::MpiTransport transport_;
  std::optional<dispatch::Heartbeat> heartbeat_;  // while the folder is read, which may take longer than workers wait
  bool announced_ = false;
  bool distributed_ = false;  // whether the workers have been told to stop
  Leaving leaving_ = Leaving::in_order;
};

}  // namespace

std::unique_ptr<Launch> make_mpi_launch(const Options& options, const dispatch::Launcher& launcher) {
  stop_with_parent();
  return std::make_unique<MpiLaunch>(options, launcher);
}

}  // namespace quanvas::sweep
