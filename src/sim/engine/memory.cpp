#include "sim/engine/memory.hpp"

#include <unistd.h>

#include "base/error.hpp"

namespace quanvas::sim {
namespace {

// Of the machine's memory; the rest is for everything else.
constexpr double kShare = 0.9;

}  // namespace

void require_memory(std::size_t states, std::size_t wires, std::size_t numbers, std::size_t number_size) {
  static const double there = static_cast<double>(sysconf(_SC_PHYS_PAGES)) * static_cast<double>(sysconf(_SC_PAGESIZE));
  const double needed = static_cast<double>(states) * static_cast<double>(numbers) * static_cast<double>(number_size);
  require(
      needed < kShare * there,
      "{} states of {} wires take {:.1f} GiB, this machine has {:.1f}: simulate fewer wires or circuits at a time{}",
      states, wires, needed / (1 << 30), there / (1 << 30), number_size == 8 ? ", or in single precision" : "");
}

}  // namespace quanvas::sim
