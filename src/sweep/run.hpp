// A sweep from its file and its folder to its results.
//
//   const sweep::Options options{.file = "sweeps/fig08.toml", .folder = {"out/fig08"}};
//   const sweep::End end = sweep::run_sweep(options, [](const sweep::Notice& notice) { show(notice); });
#pragma once

#include "sweep/launch.hpp"

namespace quanvas::sweep {

// Holds the folder, runs what is left to run, and merges; what happens on the way is told to the observer. In a launch
// of several processes all of them call it. Throws Error where the options, the sweep file, the data or the folder do
// not do, and where results cannot be kept.
End run_sweep(const Options& options, const Observer& observer, Launch& launch);

// The same in this process alone.
End run_sweep(const Options& options, const Observer& observer);

}  // namespace quanvas::sweep
