// How many threads a trial gets: what the user asks for, else a fair share of the cores.
#pragma once

#include <cstddef>
#include <optional>
#include <string>

#include "cli/arguments.hpp"

namespace quanvas::cli {

// Cores, and the workers of this host that run on them.
struct CoreShare {
  std::size_t cores = 1;
  std::size_t workers = 1;
};

// The cores that this process is allowed to run on.
std::size_t usable_cores();

// What this process has: cores of its own where its launcher bound it to some, else the same ones as all workers of the
// host.
CoreShare core_share(std::size_t workers_on_host);

// The option --threads, and its value where it was given. Throws Error for what is no sensible number of threads.
void add_threads_option(Arguments& arguments);
std::optional<std::size_t> threads_from(const po::variables_map& values);

// The threads of a trial: what was asked for, else OMP_NUM_THREADS, else the cores divided among their workers.
std::size_t choose_threads(std::optional<std::size_t> asked, const CoreShare& share);

// "" or a warning for people where the workers have more threads than cores.
std::string crowding_warning(std::size_t threads, const CoreShare& share);

// Sets the threads of the parallel regions that the calling thread starts.
void use_threads(std::size_t threads);

}  // namespace quanvas::cli
