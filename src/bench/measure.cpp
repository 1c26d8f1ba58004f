#include "bench/measure.hpp"

#include <algorithm>
#include <chrono>
#include <vector>

namespace quanvas::bench {

Measurement measure(Job& job, double seconds) {
  using Clock = std::chrono::steady_clock;
  constexpr double kSample = 1e-3;
  const auto time_of = [&](std::size_t steps) {
    const auto start = Clock::now();
    for (std::size_t i = 0; i < steps; ++i) job.step();
    return std::chrono::duration<double>(Clock::now() - start).count();
  };
  time_of(1);
  const double first = time_of(1);
  const auto steps = static_cast<std::size_t>(std::max(1.0, kSample / std::max(first, 1e-9)));
  std::vector<double> samples;
  for (double spent = 0; spent < seconds || samples.size() < 3;) {
    const double sample = time_of(steps);
    spent += sample;
    samples.push_back(sample / static_cast<double>(steps));
  }
  std::ranges::nth_element(samples, samples.begin() + static_cast<long>(samples.size() / 2));
  const double median = samples[samples.size() / 2];
  return {.milliseconds = 1e3 * median, .flops = job.flops() / median};
}

}  // namespace quanvas::bench
