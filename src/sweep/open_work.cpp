#include "sweep/open_work.hpp"

#include <utility>
#include <vector>

#include "store/running.hpp"

namespace quanvas::sweep {
namespace {

// Whether a trial is to be run, or to be resumed.
bool is_open(const store::Entry& entry, const Options& options) {
  return !finished(entry) && (entry.status != trial::Status::failed || options.retries > 0);
}

// Early stopping as it stands after earlier runs.
dispatch::Halving halving_of(const trial::EarlyStopping& rule, const Inventory& inventory, const Options& options) {
  const std::vector<store::Entry>& entries = inventory.index.entries;
  dispatch::Halving halving({.rungs = rule.rungs, .factor = rule.factor, .deterministic = rule.deterministic},
                            entries.size());
  for (std::size_t i = 0; i < entries.size(); ++i) {
    const TrialId trial(static_cast<std::uint32_t>(i));
    const auto scores = inventory.scores.find(i);
    if (scores != inventory.scores.end())
      halving.resume(trial, scores->second, entries[i].status != trial::Status::stopped);
    if (!is_open(entries[i], options)) halving.dropped(trial);
  }
  return halving;
}

}  // namespace

dispatch::Work open_work(const Options& options, const trial::Sweep& sweep, const Inventory& inventory,
                         const trial::Vocabulary& words) {
  dispatch::Work work{.spec = [&sweep](TrialId id) { return spec_text(sweep.trials[id.value]); },
                      .retries = options.retries};
  // Trials that differ in their seed alone form a group: they take the same time.
  std::vector<double> operations;
  for (const trial::TrialSpec& spec : sweep.trials.configurations()) operations.push_back(words.cost(spec));
  const auto incidents = all_incidents(options.folder);
  std::vector<std::pair<dispatch::Group, double>> times;
  for (std::size_t i = 0; i < sweep.trials.size(); ++i) {
    const store::Entry& entry = inventory.index.entries[i];
    const dispatch::Group group = sweep.trials.configuration_of(i);
    if (entry.status == trial::Status::completed) times.emplace_back(group, entry.seconds);
    if (!is_open(entry, options)) continue;
    dispatch::Task task{.id = TrialId(static_cast<std::uint32_t>(i)),
                        .group = group,
                        .attempts = entry.standing.attempts,
                        .last = incidents.contains(sweep.keys[i]),
                        .foreign = options.share && !options.share->has(i)};
    if (entry.status == trial::Status::stopped) {
      --task.attempts;  // it resumes the same one
      task.waits = inventory.scores.contains(i);
    }
    if (const auto scores = inventory.scores.find(i); scores != inventory.scores.end())
      task.from = static_cast<double>(sweep.early_stopping->rungs[scores->second.size() - 1]) /
                  static_cast<double>(sweep.trials[i].epochs);
    work.tasks.push_back(task);
  }
  work.costs = dispatch::CostModel(std::move(operations));
  for (const auto& [group, seconds] : times) work.costs.measure(group, seconds);
  if (sweep.early_stopping) {
    work.halving = halving_of(*sweep.early_stopping, inventory, options);
    work.epochs = [&sweep](TrialId id) { return static_cast<double>(sweep.trials[id.value].epochs); };
  }
  return work;
}

}  // namespace quanvas::sweep
