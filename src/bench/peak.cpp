#include "bench/peak.hpp"

#include <algorithm>
#include <chrono>
#include <vector>

#include "base/threads.hpp"
#include "sim/engine/lane.hpp"

namespace quanvas::bench {
namespace {

constexpr std::size_t kChains = 12;  // enough to hide the latency of two multiply-add units
constexpr std::size_t kRounds = 100000;
constexpr int kRuns = 25;

template <class Real>
Real multiply_adds() {
  using L = typename sim::NativeLane<Real>::type;
  L chains[kChains];
  for (std::size_t i = 0; i < kChains; ++i) chains[i] = sim::broadcast<L>(static_cast<Real>(i));
  const L factor = sim::broadcast<L>(Real(0.999));
  const L summand = sim::broadcast<L>(Real(0.001));
  for (std::size_t r = 0; r < kRounds; ++r)
    for (L& chain : chains) chain = chain * factor + summand;
  Real total = 0;
  for (const L& chain : chains) total += sim::sum(chain);
  return total;
}

}  // namespace

template <class Real>
double peak_flops(std::size_t threads) {
  using Clock = std::chrono::steady_clock;
  constexpr double kFlops = 2.0 * kChains * kRounds * sim::kWidth<typename sim::NativeLane<Real>::type>;
  double best = 0;
  std::vector<Real> totals(threads);
  auto work = [&](std::size_t thread) { totals[thread] += multiply_adds<Real>(); };
  for (int run = 0; run < kRuns; ++run) {
    const auto start = Clock::now();
    run_on_threads(threads, work);
    const double seconds = std::chrono::duration<double>(Clock::now() - start).count();
    best = std::max(best, kFlops * static_cast<double>(threads) / seconds);
  }
  const bool finite = std::ranges::all_of(totals, [](Real total) { return total == total; });
  return finite ? best : 0;  // the sums are needed, so they are computed
}

template double peak_flops<float>(std::size_t);
template double peak_flops<double>(std::size_t);

}  // namespace quanvas::bench
