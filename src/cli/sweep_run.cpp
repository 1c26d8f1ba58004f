#include "cli/sweep_run.hpp"

#include <algorithm>
#include <ostream>
#include <sstream>
#include <unordered_map>
#include <utility>

#include "base/error.hpp"
#include "base/process.hpp"
#include "base/text.hpp"
#include "cli/sweep_view.hpp"
#include "store/aggregate.hpp"
#include "store/claims.hpp"
#include "store/file.hpp"
#include "store/lock.hpp"
#include "store/running.hpp"
#include "sweep/status.hpp"
#include "sweep/stop_signals.hpp"
#include "sweep/vocabulary.hpp"

namespace quanvas::cli {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::chrono::seconds kLeeway{5};  // after the grace, for keeping the state of trials

// Data that cannot be read would fail every trial, one by one; better to say so at once.
void require_data(const trial::Sweep& sweep, const store::Index& index, const Distribution& distribution,
                  std::ostream& err) {
  const sweep::DataNeeds needs = sweep::data_needs(sweep, index);
  if (distribution.prepare) distribution.prepare(needs);
  for (const train::DatasetPart& part : needs)
    for (const std::string& remark : train::load(part).remarks) err << remark << '\n';
}

// Keeps a copy of the sweep beside its results, so that these can be merged and understood later.
void keep_sweep_file(const store::Folder& folder, const trial::Sweep& sweep, std::ostream& err) {
  const auto bytes = std::as_bytes(std::span(sweep.text));
  if (std::filesystem::exists(folder.sweep())) {
    if (std::ranges::equal(store::read_whole(folder.sweep()), bytes)) return;
    err << fmt::format(
        "{} holds another version of this sweep: its finished trials that are still asked for are kept\n",
        folder.root.string());
  }
  store::write_whole(folder.sweep(), bytes);
}

// Puts the folder in order after whatever happened to the processes that worked in it before.
void clean_up(const store::Folder& folder, bool shared) {
  for (const auto& path :
       {folder.root, folder.shards(), folder.checkpoints(), folder.crashes(), folder.members(), folder.claims()})
    store::remove_leftovers(path);
  if (shared) {
    store::record_crashes(folder, [](const Process& process) {
      return !lives(process).value_or(true);
    });  // others may be alive on other hosts
    return;
  }
  store::record_crashes(folder, store::is_gone);
  std::error_code ignored;
  for (const auto& path : {folder.members(), folder.claims()}) std::filesystem::remove_all(path, ignored);
}

trial::Record lost_record(const trial::TrialSpec& spec, const trial::Key& key, int attempts,
                          const std::vector<std::string>& crashes) {
  return {.key = key,
          .spec = spec,
          .outcome = trial::Lost{.message = fmt::format("{} processes ended while they ran it: {}", crashes.size(),
                                                        join(crashes, "; "))},
          .execution = {.host = host_name()},
          .attempts = attempts + 1};
}

// The validation accuracies of a trial at the rungs that it has reached: it had more epochs before it then, and its
// loss was finite.
std::vector<double> scores_at(const trial::EarlyStopping& rule, const trial::Record& record) {
  const trial::TrainingRecord* training = training_of(record.outcome);
  const trial::Curve* curve = training ? training->find("validation_accuracy") : nullptr;
  const std::size_t reached =
      !curve ? 0 : curve->values.size() - (std::holds_alternative<trial::Diverged>(record.outcome) ? 1 : 0);
  std::vector<double> scores;
  for (const std::uint32_t rung : rule.rungs)
    if (rung <= reached && std::cmp_less(rung, record.spec.epochs)) scores.push_back(curve->values[rung - 1]);
  return scores;
}

struct Inventory {
  store::Index index;
  std::unordered_map<std::size_t, std::vector<double>> scores;  // of the trials that have reached rungs, at these
};

// What is on disk, with damaged shards out of the way and trials marked lost that ran in too many crashes.
Inventory take_inventory(const sweep::Options& options, const trial::Sweep& sweep, std::ostream& err) {
  Inventory inventory;
  inventory.index = read_index(options.folder, sweep, [&](std::size_t trial, const trial::Record& record) {
    if (!sweep.early_stopping) return;
    std::vector<double> scores = scores_at(*sweep.early_stopping, record);
    const auto known = inventory.scores.find(trial);
    if (scores.size() > (known == inventory.scores.end() ? 0 : known->second.size()))
      inventory.scores[trial] = std::move(scores);
  });
  store::Index& index = inventory.index;
  for (const store::Damage& damage : index.damaged)
    err << fmt::format("damaged, to be run again: {}; now {}\n", damage.message,
                       set_aside(options.folder, damage.shard).string());
  const auto crashes = all_crashes(options.folder);
  for (std::size_t i = 0; i < sweep.keys.size() && (options.retry_lost || !crashes.empty()); ++i) {
    const auto found = crashes.find(sweep.keys[i]);
    store::Entry& entry = index.entries[i];
    if (options.retry_lost && entry.status == "lost") {
      entry.status = {};
      forget_crashes(options.folder, sweep.keys[i]);
    } else if (found != crashes.end() && found->second.size() >= options.crashes &&
               !store::Index::finished(entry.status)) {
      const trial::Record record = lost_record(sweep.trials[i], sweep.keys[i], entry.standing.attempts, found->second);
      write_shard(options.folder, record);
      entry = {.status = "lost", .standing = store::standing_of(record)};
      err << fmt::format("trial {} ({}) is lost: {}\n", i, sweep.keys[i].text, message_of(record.outcome));
    }
  }
  return inventory;
}

// Trials that differ in their seed alone form a group: they take the same time.
class Groups {
 public:
  explicit Groups(const trial::Vocabulary& words) : words_(words) {}

