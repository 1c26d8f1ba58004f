// How many threads a process may use.
#pragma once

#include <cstddef>
#include <optional>
#include <string>

namespace quanvas::cli {

// The cores that this process is allowed to run on.
std::size_t usable_cores();

// The threads of a trial: what was asked for (--threads), else OMP_NUM_THREADS, else the usable cores shared among the
// workers of this host.
std::size_t choose_threads(std::optional<std::size_t> asked, std::size_t workers_on_host);

// "" or a warning for people where the workers of this host have more threads than cores.
std::string crowding_warning(std::size_t threads, std::size_t workers_on_host);

// Sets the threads of the parallel regions that the calling thread starts.
void use_threads(std::size_t threads);

}  // namespace quanvas::cli
