// Starting a sweep again when it crashes: a rank that is killed takes an MPI launch with it, and what was finished is
// kept.
//
//   const sweep::Program program{.first = {"/usr/bin/quanvas", "sweep", "s.toml", "--out", "o"}, ...};
//   const sweep::End end = sweep::supervise(options, program, observer);
#pragma once

#include <functional>
#include <iosfwd>
#include <optional>
#include <string>
#include <vector>

#include "sweep/notice.hpp"
#include "sweep/options.hpp"

namespace quanvas::sweep {

// The program that runs the sweep, with its arguments.
struct Program {
  std::vector<std::string> launcher;  // what starts it, such as mpirun with its options; empty for nothing
  std::vector<std::string> first;     // for the first start
  std::vector<std::string> again;     // for later ones
  std::function<std::optional<End>(int exit_code)> end_of;  // what its exit codes say
};

// Runs the sweep under the launcher, once, passes on what this process is told (sweep/stop_signals.hpp), and prints
// what the program does, after its progress. The launcher is kept apart from the terminal: it would end its ranks at
// once where they are to keep their state first. Throws Error where it cannot be started, and where it ends while the
// sweep has not.
End run_once(const Options& options, const Program& program, std::ostream& out);

// Runs the sweep in processes of its own, again and again, until it ends by itself. Passes on what this process is told
// (sweep/stop_signals.hpp). Throws Error where the launcher cannot be started, and where several starts in a row bring
// nothing new: no trial finished, no crash attributed to one.
End supervise(const Options& options, const Program& program, const Observer& observer);

}  // namespace quanvas::sweep
