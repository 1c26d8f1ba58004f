#include "sweep/run.hpp"

#include <algorithm>
#include <exception>
#include <new>
#include <optional>
#include <utility>

#include "base/build_info.hpp"
#include "base/error.hpp"
#include "store/aggregate.hpp"
#include "store/file.hpp"
#include "store/lock.hpp"
#include "store/running.hpp"
#include "sweep/folder.hpp"
#include "sweep/inventory.hpp"
#include "sweep/known_data.hpp"
#include "sweep/open_work.hpp"
#include "sweep/shared_work.hpp"
#include "sweep/status_file.hpp"
#include "sweep/stop_signals.hpp"
#include "sweep/vocabulary.hpp"

namespace quanvas::sweep {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::chrono::seconds kLeeway{5};  // after the grace, for keeping the state of trials

trial::Sweep read_sweep(const Options& options) {
  trial::Sweep sweep = read_asked_sweep(options.file);
  require(!options.share || !sweep.early_stopping,
          "--share: the trials of a sweep with [early_stopping] are compared with each other; one launch has to run "
          "them all");
  return sweep;
}

// The steps of a run, in their order.
class Run {
 public:
  Run(const Options& options, const Observer& observer, Launch& launch)
      : options_(options), observer_(observer), launch_(launch), words_(vocabulary()), sweep_(read_sweep(options)) {}

  End go() {
    for (const trial::IdleParameter& parameter : sweep_.idle) observer_(parameter);
    open_folder();
    take_inventory();
    dispatch::Work work = open_work(options_, sweep_, inventory_, words_);
    keep_sweep_file();
    if (options_.share) share(work);
    status_.emplace(options_.share ? status_of_member(options_.folder, lock_->member()) : options_.folder.status(),
                    sweep_, inventory_.index);
    try {
      const End end = merge(run(std::move(work)));
      status_->end(end);
      return end;
    } catch (...) {
      note_failure();
      throw;
    }
  }

 private:
  void open_folder();
  void require_data(const store::Index& index);
  void take_inventory();
  void tell_of_other_builds();
  void keep_sweep_file();
  void share(dispatch::Work& work);
  dispatch::Ending run(dispatch::Work work);
  bool stop();
  void tell_stopping(Stopping::Reason reason);
  std::vector<TrialId> note_lost_worker(const dispatch::Coordinator& coordinator, const dispatch::LostWorker& worker);
  End merge(const dispatch::Ending& ending);
  void note_failure();

  bool is_late() const {
    return options_.max_time && seconds() > *options_.max_time - std::chrono::duration<double>(options_.grace).count();
  }
  double seconds() const { return std::chrono::duration<double>(Clock::now() - start_).count(); }

