// A sweep in words: what it expands to, and what is on disk of it.
#pragma once

#include <iosfwd>

#include "store/index.hpp"
#include "trial/sweep.hpp"

namespace quanvas::cli {

// Name, description, numbers of trials, the values of each axis.
void print_plan(const trial::Sweep& sweep, std::ostream& out);

// What a run of the sweep into the folder would do: how many trials are there already, are to be run, are no longer
// asked for. Writes nothing.
void print_difference(const store::Folder& folder, const trial::Sweep& sweep, std::ostream& out);

// Counts, the first failures with their messages, damaged files.
void print_index(const store::Index& index, const trial::Sweep& sweep, std::ostream& out);

}  // namespace quanvas::cli
