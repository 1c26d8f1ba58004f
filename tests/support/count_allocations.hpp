// How often memory was asked for. Linking this replaces the global operators new and delete of a test program.
#pragma once

#include <cstddef>

namespace quanvas::test {

// Calls of operator new of any kind since the program started, by all threads.
std::size_t allocations();

}  // namespace quanvas::test
