#include "bench/measure.hpp"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <vector>

#include "bench/peak.hpp"

namespace quanvas::bench {
namespace {

constexpr double kScatter = 0.15;     // of the median above the best, on a machine that does nothing else
constexpr double kPeakChange = 0.05;  // of the machine's rate, which frequency scaling alone may cause
constexpr double kLeastNoise = 0.02;  // runs of one program differ by that much: where its memory lies

double peak_of(trial::Precision precision, std::size_t threads) {
  return with_real(precision, [&]<class Real>() { return peak_flops<Real>(threads); });
}

}  // namespace

bool Measurement::disturbed() const {
  return median > (1 + kScatter) * best || std::abs(peak_before - peak_after) > kPeakChange * peak();
}

Measurement measure(Job& job, double seconds, trial::Precision precision, std::size_t threads) {
  using Clock = std::chrono::steady_clock;
  constexpr double kSample = 1e-3;
  const auto time_of = [&](std::size_t steps) {
    const auto start = Clock::now();
    for (std::size_t i = 0; i < steps; ++i) job.step();
    return std::chrono::duration<double>(Clock::now() - start).count();
  };
  Measurement result{.flops = job.flops(), .peak_before = peak_of(precision, threads)};
  time_of(1);
  const double first = time_of(1);
  const auto steps = static_cast<std::size_t>(std::max(1.0, kSample / std::max(first, 1e-9)));
  std::vector<double> samples;
  for (double spent = 0; spent < seconds || samples.size() < 3;) {
    const double sample = time_of(steps);
    spent += sample;
    samples.push_back(sample / static_cast<double>(steps));
  }
  result.peak_after = peak_of(precision, threads);
  result.best = *std::ranges::min_element(samples);
  std::ranges::nth_element(samples, samples.begin() + static_cast<long>(samples.size() / 2));
  result.median = samples[samples.size() / 2];
  return result;
}

bool Change::beyond_noise() const { return std::abs(ratio - 1) > noise; }

Change change(double best_now, double median_now, double best_then, double median_then) {
  return {.ratio = best_now / best_then,
          .noise = std::max({kLeastNoise, median_now / best_now - 1, median_then / best_then - 1})};
}

}  // namespace quanvas::bench
