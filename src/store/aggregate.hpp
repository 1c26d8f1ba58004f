// Shards -> one results.h5.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "store/shard.hpp"
#include "trial/sweep.hpp"

namespace quanvas::store {

// A shard that cannot be read.
struct Damage {
  trial::Key key;
  std::string message;
};

// What is on disk of a sweep's trials.
struct Inventory {
  std::size_t completed = 0;
  std::size_t diverged = 0;
  std::vector<std::size_t> failed;    // positions in the sweep
  std::vector<std::size_t> missing;   // without a shard, or with one that cannot be read
  std::vector<std::string> failures;  // messages of the failed, as many
  std::vector<Damage> damaged;
};

// Looks through the shards of the sweep's trials.
Inventory take_inventory(const Folder& folder, const trial::Sweep& sweep);

// Merges them, in the sweep's order, into folder.results(), whole or not at all. Shards of other trials are left alone.
// Throws Error where the file cannot be written.
Inventory aggregate(const Folder& folder, const trial::Sweep& sweep);

}  // namespace quanvas::store
