// What is there of a sweep when a run of it begins.
#pragma once

#include <cstddef>
#include <string>
#include <unordered_map>
#include <vector>

#include "store/index.hpp"
#include "sweep/notice.hpp"
#include "sweep/options.hpp"
#include "trial/sweep.hpp"

namespace quanvas::sweep {

struct Inventory {
  store::Index index;
  // By trial, of those that have reached rungs: their validation accuracies at these.
  std::unordered_map<std::size_t, std::vector<double>> scores;
};

// Removes what processes that are gone have left behind, and notes in which trials they have crashed. Where the folder
// is shared, processes of other hosts may be alive.
void clean_up(const Options& options);

// Reads what is on disk. Sets damaged shards aside, marks trials lost that have ended in too many crashes, and forgets
// that where they are to be retried. Throws Error.
Inventory take_inventory(const Options& options, const trial::Sweep& sweep, const Observer& observer);

// Marks a trial lost on disk, and tells. Returns its record.
trial::Record mark_lost(const Options& options, const trial::Sweep& sweep, std::size_t trial, int attempts,
                        const std::vector<std::string>& crashes, const Observer& observer);

}  // namespace quanvas::sweep
