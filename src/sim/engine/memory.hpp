// Whether states fit into the machine's memory, asked before they are allocated.
#pragma once

#include <cstddef>

namespace quanvas::sim {

// Throws Error where `states` states of so many numbers each, of `number_size` bytes, do not fit.
void require_memory(std::size_t states, std::size_t wires, std::size_t numbers, std::size_t number_size);

}  // namespace quanvas::sim
