// A sweep in words: what it stands for, and what is on disk of it.
#pragma once

#include <iosfwd>

#include "store/aggregate.hpp"
#include "trial/sweep.hpp"

namespace quanvas::cli {

// Name, description, numbers of trials, the values of each axis.
void print_plan(const trial::Sweep& sweep, std::ostream& out);

// Counts, the first failures with their messages, damaged files, the path of the results.
void print_inventory(const store::Inventory& inventory, const store::Folder& folder, const trial::Sweep& sweep, std::ostream& out);

}  // namespace quanvas::cli
