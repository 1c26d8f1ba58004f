#include "sweep/inventory.hpp"

#include <limits>
#include <utility>

#include "base/build_info.hpp"
#include "base/error.hpp"
#include "base/process.hpp"
#include "base/text.hpp"
#include "store/file.hpp"
#include "store/running.hpp"

namespace quanvas::sweep {
namespace {

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

// Trials that have ended in too many crashes are lost; with retry_lost those that are lost are retried.
void settle_lost(const Options& options, const trial::Sweep& sweep, store::Index& index, const Observer& observer) {
  const auto incidents = all_incidents(options.folder);
  for (std::size_t i = 0; i < sweep.keys.size() && (options.retry_lost || !incidents.empty()); ++i) {
    const auto found = incidents.find(sweep.keys[i]);
    store::Entry& entry = index.entries[i];
    if (options.retry_lost && entry.status == trial::Status::lost) {
      entry.status.reset();
      forget_incidents(options.folder, sweep.keys[i]);
    } else if (found != incidents.end() && found->second.crashes.size() >= options.crashes && !finished(entry)) {
      const trial::Record record =
          mark_lost(options, sweep, i, entry.standing.attempts, found->second.crashes, observer);
      entry = {.status = trial::Status::lost, .standing = store::standing_of(record), .build = index.build_of(record)};
    }
  }
}

}  // namespace

void clean_up(const Options& options) {
  const store::Folder& folder = options.folder;
  for (const auto& path :
       {folder.root, folder.shards(), folder.checkpoints(), folder.crashes(), folder.members(), folder.claims()})
    store::remove_leftovers(path);
  if (options.share) {
    store::record_crashes(folder, [](const Process& process) { return !lives(process).value_or(true); });
    return;
  }
  store::record_crashes(folder, store::is_gone);
  std::error_code ignored;
  for (const auto& path : {folder.members(), folder.claims()}) std::filesystem::remove_all(path, ignored);
}

Inventory take_inventory(const Options& options, const trial::Sweep& sweep, const Observer& observer) {
  Inventory inventory;
  inventory.index = read_index(options.folder, sweep, [&](std::size_t trial, const trial::Record& record) {
    if (!sweep.early_stopping) return;
    std::vector<double> scores = scores_at(*sweep.early_stopping, record);
    const auto known = inventory.scores.find(trial);
    if (scores.size() > (known == inventory.scores.end() ? 0 : known->second.size()))
      inventory.scores[trial] = std::move(scores);
  });
  for (const store::Damage& damage : inventory.index.damaged)
    observer(DamagedShard{.message = damage.message, .set_aside = set_aside(options.folder, damage.shard)});
  settle_lost(options, sweep, inventory.index, observer);
  return inventory;
}

trial::Record mark_lost(const Options& options, const trial::Sweep& sweep, std::size_t trial, int attempts,
                        const std::vector<std::string>& crashes, const Observer& observer) {
  const auto process = Process::parse(crashes.back());
  trial::Record record{.key = sweep.keys[trial],
                       .spec = sweep.trials[trial],
                       .outcome = trial::Lost{.message = fmt::format("{} processes crashed while they ran it ({}); "
                                                                     "`quanvas sweep` with --retry-lost retries it",
                                                                     crashes.size(), join(crashes, "; "))},
                       .execution = {.host = process ? process->host : std::string(),
                                     .seconds = std::numeric_limits<double>::quiet_NaN(),
                                     .revision = build_info().revision,
                                     .build = build_text(build_info().compiler, build_info().flags)},
                       .attempts = attempts + 1};
  write_shard(options.folder, record);
  observer(LostTrial{.trial = trial, .key = record.key, .message = std::string(message_of(record.outcome))});
  return record;
}

}  // namespace quanvas::sweep