  dispatch::Group of(trial::TrialSpec spec) {
    spec.seed = 0;
    const auto [entry, is_new] = groups_.try_emplace(spec_text(spec), static_cast<dispatch::Group>(operations_.size()));
    if (is_new) operations_.push_back(words_.cost(spec));
    return entry->second;
  }
  const std::vector<double>& operations() const { return operations_; }

 private:
  const trial::Vocabulary& words_;
  std::unordered_map<std::string, dispatch::Group> groups_;
  std::vector<double> operations_;
};

// Whether a trial is to be run, or to be resumed.
bool is_open(const store::Entry& entry, const sweep::Options& options) {
  return !store::Index::finished(entry.status) && (entry.status != "failed" || options.retries > 0);
}

// Early stopping as it stands after earlier runs.
dispatch::Halving halving_of(const trial::EarlyStopping& rule, const Inventory& inventory,
                             const sweep::Options& options) {
  const std::vector<store::Entry>& entries = inventory.index.entries;
  dispatch::Halving halving({.rungs = rule.rungs, .factor = rule.factor, .deterministic = rule.deterministic},
                            entries.size());
  for (std::size_t i = 0; i < entries.size(); ++i) {
    const TrialId trial(static_cast<std::uint32_t>(i));
    const auto scores = inventory.scores.find(i);
    if (scores != inventory.scores.end()) halving.resume(trial, scores->second, entries[i].status != "stopped");
    if (!is_open(entries[i], options)) halving.dropped(trial);
  }
  return halving;
}

// What is still to be run, and what is known of how long it takes.
dispatch::Work open_work(const sweep::Options& options, const trial::Sweep& sweep, const Inventory& inventory,
                         const trial::Vocabulary& words) {
  dispatch::Work work{.spec = [&sweep](TrialId id) { return spec_text(sweep.trials[id.value]); },
                      .retries = options.retries};
  Groups groups(words);
  const auto crashes = all_crashes(options.folder);
  std::vector<std::pair<dispatch::Group, double>> times;
  for (std::size_t i = 0; i < sweep.trials.size(); ++i) {
    const store::Entry& entry = inventory.index.entries[i];
    const dispatch::Group group = groups.of(sweep.trials[i]);
    if (entry.status == "completed") times.emplace_back(group, entry.seconds);
    if (!is_open(entry, options)) continue;
    dispatch::Task task{.id = TrialId(static_cast<std::uint32_t>(i)),
                        .group = group,
                        .attempts = entry.standing.attempts,
                        .last = crashes.contains(sweep.keys[i]),
                        .foreign = options.share && !options.share->has(i)};
    if (entry.status == "stopped") {
      --task.attempts;  // it resumes the same one
      task.waits = inventory.scores.contains(i);
    }
    if (const auto scores = inventory.scores.find(i); scores != inventory.scores.end())
      task.from = static_cast<double>(sweep.early_stopping->rungs[scores->second.size() - 1]) /
                  static_cast<double>(sweep.trials[i].epochs);
    work.tasks.push_back(task);
  }
  work.costs = dispatch::CostModel(groups.operations());
  for (const auto& [group, seconds] : times) work.costs.measure(group, seconds);
  if (sweep.early_stopping) {
    work.halving = halving_of(*sweep.early_stopping, inventory, options);
    work.epochs = [&sweep](TrialId id) { return static_cast<double>(sweep.trials[id.value].epochs); };
  }
  return work;
}

// The trials of a sweep as one of several processes sees them that share the folder.
class SharedWork {
 public:
  SharedWork(const store::Folder& folder, const store::FolderLock& lock, const trial::Sweep& sweep)
      : folder_(folder), sweep_(sweep), claims_(folder, lock) {}

