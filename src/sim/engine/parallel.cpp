#include "sim/engine/parallel.hpp"

#include <atomic>

namespace quanvas::sim {
namespace {

constexpr double kFastRate = 1e11;        // of a fast core, until one has been measured
constexpr double kTrustedSeconds = 5e-6;  // what takes less is not measured well

thread_local double worth_seconds = kWorthSeconds;

// The fastest that has been measured: a busy machine makes all others too slow. 0 before the first.
std::atomic<double> fastest{0};

}  // namespace

Region region_of(double flops) {
  const double measured = fastest.load(std::memory_order_relaxed);
  const double seconds = flops / (measured > 0 ? measured : kFastRate);
  return {.flops = flops, .threads = seconds < worth_seconds || runs_with_others() ? 1 : threads_in_use()};
}

void set_worth_seconds(double seconds) { worth_seconds = seconds; }

void detail::note_rate(double flops, double seconds) {
  if (seconds < kTrustedSeconds) return;
  const double rate = flops / seconds;
  double before = fastest.load(std::memory_order_relaxed);
  while (rate > before && !fastest.compare_exchange_weak(before, rate, std::memory_order_relaxed)) {}
}

}  // namespace quanvas::sim
