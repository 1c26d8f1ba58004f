#include "cli/sweep_view.hpp"

#include <algorithm>
#include <ostream>
#include <unordered_set>

#include <fmt/ranges.h>

#include "base/text.hpp"

namespace quanvas::cli {
namespace {

using trial::Status;

std::string sample_text(const trial::Sample& sample) {
  const std::string axes = join(sample.axes, ", ");
  if (sample.method == trial::Sampling::sobol)
    return fmt::format("{} Sobol points of {} (seed {})\n", sample.count, axes, sample.seed);
  if (!sample.combinations) return fmt::format("{} random points of {} (seed {})\n", sample.count, axes, sample.seed);
  return fmt::format("a random {} of the {} combinations of {} (seed {})\n", sample.count, *sample.combinations, axes,
                     sample.seed);
}

std::string early_stopping_text(const trial::EarlyStopping& stopping) {
  return fmt::format("early stopping: after {} epochs the best 1/{} continue{}\n", fmt::join(stopping.rungs, ", "),
                     stopping.factor, stopping.deterministic ? ", decided when all are there" : "");
}

// The different values of an axis in the order of the trials, cut short where there are many.
std::string values_text(const trial::Sweep& sweep, const trial::Axis& axis) {
  constexpr std::size_t kMost = 20;
  std::unordered_set<std::string> seen;
  std::vector<std::string> shown;
  const auto show = [&](const trial::TrialSpec& spec) {
    if (const auto [value, is_new] = seen.insert(axis.read(spec)); is_new && shown.size() < kMost)
      shown.push_back(*value);
  };
  if (axis.key == "seed") std::ranges::for_each(sweep.trials, show);
  else std::ranges::for_each(sweep.trials.configurations(), show);
  return join(shown, "  ") + (seen.size() > kMost ? fmt::format("  ... ({} values)", seen.size()) : "");
}

}  // namespace

void print_plan(const trial::Sweep& sweep, std::ostream& out) {
  out << fmt::format("{}\n{}\n\n", sweep.name.empty() ? "(unnamed sweep)" : sweep.name, sweep.description);
  out << fmt::format("{} trials: {} points of the grid, {} excluded, {} the same as another\n", sweep.trials.size(),
                     sweep.combinations, sweep.excluded, sweep.duplicates);
  if (sweep.sample) out << sample_text(*sweep.sample);
  if (sweep.early_stopping) out << early_stopping_text(*sweep.early_stopping);
  for (const std::string& key : sweep.axes)
    out << fmt::format("  {:<18} {}\n", key, values_text(sweep, sweep.axis(key)));
  for (const trial::IdleParameter& parameter : sweep.idle)
    out << fmt::format("note: {}: {}\n", parameter.where, idle_text(parameter));
}

void print_difference(const store::Folder& folder, const trial::Sweep& sweep, std::ostream& out) {
  const store::Index index = read_index(folder, sweep);
  const std::size_t finished = index.finished();
  out << fmt::format("\nin {}: {} finished, {} failed, {} to be run", folder.root.string(), finished,
                     index.count(Status::failed), index.entries.size() - finished);
  if (index.others > 0)
    out << fmt::format("; {} of other trials, which stay there but are not in this sweep's results", index.others);
  out << '\n';
  for (const store::Damage& damage : index.damaged) out << "  damaged: " << damage.message << '\n';
}

void print_index(const store::Index& index, const trial::Sweep& sweep, std::ostream& out) {
  constexpr std::size_t kMost = 10;
  out << fmt::format("{} of {} trials completed, {} diverged, {} failed", index.count(Status::completed),
                     sweep.trials.size(), index.count(Status::diverged), index.count(Status::failed));
  if (const std::size_t stopped = index.count(Status::stopped)) out << fmt::format(", {} stopped early", stopped);
  if (const std::size_t lost = index.count(Status::lost)) out << fmt::format(", {} lost", lost);
  out << fmt::format(", {} missing\n", index.missing());
  std::size_t shown = 0;
  for (const auto& [trial, message] : index.messages)
    if (shown++ < kMost)
      out << fmt::format("  trial {} ({}) {}: {}\n", trial, sweep.keys[trial].text,
                         to_name(*index.entries[trial].status), message);
  if (shown > kMost) out << fmt::format("  and {} more\n", shown - kMost);
  for (const store::Damage& damage : index.damaged) out << "  damaged: " << damage.message << '\n';
}

}  // namespace quanvas::cli