  const Clock::time_point start_ = Clock::now();
  const Options& options_;
  const Observer& observer_;
  Launch& launch_;
  trial::Vocabulary words_;
  trial::Sweep sweep_;
  bool is_new_ = false;  // the folder
  KnownData known_;
  std::optional<store::FolderLock> lock_;
  Inventory inventory_;
  std::optional<SharedWork> shared_;
  std::optional<StatusFile> status_;
  bool stopping_ = false;
};

void Run::open_folder() {
  std::error_code ignored;
  is_new_ = !std::filesystem::exists(options_.folder.sweep(), ignored);
  // Before anything is written.
  known_ = read_known_data(options_.folder);
  known_.base = base_of(options_.file);
  if (is_new_) require_data({.entries = std::vector<store::Entry>(sweep_.trials.size())});
  store::open_folder(options_.folder.root);
  lock_.emplace(options_.folder, options_.share ? store::Hold::shared : store::Hold::alone,
                store::Waiting{.say = [this](const std::string& line) { observer_(FolderLockNote{.text = line}); },
                               .stop = [this] { return is_late() || stop_requested(); }});
  clean_up(options_);
}

// Data that cannot be read would fail every trial, one by one; better to say so at once.
void Run::require_data(const store::Index& index) {
  const DataNeeds needs = data_needs(sweep_, index);
  launch_.announce(needs);
  for (const train::DatasetPart& part : needs) {
    const data::Dataset dataset = train::load(part);
    for (const std::string& remark : dataset.remarks) observer_(DataRemark{.text = remark});
    known_.add(known_part(part, dataset), options_.folder.root);
  }
}

void Run::take_inventory() {
  inventory_ = sweep::take_inventory(options_, sweep_, observer_);
  tell_of_other_builds();
  const std::size_t done = inventory_.index.finished();
  if (done > 0) observer_(FinishedBefore{.finished = done, .total = sweep_.trials.size()});
  if (!is_new_) require_data(inventory_.index);
  write_known_data(options_.folder, known_);
}

void Run::tell_of_other_builds() {
  const BuildInfo& info = build_info();
  const store::Build self{.revision = info.revision, .compiler = build_text(info.compiler, info.flags)};
  std::vector<std::size_t> counts(inventory_.index.builds.size());
  for (const store::Entry& entry : inventory_.index.entries)
    if (entry.status) ++counts[entry.build];
  for (std::size_t b = 0; b < counts.size(); ++b)
    if (const store::Build& build = inventory_.index.builds[b];
        counts[b] > 0 && build != self && !build.revision.empty())
      observer_(OtherBuild{.trials = counts[b], .build = build, .self = self});
}

// Keeps a copy of the sweep beside its results, so that these can be merged and understood later.
void Run::keep_sweep_file() {
  const store::Folder& folder = options_.folder;
  const auto bytes = std::as_bytes(std::span(sweep_.text));
  if (std::filesystem::exists(folder.sweep())) {
    if (std::ranges::equal(store::read_whole(folder.sweep()), bytes)) return;
    observer_(OtherVersion{.folder = folder.root});
  }
  store::write_whole(folder.sweep(), bytes);
}

void Run::share(dispatch::Work& work) {
  shared_.emplace(options_.folder, *lock_, sweep_);
  work.claim = [this](TrialId trial) { return shared_->claim(trial); };
  work.settled = [this](TrialId trial) { shared_->settle(trial); };
}

dispatch::Ending Run::run(dispatch::Work work) {
  dispatch::CoordinateOptions coordination{
      .observer =
          [this](const dispatch::Coordinator& coordinator, double now) {
            observer_(coordinator.progress(now));
            if (coordinator.draining() && !coordinator.finished() && !lock_->lost())
              tell_stopping(Stopping::Reason::requested);
            status_->update(coordinator, now);
          },
      .stop = [this] { return stop(); },
      .patience = std::chrono::duration<double>(options_.grace + kLeeway).count(),
      .lost = [this](const dispatch::Coordinator& coordinator,
                     const dispatch::LostWorker& worker) { return note_lost_worker(coordinator, worker); }};
  if (options_.survive) coordination.silence = std::chrono::duration<double>(*options_.survive).count();
  return launch_.run(std::move(work), coordination, observer_);
}

bool Run::stop() {
  if (lock_->lost()) return true;
  const bool late = is_late();
  if (late || stop_requested()) tell_stopping(late ? Stopping::Reason::time_is_up : Stopping::Reason::requested);
  return stopping_;
}

// Once; also where another process was told to stop, and has passed it on.
void Run::tell_stopping(Stopping::Reason reason) {
  if (!std::exchange(stopping_, true)) observer_(Stopping{.reason = reason, .grace = options_.grace});
}

// Notes what a lost worker was at, and returns the trials that are lost with it.
std::vector<TrialId> Run::note_lost_worker(const dispatch::Coordinator& coordinator,
                                           const dispatch::LostWorker& worker) {
  observer_(LostProcess{.process = worker.process});
  std::vector<TrialId> lost;
  const auto is_it = [&](const Process& process) { return process == worker.process; };
  for (const trial::Key& key : store::record_crashes(options_.folder, is_it)) {
    const auto found = std::ranges::find(sweep_.keys, key);
    const std::vector<std::string> crashes = incidents_of(options_.folder, key).crashes;
    if (found == sweep_.keys.end() || crashes.size() < options_.crashes) continue;
    const auto trial = static_cast<std::size_t>(found - sweep_.keys.begin());
    const TrialId id(static_cast<std::uint32_t>(trial));
    mark_lost(options_, sweep_, trial, coordinator.attempts(id), crashes, observer_);
    lost.push_back(id);
  }
  return lost;
}

End Run::merge(const dispatch::Ending& ending) {
  const store::Folder& folder = options_.folder;
  require(!lock_->lost(),
          "{}: another process has taken it over, since nothing was seen of this one; it continues the sweep",
          folder.root.string());
  if (options_.share) lock_.reset();  // before the others are counted, so that of two that end at once one is the last
  const std::size_t others = options_.share ? living_members(folder).size() : 0;
  if (others == 0) store::pack_leftovers(folder);
  const store::Index index = others > 0 ? read_index(folder, sweep_) : store::aggregate(folder, sweep_);
  const std::size_t missing = index.missing();
  const bool left = !ending.finished || (others == 0 && missing > 0);  // by this process, or by one that has crashed
  const bool all_well =
      index.count(trial::Status::completed) + index.count(trial::Status::stopped) + missing == sweep_.trials.size();
  const End end = left ? End::unfinished : all_well ? End::complete : End::trials_failed;
  observer_(Summary{.sweep = sweep_,
                    .index = index,
                    .folder = folder.root,
                    .results = folder.results(),
                    .other_processes = others,
                    .time = std::chrono::duration<double>(seconds()),
                    .end = end});
  return end;
}

// The exception that is being handled, in the status file.
void Run::note_failure() {
  if (lock_ && lock_->lost()) return;  // the file is another's by now
  try {
    throw;
  } catch (const Error& error) {
    status_->end(End::refused, error.what());
  } catch (const std::bad_alloc&) {
    status_->end(End::refused, "out of memory");
  } catch (const std::exception& error) {
    status_->end(End::broken, error.what());
  }
}

}  // namespace

End run_sweep(const Options& options, const Observer& observer, Launch& launch) {
  if (!launch.coordinates()) return launch.work(observer);
  try {
    return Run(options, observer, launch).go();
  } catch (...) {
    launch.cancel();
    throw;
  }
}

End run_sweep(const Options& options, const Observer& observer) {
  LocalLaunch launch(options);
  return run_sweep(options, observer, launch);
}

}  // namespace quanvas::sweep
