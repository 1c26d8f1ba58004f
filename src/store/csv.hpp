// The table of trials as text, for spreadsheets and for languages without HDF5.
#pragma once

#include <filesystem>

#include "store/index.hpp"

namespace quanvas::store {

// Writes the records that count, a line each in the order of the sweep, below one with the names of the columns of
// /trials (store/schema.hpp): commas, quotes where a text needs them, numbers that read back to the same bits, nothing
// where a trial has no value. It may run at any time, as aggregate() (store/aggregate.hpp). Throws Error with path and
// reason.
void write_csv(const Folder& folder, const trial::Sweep& sweep, const std::filesystem::path& path);

}  // namespace quanvas::store
