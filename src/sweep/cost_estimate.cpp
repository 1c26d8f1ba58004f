#include "sweep/cost_estimate.hpp"

#include <algorithm>
#include <chrono>

#include "sweep/threads.hpp"
#include "sweep/vocabulary.hpp"
#include "train/run_trial.hpp"

namespace quanvas::sweep {
namespace {

using Clock = std::chrono::steady_clock;

// What the trials of a sweep cost, in floating-point operations.
struct Bill {
  double total = 0;
  double most = 0;
  std::size_t costliest = 0;  // position of the trial that costs most
};

Bill add_up(const trial::Sweep& sweep, const trial::Vocabulary& words) {
  Bill bill;
  for (std::size_t i = 0; i < sweep.trials.size(); ++i) {
    const double cost = words.cost(sweep.trials[i]);
    bill.total += cost;
    if (cost > bill.most) bill = {.total = bill.total, .most = cost, .costliest = i};
  }
  return bill;
}

constexpr int kShort = 20;  // images of a class

// A trial made short: few images of the built-in set, two epochs.
trial::TrialSpec short_trial(trial::TrialSpec spec, const trial::Vocabulary& words) {
  spec.dataset = "synthetic";
  spec.samples_per_class = spec.samples_per_class == 0 ? kShort : std::min(spec.samples_per_class, kShort);
  spec.train_fraction = 0.5;
  spec.test_fraction = 0;
  spec.test_per_class = std::min(spec.test_per_class, kShort);
  spec.epochs = 2;
  return words.canonical(spec);
}

}  // namespace

double estimate_core_seconds(const trial::Sweep& sweep) {
  const trial::Vocabulary words = vocabulary();
  const Bill bill = add_up(sweep, words);
  const trial::TrialSpec probe = short_trial(sweep.trials[bill.costliest], words);
  use_threads(1);
  train::TrialRunner runner;
  runner.run(probe);  // reads the data and warms the caches
  const auto start = Clock::now();
  runner.run(probe);
  const double seconds = std::chrono::duration<double>(Clock::now() - start).count();
  return bill.total * seconds / words.cost(probe);
}

}  // namespace quanvas::sweep
