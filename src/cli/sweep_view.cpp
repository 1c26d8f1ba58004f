#include "cli/sweep_view.hpp"

#include <algorithm>
#include <ostream>

namespace quanvas::cli {

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

void print_inventory(const store::Inventory& inventory, const store::Folder& folder, const trial::Sweep& sweep, std::ostream& out) {
  constexpr std::size_t kMost = 10;
  out << fmt::format("{} of {} trials completed, {} diverged, {} failed, {} missing\n", inventory.completed, sweep.trials.size(),
                     inventory.diverged, inventory.failed.size(), inventory.missing.size());
  for (std::size_t i = 0; i < std::min(kMost, inventory.failed.size()); ++i)
    out << fmt::format("  trial {} ({}) failed: {}\n", inventory.failed[i], sweep.keys[inventory.failed[i]].text, inventory.failures[i]);
  if (inventory.failed.size() > kMost) out << fmt::format("  and {} more\n", inventory.failed.size() - kMost);
  for (const store::Damage& damage : inventory.damaged) out << "  damaged: " << damage.message << '\n';
  out << "results: " << folder.results().string() << '\n';
}

}  // namespace quanvas::cli