  bool claim(TrialId trial) {
    using Claim = store::Claims::Claim;
    switch (claims_.take(sweep_.keys[trial.value])) {
      case Claim::ours: return true;
      case Claim::inherited: break;
      case Claim::theirs:
      case Claim::done: return false;
    }
    if (!is_finished(trial)) return true;
    settle(trial);
    return false;
  }

  void settle(TrialId trial) { claims_.finish(sweep_.keys[trial.value]); }

 private:
  // Whoever had the trial may have finished it before its end.
  bool is_finished(TrialId trial) {
    if (Clock::now() - looked_ > kLookEvery) {
      index_ = read_index(folder_, sweep_);
      looked_ = Clock::now();
    }
    return store::Index::finished(index_.entries[trial.value].status);
  }

  static constexpr std::chrono::seconds kLookEvery{10};

  store::Folder folder_;
  const trial::Sweep& sweep_;
  store::Claims claims_;
  store::Index index_;
  Clock::time_point looked_ = Clock::now() - 2 * kLookEvery;
};

// A rank is lost: notes what it was at, and returns the trials that have ended in too many crashes.
std::vector<TrialId> note_lost_worker(const sweep::Options& options, const trial::Sweep& sweep,
                                      const dispatch::Coordinator& coordinator, const dispatch::LostWorker& worker,
                                      std::ostream& err) {
  err << fmt::format("\nprocess {} on {} is lost\n", worker.process.number, worker.process.host) << std::flush;
  std::vector<TrialId> lost;
  for (const trial::Key& key :
       store::record_crashes(options.folder, [&](const Process& process) { return process == worker.process; })) {
    const auto found = std::ranges::find(sweep.keys, key);
    const std::vector<std::string> crashes = crashes_of(options.folder, key);
    if (found == sweep.keys.end() || crashes.size() < options.crashes) continue;
    const auto trial = static_cast<std::size_t>(found - sweep.keys.begin());
    const TrialId id(static_cast<std::uint32_t>(trial));
    write_shard(options.folder, lost_record(sweep.trials[trial], key, coordinator.attempts(id), crashes));
    lost.push_back(id);
  }
  return lost;
}

}  // namespace

