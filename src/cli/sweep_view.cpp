#include "cli/sweep_view.hpp"

#include <algorithm>
#include <ostream>

#include "base/error.hpp"
#include "cli/vocabulary.hpp"

namespace quanvas::cli {

trial::Sweep read_folder_sweep(const store::Folder& folder) {
  std::error_code ignored;
  require(std::filesystem::exists(folder.sweep(), ignored), "{}: no sweep.toml in it, so it is no output folder of `quanvas sweep`", folder.root.string());
  return trial::read_sweep(folder.sweep().string(), vocabulary());
}

void print_plan(const trial::Sweep& sweep, std::ostream& out) {
  out << fmt::format("{}\n{}\n\n", sweep.name.empty() ? "(unnamed sweep)" : sweep.name, sweep.description);
  out << fmt::format("{} trials: {} points of the grid, {} excluded, {} the same as another\n", sweep.trials.size(), sweep.combinations,
                     sweep.excluded, sweep.duplicates);
  if (sweep.sample)
    out << fmt::format("a random {} of the {} combinations of {} (seed {})\n", sweep.sample->count, sweep.sample->combinations,
                       join(sweep.sample->axes, ", "), sweep.sample->seed);
  for (const std::string& key : sweep.axes) {
    const trial::Axis& axis = trial::require_axis(key);
    std::vector<std::string> values;
    for (const trial::TrialSpec& spec : sweep.trials)
      if (std::string value = axis.read(spec); std::ranges::find(values, value) == values.end()) values.push_back(std::move(value));
    out << fmt::format("  {:<18} {}\n", key, join(values, "  "));
  }
}

void print_difference(const store::Folder& folder, const trial::Sweep& sweep, std::ostream& out) {
  const store::Index index = read_index(folder, sweep);
  const auto finished = std::ranges::count_if(index.entries, store::Index::finished, &store::Entry::status);
  out << fmt::format("\nin {}: {} finished, {} failed, {} to be run", folder.root.string(), finished, index.count("failed"),
                     static_cast<std::ptrdiff_t>(index.entries.size()) - finished);
  if (index.others > 0) out << fmt::format("; {} of other trials, which stay there but are not in this sweep's results", index.others);
  out << '\n';
  for (const store::Damage& damage : index.damaged) out << "  damaged: " << damage.message << '\n';
}

void print_index(const store::Index& index, const trial::Sweep& sweep, std::ostream& out) {
  constexpr std::size_t kMost = 10;
  out << fmt::format("{} of {} trials completed, {} diverged, {} failed", index.count("completed"), sweep.trials.size(), index.count("diverged"), index.count("failed"));
  if (const std::size_t stopped = index.count("stopped")) out << fmt::format(", {} stopped early", stopped);
  if (const std::size_t lost = index.count("lost")) out << fmt::format(", {} lost", lost);
  out << fmt::format(", {} missing\n", index.count(""));
  std::size_t shown = 0;
  for (const auto& [trial, message] : index.messages)
    if (shown++ < kMost) out << fmt::format("  trial {} ({}) {}: {}\n", trial, sweep.keys[trial].text, index.entries[trial].status, message);
  if (shown > kMost) out << fmt::format("  and {} more\n", shown - kMost);
  for (const store::Damage& damage : index.damaged) out << "  damaged: " << damage.message << '\n';
}

}  // namespace quanvas::cli
