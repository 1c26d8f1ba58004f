#include "sim/engine/memory.hpp"

#include <fmt/format.h>

#include "base/memory.hpp"

namespace quanvas::sim::detail {

void require_memory(std::size_t states, std::size_t wires, double bytes, std::size_t number_size) {
  quanvas::require_memory(
      bytes, fmt::format("{} states of {} wires", states, wires),
      fmt::format("simulate fewer wires or circuits at a time{}", number_size == 8 ? ", or in single precision" : ""));
}

}  // namespace quanvas::sim::detail
