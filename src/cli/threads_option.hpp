// The option --threads.
#pragma once

#include <cstddef>
#include <optional>

#include "cli/arguments.hpp"

namespace quanvas::cli {

void add_threads_option(Arguments& arguments);

// Its value where it was given. Throws Error for what is no sensible number of threads.
std::optional<std::size_t> threads_from(const po::variables_map& values);

}  // namespace quanvas::cli
