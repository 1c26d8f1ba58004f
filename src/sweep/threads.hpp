// How many threads a trial gets: what the user asks for, else a fair share of the cores.
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

#include "base/threads.hpp"

namespace quanvas::sweep {

// Cores, and the workers of this host that run on them.
struct CoreShare {
  std::size_t cores = 1;
  std::size_t workers = 1;
};

// What this process has: cores of its own where its launcher bound it to some, else the same ones as all workers of the
// host.
CoreShare core_share(std::size_t workers_on_host);

// A number of threads from its text; nothing where it is no sensible one, which lies between 1 and kMostThreads.
inline constexpr std::size_t kMostThreads = 1024;  // far beyond any use; many more crash the thread library
std::optional<std::size_t> parse_threads(std::string_view text);

// The threads of a trial: what was asked for, else OMP_NUM_THREADS, else the cores divided among their workers.
std::size_t choose_threads(std::optional<std::size_t> asked, const CoreShare& share);

// Whether the workers have more threads than cores.
bool is_crowded(std::size_t threads, const CoreShare& share);

}  // namespace quanvas::sweep
