// Shards -> one results.h5.
#pragma once

#include "store/index.hpp"

namespace quanvas::store {

// Merges the sweep's trials, in its order, into folder.results(), whole or not at all, and returns what is on disk of
// them. Other trials are left alone, and so is everything that it reads: it may run at any time, also while workers add
// trials, and beside other merges, of which none replaces the results of one that read more. What records hold passes
// through memory a shard at a time. Throws Error where the file cannot be written.
Index aggregate(const Folder& folder, const trial::Sweep& sweep);

}  // namespace quanvas::store
