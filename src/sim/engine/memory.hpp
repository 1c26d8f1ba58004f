// Memory for states, refused before it is allocated where it does not fit.
#pragma once

#include <cstddef>

#include "base/aligned.hpp"

namespace quanvas::sim {

namespace detail {

void require_memory(std::size_t states, std::size_t wires, double bytes, std::size_t number_size);

}  // namespace detail

// Room for `numbers` numbers or lanes of Real, which hold `states` states of so many wires. Looks at the machine only
// where the memory has to grow. Throws Error where that does not fit.
template <class Real, class T>
void reserve_states(AlignedArray<T>& memory, std::size_t numbers, std::size_t states, std::size_t wires) {
  if (numbers <= memory.capacity()) return;
  detail::require_memory(states, wires, static_cast<double>(numbers) * sizeof(T), sizeof(Real));
  memory.reserve(numbers);
}

}  // namespace quanvas::sim