SweepEnd run_sweep_in_folder(const SweepOptions& command, const Invocation& invocation,
                             const Distribution& distribution) {
  const sweep::Options& options = command.run;
  const auto start = Clock::now();
  const trial::Vocabulary words = sweep::vocabulary();
  const trial::Sweep sweep = trial::read_sweep(options.file, words);
  require(!options.share || !sweep.early_stopping,
          "--share: the trials of a sweep with [early_stopping] are compared with each other; one launch has to run "
          "them all");
  std::error_code ignored;
  const bool is_new = !std::filesystem::exists(options.folder.sweep(), ignored);
  if (is_new)
    require_data(sweep, {.entries = std::vector<store::Entry>(sweep.trials.size())}, distribution,
                 invocation.err);  // before anything is written
  store::open_folder(options.folder.root);
  std::optional<store::FolderLock> lock;
  lock.emplace(options.folder, options.share ? store::Hold::shared : store::Hold::alone,
               [&](const std::string& line) { invocation.err << line << std::endl; });
  clean_up(options.folder, options.share.has_value());
  const Inventory inventory = take_inventory(options, sweep, invocation.err);
  const store::Index& before = inventory.index;
  dispatch::Work work = open_work(options, sweep, inventory, words);
  if (const auto finished = std::ranges::count_if(before.entries, store::Index::finished, &store::Entry::status);
      finished > 0)
    invocation.err << fmt::format("{} of {} trials are finished already\n", finished, sweep.trials.size());
  if (!is_new) require_data(sweep, before, distribution, invocation.err);
  keep_sweep_file(options.folder, sweep, invocation.err);

  std::optional<SharedWork> shared;
  if (options.share) {
    shared.emplace(options.folder, *lock, sweep);
    work.claim = [&](TrialId trial) { return shared->claim(trial); };
    work.settled = [&](TrialId trial) { shared->settle(trial); };
  }
  sweep::SweepStatus status(
      options.share ? sweep::status_of_member(options.folder, lock->member()) : options.folder.status(), sweep, before);
  ProgressPrinter printer(invocation.err, command.style);
  bool told = false;  // that it stops
  const auto stop = [&] {
    if (lock->lost()) return true;
    const double spent = std::chrono::duration<double>(Clock::now() - start).count();
    const bool late =
        options.max_time && spent > *options.max_time - std::chrono::duration<double>(options.grace).count();
    if ((late || sweep::stop_requested()) && !std::exchange(told, true))
      invocation.err << fmt::format("\n{}: no more trials are begun; those that run have {} to end\n",
                                    late ? "the time is up" : "told to stop",
                                    duration(std::chrono::duration<double>(options.grace).count()))
                     << std::flush;
    return told;
  };
  dispatch::CoordinateOptions coordination{
      .observer =
          [&](const dispatch::Coordinator& coordinator, double now) {
            printer.show(coordinator.progress(now));
            status.update(coordinator, now);
          },
      .stop = stop,
      .patience = std::chrono::duration<double>(options.grace + kLeeway).count(),
      .lost =
          [&](const dispatch::Coordinator& coordinator, const dispatch::LostWorker& worker) {
            return note_lost_worker(options, sweep, coordinator, worker, invocation.err);
          }};
  if (options.survive) coordination.silence = std::chrono::duration<double>(*options.survive).count();
  try {
    const dispatch::Ending ending = distribution.run(std::move(work), coordination);
    require(!lock->lost(),
            "{}: another process has taken it over, since nothing was seen of this one; it continues the sweep",
            options.folder.root.string());
    if (options.share) lock.reset();  // before the others are counted, so that of two that end at once one is the last
    const std::size_t others = options.share ? living_members(options.folder).size() : 0;
    if (others == 0) store::pack_leftovers(options.folder);
    const store::Index index = others > 0 ? read_index(options.folder, sweep) : store::aggregate(options.folder, sweep);
    print_index(index, sweep, invocation.out);
    if (others > 0)
      invocation.out << fmt::format("other processes ({}) are at work in {}; the last one merges the results\n", others,
                                    options.folder.root.string());
    else invocation.out << "results: " << options.folder.results().string() << '\n';
    invocation.out << "time: " << duration(std::chrono::duration<double>(Clock::now() - start).count()) << '\n';
    const std::size_t missing = index.count("");
    const bool left = !ending.finished || (others == 0 && missing > 0);  // by this process, or by one that has crashed
    if (left) invocation.out << "stopped before the end; the same command resumes it\n";
    const bool all_well = index.count("completed") + index.count("stopped") + missing == sweep.trials.size();
    const int exit_code = left ? kTryAgain : all_well ? kSuccess : kTrialFailed;
    status.end(exit_code);
    return {.exit_code = exit_code, .unended = ending.unended};
  } catch (...) {
    std::ostringstream error;
    const int exit_code = explain_exception(error);
    if (!lock || !lock->lost()) status.end(exit_code, error.str());
    throw;
  }
}

void print_dry_run(const sweep::Options& options, std::ostream& out) {
  const trial::Sweep sweep = trial::read_sweep(options.file, sweep::vocabulary());
  print_plan(sweep, out);
  print_difference(options.folder, sweep, out);
}

}  // namespace quanvas::cli
