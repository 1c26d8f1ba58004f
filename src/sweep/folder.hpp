// An output folder: the sweep that it is of, and a trial in it by what people call it.
#pragma once

#include <filesystem>
#include <string_view>

#include "store/shard.hpp"
#include "trial/sweep.hpp"

namespace quanvas::sweep {

// What paths in a sweep file are relative to: its folder.
std::filesystem::path base_of(const std::string& sweep_file);

// The sweep that a file asks to be run. Throws Error as trial::read_sweep() and trial::require_sensible().
trial::Sweep read_asked_sweep(const std::string& file);

// The sweep whose output folder this is. Throws Error where it is none.
trial::Sweep read_folder_sweep(const store::Folder& folder);

// The record of the trial with this key, of which the first characters, six at least, do where they are no other
// trial's, or with this number in the sweep; `where` is an output folder, or a results file alone. Throws Error where
// there is none.
trial::Record find_trial(const std::filesystem::path& where, std::string_view name);

}  // namespace quanvas::sweep
