#include "sweep/cost_estimate.hpp"

#include <algorithm>
#include <chrono>
#include <vector>

#include <sys/resource.h>

#include "data/catalog.hpp"
#include "data/image_size.hpp"
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
  std::size_t costliest = 0;  // configuration whose trials cost most
};

Bill add_up(const trial::Trials& trials, const trial::Vocabulary& words) {
  std::vector<double> replicates(trials.configurations().size());
  for (std::size_t i = 0; i < trials.size(); ++i) ++replicates[trials.configuration_of(i)];
  Bill bill;
  for (std::size_t i = 0; i < replicates.size(); ++i) {
    const double cost = words.cost(trials.configurations()[i]);
    bill.total += cost * replicates[i];
    if (cost > bill.most) bill = {.total = bill.total, .most = cost, .costliest = i};
  }
  return bill;
}

constexpr int kShort = 20;        // images of a class
constexpr int kMostProbed = 500;  // likewise, where a batch is to be filled

// A trial made short: few images of the built-in set, two epochs.
trial::TrialSpec short_trial(trial::TrialSpec spec, const trial::Vocabulary& words) {
  if (!data::find_dataset(spec.dataset)) {
    // The built-in set has as many classes for most; what costs most is not which images they are.
    const model::ImageFormat format = image_format(spec);
    spec.image_size = data::to_text({.height = format.height, .width = format.width});
    spec.dataset_checksum = trial::TrialSpec().dataset_checksum;
    spec.classes = std::min(spec.classes, 10);
    spec.labels.clear();
  }
  spec.dataset = "synthetic";
  spec.samples_per_class = spec.samples_per_class == 0 ? kShort : std::min(spec.samples_per_class, kShort);
  spec.train_fraction = 0.5;
  spec.test_fraction = 0;
  spec.test_per_class = std::min(spec.test_per_class, kShort);
  spec.epochs = 2;
  return words.canonical(spec);
}

std::size_t images_of_part(const trial::TrialSpec& spec) {
  const train::DatasetPart part = train::parts_of(spec).front();
  return data::row_of(part.name, part.split, train::options_of(part)).images;
}

// Bytes of a process that runs this trial: what this one takes with the short version of it, the data set's files, and
// what is kept of each image beyond the short version's: its pixels, and the features that the fixed part makes of it.
std::uint64_t estimate_memory(const trial::TrialSpec& spec, const trial::Vocabulary& words) {
  trial::TrialSpec probe = short_trial(spec, words);
  const int images_of_batch = 2 * spec.batch_size / spec.classes;  // half of them are trained with
  if (spec.samples_per_class == 0 || spec.samples_per_class > images_of_batch)
    probe.samples_per_class = std::clamp(images_of_batch, probe.samples_per_class, kMostProbed);
  const trial::Outcome outcome = train::TrialRunner().run(probe);
  rusage usage{};
  ::getrusage(RUSAGE_SELF, &usage);

  const trial::TrainingRecord* training = training_of(outcome);
  const std::size_t features =
      training ? training->feature_shape[0] * training->feature_shape[1] * training->feature_shape[2] : 0;
  const model::ImageFormat format = image_format(spec);
  const std::size_t pixels = format.channels * format.height * format.width;
  const std::size_t number = spec.precision == trial::Precision::single_ ? sizeof(float) : sizeof(double);
  const std::size_t probed = image_format(probe).images;
  const std::size_t beyond = format.images > probed ? format.images - probed : 0;
  const std::size_t files = train::parts_of(spec).size() * images_of_part(spec) * pixels;
  // Before that, while the files are read, there are the compressed, the unpacked and the kept bytes of them.
  const std::size_t while_reading = files * 5 / 2;
  return static_cast<std::uint64_t>(usage.ru_maxrss) * 1024 +
         std::max(while_reading, files + beyond * (pixels + features) * number);
}

}  // namespace

double estimate_core_seconds(const trial::Sweep& sweep) {
  const trial::Vocabulary words = vocabulary();
  const Bill bill = add_up(sweep.trials, words);
  const trial::TrialSpec probe = short_trial(sweep.trials.configurations()[bill.costliest], words);
  use_threads(1);
  train::TrialRunner runner;
  runner.run(probe);  // reads the data and warms the caches
  const auto start = Clock::now();
  runner.run(probe);
  const double seconds = std::chrono::duration<double>(Clock::now() - start).count();
  return bill.total * seconds / words.cost(probe);
}

std::uint64_t estimate_rank_memory(const trial::Sweep& sweep) {
  const trial::Vocabulary words = vocabulary();
  const auto images_of = [](const trial::TrialSpec& spec) { return image_format(spec).images; };
  const std::vector<trial::TrialSpec>& configurations = sweep.trials.configurations();
  const trial::TrialSpec& costliest = configurations[add_up(sweep.trials, words).costliest];
  const trial::TrialSpec& largest = *std::ranges::max_element(configurations, {}, images_of);
  return std::max(estimate_memory(costliest, words), estimate_memory(largest, words));
}

}  // namespace quanvas::sweep
