// What is on disk of a sweep, in words: used by `aggregate` and at the end of `sweep`.
#pragma once

#include <iosfwd>

#include "store/aggregate.hpp"

namespace quanvas::cli {

// Counts, the first failures with their messages, damaged files, the path of the results.
void print_inventory(const store::Inventory& inventory, const store::Folder& folder, const trial::Sweep& sweep, std::ostream& out);

}  // namespace quanvas::cli
