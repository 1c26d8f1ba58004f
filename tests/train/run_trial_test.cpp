// Whole trials on the built-in data set.
#include "train/run_trial.hpp"

#include <algorithm>
#include <cmath>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "model/zoo.hpp"
#include "support/error_of.hpp"
#include "support/settings.hpp"
#include "support/thread_scope.hpp"
#include "train/metrics.hpp"
#include "trial/key.hpp"

namespace quanvas::train {
namespace {

using trial::Completed;
using trial::TrainingRecord;
using trial::TrialSpec;

TrialSpec small_spec(std::string_view settings = "") {
  TrialSpec spec;
  spec.dataset = "synthetic";
  spec.samples_per_class = 20;
  spec.epochs = 3;
  spec.wiring = "O1+O2";
  return model::canonical(test::with_settings(spec, settings), {});
}

// A runner that has run nothing, and need not draw the images of `synthetic` again.
TrialRunner fresh_runner() {
  static const Datasets kImages = [] {
    Datasets images;
    for (const trial::Split split : {trial::Split::train, trial::Split::test})
      images.emplace(DatasetPart{"synthetic", split}, load({"synthetic", split}));
    return images;
  }();
  return TrialRunner(kImages);
}

TrainingRecord run(std::string_view settings = "") {
  const trial::Outcome outcome = fresh_runner().run(small_spec(settings));
  EXPECT_EQ(status_of(outcome), trial::Status::completed) << message_of(outcome);
  return *training_of(outcome);
}

double last(const TrainingRecord& training, std::string_view metric) { return training.find(metric)->values.back(); }

// Everything but the times.
void expect_same_bits(const TrainingRecord& a, const TrainingRecord& b) {
  for (const Metric& metric : metrics()) {
    if (metric.unit == "s" || !a.find(metric.name)) continue;
    EXPECT_EQ(a.find(metric.name)->values, b.find(metric.name)->values) << metric.name;
  }
  EXPECT_EQ(a.gradient_norms, b.gradient_norms);
}

TEST(RunTrial, ReadsTheDataSetsThatAreThereAlready) {
  data::Dataset dataset = load({"synthetic", trial::Split::train});
  dataset.checksum = "given";
  TrialRunner runner({{{"synthetic", trial::Split::train}, dataset}});
  EXPECT_EQ(training_of(runner.run(small_spec()))->data_checksum, "given");
  EXPECT_NE(training_of(runner.run(small_spec("split=test")))->data_checksum, "given");
}

TEST(RunTrial, RecordsEveryMetricOfEveryEpoch) {
  const TrainingRecord training = run();
  for (const Metric& metric : metrics()) {
    if (metric.has == Has::with_test) continue;
    ASSERT_NE(training.find(metric.name), nullptr) << metric.name;
    EXPECT_EQ(training.find(metric.name)->values.size(), 3u);
  }
  EXPECT_EQ(training.gradient_norms.size(), 3u);
  EXPECT_THAT(training.gradient_norms, testing::Each(testing::SizeIs(2)));
  EXPECT_EQ(training.feature_shape, (std::array<std::size_t, 3>{1, 14, 14}));
  EXPECT_EQ(training.parameters, 16u + 4 + 196 * 10 + 10);
  EXPECT_EQ(training.data_checksum.size(), 32u);
}

TEST(RunTrial, Learns) {
  const TrainingRecord training = run("epochs=10;samples_per_class=40;output=linear");
  EXPECT_GT(last(training, "train_accuracy"), 0.85);
  EXPECT_GT(last(training, "validation_accuracy"), 0.7);
  EXPECT_LT(last(training, "train_loss"), training.find("train_loss")->values.front());
}

TEST(RunTrial, GivesTheSameBitsForAnyNumberOfThreadsAndOrderOfTrials) {
  for (const char* settings : {"", "precision=double;channel=all", "head=quantum", "gradient=exact"}) {
    SCOPED_TRACE(settings);
    const TrainingRecord alone = [&] {
      const test::ThreadScope scope(1);
      return run(settings);
    }();
    const test::ThreadScope scope(3);
    TrialRunner runner = fresh_runner();
    runner.run(small_spec("seed=9"));
    expect_same_bits(alone, *training_of(runner.run(small_spec(settings))));
  }
}

TEST(RunTrial, PrecisionsAgreeAtFirst) {
  const TrainingRecord in_float = run("epochs=1");
  const TrainingRecord in_double = run("epochs=1;precision=double");
  EXPECT_NEAR(last(in_float, "train_loss"), last(in_double, "train_loss"), 1e-4);
}

TEST(RunTrial, SeedsDiffer) { EXPECT_NE(last(run("seed=1"), "train_loss"), last(run("seed=2"), "train_loss")); }

TEST(RunTrial, NormsAreZeroWhereNoGradientReaches) {
  const TrainingRecord none = run("wiring=none");
  EXPECT_EQ(none.gradient_reached, (std::vector<bool>{false, true}));
  for (const auto& norms : none.gradient_norms) {
    EXPECT_EQ(norms[0], 0);
    EXPECT_GT(norms[1], 0);
  }
  EXPECT_EQ(run("wiring=none;gradient=exact").gradient_reached, (std::vector<bool>{true, true}));
  const TrainingRecord frozen = run("trainable=frozen");
  EXPECT_EQ(frozen.gradient_reached, (std::vector<bool>{false, false}));
  EXPECT_EQ(frozen.parameters, 1970u);
}

TEST(RunTrial, EveryChoiceOfEveryAxisTrains) {
  for (const trial::Axis& axis : trial::kAxes)
    for (const std::string_view choice : axis.choices) {
      SCOPED_TRACE(fmt::format("{}={}", axis.key, choice));
      const TrainingRecord training = run(fmt::format("{}={};epochs=1;samples_per_class=4", axis.key, choice));
      EXPECT_TRUE(std::isfinite(last(training, "validation_loss")));
    }
}

TEST(RunTrial, ObserverSeesEveryEpoch) {
  std::vector<std::size_t> epochs;
  TrialRunner runner = fresh_runner();
  runner.run(small_spec(),
             {.observer = [&](const Moment& moment) { epochs.push_back(moment.training.gradient_norms.size()); }});
  EXPECT_EQ(epochs, (std::vector<std::size_t>{1, 2, 3}));
}

// The state after each epoch of a run.
std::vector<std::string> checkpoints_of(const trial::TrialSpec& spec) {
  std::vector<std::string> states;
  fresh_runner().run(spec, {.observer = [&](const Moment& moment) { states.push_back(moment.checkpoint()); }});
  return states;
}

// Left after any epoch and gone on with, in another runner, a trial gives the numbers of one that was not.
TEST(RunTrial, GoesOnFromACheckpointBitForBit) {
  for (const char* settings : {"", "precision=double", "optimizer=sgd", "head=quantum", "gradient=exact;wiring=none",
                               "trainable=frozen", "channel=all;precision=double"}) {
    SCOPED_TRACE(settings);
    const trial::TrialSpec spec = small_spec(fmt::format("{}{}epochs=4", settings, *settings ? ";" : ""));
    const TrainingRecord whole = *training_of(fresh_runner().run(spec));
    for (const std::string& state : checkpoints_of(spec)) {
      std::size_t epochs = 0;
      std::string later;
      const trial::Outcome outcome = fresh_runner().run(spec, {.observer =
                                                                   [&](const Moment& moment) {
                                                                     if (++epochs == 1) later = moment.checkpoint();
                                                                   },
                                                               .checkpoint = state});
      EXPECT_EQ(status_of(outcome), trial::Status::completed);
      EXPECT_LT(epochs, 4u) << "began anew";
      expect_same_bits(*training_of(outcome), whole);
      if (!later.empty()) expect_same_bits(*training_of(fresh_runner().run(spec, {.checkpoint = later})), whole);
    }
  }
}

TEST(RunTrial, BeginsAnewFromACheckpointThatIsNotItsOwn) {
  const trial::TrialSpec spec = small_spec();
  const TrainingRecord whole = *training_of(fresh_runner().run(spec));
  const std::string own = checkpoints_of(spec)[1];
  const std::string foreign = checkpoints_of(small_spec("seed=5"))[1];
  for (const std::string& state : {foreign, own.substr(0, own.size() / 2), own + "x", std::string("nonsense")}) {
    std::size_t epochs = 0;
    const trial::Outcome outcome =
        fresh_runner().run(spec, {.observer = [&](const Moment&) { ++epochs; }, .checkpoint = state});
    EXPECT_EQ(epochs, 3u);
    expect_same_bits(*training_of(outcome), whole);
  }
}

TEST(RunTrial, StopsAtALastEpochAndGoesOnFromThere) {
  const trial::TrialSpec spec = small_spec();
  std::string state;
  const trial::Outcome part = fresh_runner().run(
      spec, {.observer = [&](const Moment& moment) { state = moment.checkpoint(); }, .last_epoch = 2});
  EXPECT_EQ(status_of(part), trial::Status::stopped);
  EXPECT_EQ(message_of(part), "after epoch 2 of 3");
  EXPECT_EQ(training_of(part)->gradient_norms.size(), 2u);
  const trial::Outcome rest = fresh_runner().run(spec, {.checkpoint = state, .last_epoch = 30});
  EXPECT_EQ(status_of(rest), trial::Status::completed);
  expect_same_bits(*training_of(rest), run());
}

TEST(RunTrial, TooFewImagesAreAnError) {
  EXPECT_THAT(test::error_of([] { fresh_runner().run(small_spec("samples_per_class=501")); }),
              testing::HasSubstr("lower samples_per_class"));
}

// Everything that draws random numbers in a training: shots, dropout, a random filter; and test images from the other
// part.
constexpr std::string_view kQcq =
    "model=qcq_cnn;labels=3,5;classes=2;test_per_class=10;stratify=label;output=linear;batch_size=3;samples_per_class="
    "12";

TEST(RunTrial, TestImagesHaveMetricsOfTheirOwn) {
  const TrainingRecord training = run(kQcq);
  ASSERT_NE(training.find("test_accuracy"), nullptr);
  EXPECT_EQ(training.find("test_accuracy")->values.size(), 3u);
  EXPECT_NE(training.find("test_loss")->values, training.find("validation_loss")->values);
  EXPECT_THAT(training.data_checksum, testing::HasSubstr(" "));
  EXPECT_EQ(run("test_fraction=0.25").find("test_accuracy")->values.size(), 3u);
  EXPECT_EQ(run().find("test_accuracy"), nullptr);
}

TEST(RunTrial, NoisyTrialsWithShotsGoOnBitForBitFromAnyEpoch) {
  for (const char* device :
       {"", ";shots=20", ";noise=depolarizing(0.01), depolarizing2(0.02)",
        ";shots=20;noise=bit_flip(0.02);noise_in=inference", ";filter=trainable;shots=5;epochs=2"}) {
    SCOPED_TRACE(device);
    const TrialSpec spec = small_spec(std::string(kQcq) + device);
    std::vector<std::string> states;
    const TrainingRecord whole = *training_of(
        fresh_runner().run(spec, {.observer = [&](const Moment& moment) { states.push_back(moment.checkpoint()); }}));
    for (const std::string& state : states)
      expect_same_bits(*training_of(fresh_runner().run(spec, {.checkpoint = state})), whole);
  }
}

TEST(RunTrial, ShotsAndNoiseChangeATrial) {
  const auto losses = [](std::string_view device) {
    return run(std::string(kQcq) + std::string(device)).find("train_loss")->values;
  };
  const auto tests = [](std::string_view device) {
    return run(std::string(kQcq) + std::string(device)).find("test_loss")->values;
  };
  EXPECT_NE(losses(";shots=50"), losses(""));
  EXPECT_NE(losses(";noise=bit_flip(0.05)"), losses(""));
  EXPECT_EQ(losses(";noise=bit_flip(0.05);noise_in=inference"), losses(""));
  EXPECT_NE(tests(";noise=bit_flip(0.05);noise_in=inference"), tests(""));
}

TEST(RunTrial, PatienceEndsATrialAsCompleted) {
  const TrialSpec spec = small_spec("patience=2;epochs=400");
  const trial::Outcome outcome = fresh_runner().run(spec);
  EXPECT_EQ(status_of(outcome), trial::Status::completed);
  const std::size_t epochs = training_of(outcome)->gradient_norms.size();
  ASSERT_LT(epochs, 400u);
  // The same at a rung of early stopping beyond its end, and from its last checkpoint.
  EXPECT_EQ(status_of(fresh_runner().run(spec, {.last_epoch = epochs + 10})), trial::Status::completed);
  std::string state;
  fresh_runner().run(spec, {.observer = [&](const Moment& moment) { state = moment.checkpoint(); }});
  expect_same_bits(*training_of(fresh_runner().run(spec, {.checkpoint = state})), *training_of(outcome));
}

}  // namespace
}  // namespace quanvas::train
