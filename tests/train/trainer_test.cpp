// The epoch loop on small networks.
#include "train/trainer.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include <set>

#include <gtest/gtest.h>

#include "nn/dense.hpp"
#include "support/layer_check.hpp"
#include "train/metrics.hpp"

namespace quanvas::train {
namespace {

struct Setting {
  model::Network<double> network;
  ExampleSets<double> examples;
};

// A dense layer on points of the plane whose class is the sign of x + y.
Setting linear_problem() {
  nn::Sequential<double> trained(nn::Shape{1, 2});
  trained.add(std::make_unique<nn::Dense<double>>(2, 2, RandomStream(1, "dense")));
  const auto examples = [](std::size_t count, std::uint64_t seed) {
    Examples<double> made{.features = test::random_tensor<double>({count, 2}, seed), .labels = {}};
    for (std::size_t i = 0; i < count; ++i)
      made.labels.push_back(made.features.item(i)[0] + made.features.item(i)[1] > 0);
    return made;
  };
  return {.network = {.fixed = nn::Sequential<double>(nn::Shape{1, 2}),
                      .trained = std::move(trained),
                      .tracked = {},
                      .feature_shape = {1, 1, 2}},
          .examples = {.train = examples(100, 1), .validation = examples(33, 2), .test = examples(21, 3)}};
}

std::string fit_it(Setting& setting, trial::TrainingRecord& training, std::size_t epochs, std::size_t patience = 0) {
  const auto optimizer = nn::make_optimizer<double>("adam", {{setting.network.trained.parameters(), 0.05}});
  begin_record(setting.network, setting.examples.test.labels.empty() ? Has::always : Has::with_test, training);
  return fit<double>(setting.network, *optimizer, setting.examples,
                     {.epochs = epochs, .batch_size = 16, .patience = patience, .seed = 3}, training, {});
}

TEST(Trainer, SolvesALinearProblem) {
  Setting setting = linear_problem();
  trial::TrainingRecord training;
  EXPECT_EQ(fit_it(setting, training, 40), "");
  EXPECT_GT(training.find("validation_accuracy")->values.back(), 0.9);
  EXPECT_LT(training.find("train_loss")->values.back(), 0.4);
  EXPECT_EQ(training.find("train_loss")->values.size(), 40u);
  EXPECT_GT(training.find("test_accuracy")->values.back(), 0.9);
}

TEST(Trainer, WithoutTestImagesThereAreNoTestMetrics) {
  Setting setting = linear_problem();
  setting.examples.test = {};
  trial::TrainingRecord training;
  EXPECT_EQ(fit_it(setting, training, 2), "");
  EXPECT_EQ(training.find("test_accuracy"), nullptr);
  EXPECT_EQ(training.find("epoch_seconds")->values.size(), 2u);
}

// The epoch with the best accuracy is followed by `patience` others, none of them better, and no more.
TEST(Trainer, PatienceEndsATrainingThatNoLongerImproves) {
  Setting setting = linear_problem();
  trial::TrainingRecord training;
  EXPECT_EQ(fit_it(setting, training, 1000, 5), "");
  const std::vector<double>& accuracies = training.find("validation_accuracy")->values;
  ASSERT_LT(accuracies.size(), 1000u);
  EXPECT_EQ(std::ranges::max_element(accuracies) - accuracies.begin(),
            static_cast<std::ptrdiff_t>(accuracies.size()) - 6);
  EXPECT_TRUE(out_of_patience(training, 5));
  EXPECT_FALSE(out_of_patience(training, 6));
  EXPECT_FALSE(out_of_patience(training, 0));
}

TEST(Trainer, StopsInTheEpochInWhichTheLossIsNotFinite) {
  for (const double poison : {std::numeric_limits<double>::infinity(), std::numeric_limits<double>::quiet_NaN()}) {
    Setting setting = linear_problem();
    setting.examples.train.features.item(50)[0] = poison;
    trial::TrainingRecord training;
    EXPECT_EQ(fit_it(setting, training, 40), "loss or gradient not finite in epoch 1");
    EXPECT_EQ(training.find("train_loss")->values.size(), 1u);
  }
}

// A network of one layer that keeps what it is given; its gradients are those a test says. Its two class scores are its
// two inputs.
struct Script {
  std::vector<std::vector<double>> gradients;  // [step], repeated; of the two weights
  std::vector<nn::Pass> passes;
  std::vector<std::vector<std::vector<double>>> batches;  // [pass][batch], the first input of each item
  std::size_t steps = 0;
};

class Scripted final : public nn::Layer<double> {
 public:
  explicit Scripted(Script& script) : script_(script), weights_("weights", 2) {}

  void begin(const nn::Pass& pass) override {
    script_.passes.push_back(pass);
    script_.batches.emplace_back();
  }
  nn::Shape output_shape(const nn::Shape& input) const override { return input; }
  const nn::Tensor<double>& forward(const nn::Tensor<double>& input) override {
    auto& batch = script_.batches.back().emplace_back();
    for (std::size_t b = 0; b < input.batch(); ++b) batch.push_back(input.item(b)[0]);
    return input;
  }
  const nn::Tensor<double>& backward(const nn::Tensor<double>& input, const nn::Tensor<double>&,
                                     nn::InputGradient) override {
    std::ranges::copy(script_.gradients[script_.steps++ % script_.gradients.size()], weights_.gradient.begin());
    return input;
  }
  std::vector<nn::Parameter<double>*> parameters() override { return {&weights_}; }

 private:
  Script& script_;
  nn::Parameter<double> weights_;
};

struct ScriptedTraining {
  Script script;
  trial::TrainingRecord training;
  std::vector<double> weights;
};

// Images 0, 1, 2, ... of class 0, ten to train, 70 to validate and 3 to test; `rate` is that of plain gradient descent.
ScriptedTraining run_script(std::vector<std::vector<double>> gradients, TrainerOptions options, double rate = 0.5) {
  ScriptedTraining result{.script = {.gradients = std::move(gradients)}, .training = {}, .weights = {}};
  const auto examples = [](std::size_t count, double first) {
    Examples<double> made{.features = nn::Tensor<double>({count, 2}), .labels = std::vector<std::uint8_t>(count)};
    for (std::size_t i = 0; i < count; ++i) {
      made.features.item(i)[0] = first + static_cast<double>(i);
      made.features.item(i)[1] = 0;
    }
    return made;
  };
  nn::Sequential<double> trained(nn::Shape{1, 2});
  trained.add(std::make_unique<Scripted>(result.script));
  const nn::Parameter<double>* const weights = trained.parameters().front();
  model::Network<double> network{.fixed = nn::Sequential<double>(nn::Shape{1, 2}),
                                 .trained = std::move(trained),
                                 .tracked = {{weights, true}, {weights, false}},
                                 .feature_shape = {1, 1, 2}};
  const auto optimizer = nn::make_optimizer<double>("sgd", {{network.trained.parameters(), rate}});
  begin_record(network, Has::with_test, result.training);
  const ExampleSets<double> sets{.train = examples(10, 0), .validation = examples(70, 100), .test = examples(3, 200)};
  EXPECT_EQ(fit<double>(network, *optimizer, sets, options, result.training, {}), "");
  result.weights.assign(weights->value.begin(), weights->value.end());
  return result;
}

// (3, 4) and (0, 1) have the norms 5 and 1.
TEST(Trainer, GradientNormsAreMeansOverTheStepsOfAnEpoch) {
  const auto [script, training, weights] = run_script({{3, 4}, {0, 1}}, {.epochs = 2, .batch_size = 5});
  EXPECT_EQ(script.steps, 4u);
  EXPECT_EQ(training.gradient_norms, (std::vector<std::vector<double>>{{3, 0}, {3, 0}}));
  EXPECT_EQ(training.gradient_reached, (std::vector<bool>{true, false}));
}

TEST(Trainer, EveryBatchIsAStepOfTheOptimiser) {
  EXPECT_EQ(run_script({{3, 4}, {0, 1}}, {.epochs = 2, .batch_size = 5}).weights, (std::vector<double>{-3, -5}));
  EXPECT_EQ(run_script({{1, 0}}, {.epochs = 3, .batch_size = 4}).weights, (std::vector<double>{-4.5, 0}));
  EXPECT_EQ(run_script({{1, 0}}, {.epochs = 3, .batch_size = 4}, 0.25).weights, (std::vector<double>{-2.25, 0}));
}

TEST(Trainer, EachEpochTrainsThenValidatesThenTests) {
  const Script script = run_script({{1, 0}}, {.epochs = 2, .batch_size = 4}).script;
  ASSERT_EQ(script.passes.size(), 6u);
  for (std::uint32_t p = 0; p < 6; ++p) {
    const nn::Purpose purposes[] = {nn::Purpose::training, nn::Purpose::validation, nn::Purpose::test};
    EXPECT_EQ(script.passes[p].purpose, purposes[p % 3]);
    EXPECT_EQ(script.passes[p].epoch, p / 3);
  }
}

std::vector<double> joined(const std::vector<std::vector<double>>& batches) {
  std::vector<double> all;
  for (const auto& batch : batches) all.insert(all.end(), batch.begin(), batch.end());
  return all;
}

TEST(Trainer, TrainsOnEveryImageOnceAnEpochInAnOrderOfTheEpochAndTheSeed) {
  const auto order = [](std::uint64_t seed, std::size_t epoch) {
    const Script script = run_script({{1, 0}}, {.epochs = 2, .batch_size = 4, .seed = seed}).script;
    const auto& batches = script.batches[3 * epoch];
    EXPECT_EQ(batches.size(), 3u);
    EXPECT_EQ(batches.front().size(), 4u);
    EXPECT_EQ(batches.back().size(), 2u);
    std::vector<double> images = joined(batches);
    std::vector<double> sorted = images;
    std::ranges::sort(sorted);
    EXPECT_EQ(sorted, (std::vector<double>{0, 1, 2, 3, 4, 5, 6, 7, 8, 9}));
    return images;
  };
  EXPECT_NE(order(1, 0), order(1, 1));
  EXPECT_NE(order(1, 0), order(2, 0));
  EXPECT_EQ(order(1, 1), order(1, 1));
}

TEST(Trainer, ValidatesAndTestsOnEveryImageOnceInOrder) {
  const Script script = run_script({{1, 0}}, {.epochs = 2, .batch_size = 4}).script;
  for (const std::size_t pass : {1u, 2u, 4u, 5u}) {
    const std::vector<double> images = joined(script.batches[pass]);
    EXPECT_EQ(images.size(), pass % 3 == 1 ? 70u : 3u);
    EXPECT_EQ(images.front(), pass % 3 == 1 ? 100 : 200);
    EXPECT_TRUE(std::ranges::is_sorted(images));
  }
}

// The scores of image i are (i, 0), and its class the first: the loss is log(1 + exp(-i)), and image 0 is a tie that
// counts as right.
TEST(Trainer, LossesAreMeansOverTheImages) {
  const trial::TrainingRecord training = run_script({{1, 0}}, {.epochs = 1, .batch_size = 4}).training;
  double loss = 0;
  for (int i = 0; i < 10; ++i) loss += std::log(1 + std::exp(-i)) / 10;
  EXPECT_NEAR(training.find("train_loss")->values[0], loss, 1e-15);
  EXPECT_NEAR(training.find("validation_loss")->values[0], 0, 1e-40);
  EXPECT_EQ(training.find("train_accuracy")->values[0], 1);
  EXPECT_EQ(training.find("test_accuracy")->values[0], 1);
}

// Validation accuracies as a training would have recorded them.
bool ends(const std::vector<double>& accuracies, std::size_t patience) {
  trial::TrainingRecord training;
  training.curves.push_back({.name = "validation_accuracy", .unit = "", .values = accuracies});
  return out_of_patience(training, patience);
}

TEST(Trainer, PatienceCountsTheEpochsSinceTheFirstOfTheBest) {
  EXPECT_FALSE(ends({}, 1));
  EXPECT_FALSE(ends({0.5}, 1));
  EXPECT_TRUE(ends({0.5, 0.5}, 1));
  EXPECT_FALSE(ends({0.5, 0.6}, 1));
  EXPECT_FALSE(ends({0.5, 0.4}, 2));
  EXPECT_TRUE(ends({0.5, 0.4, 0.5}, 2));
  EXPECT_FALSE(ends({0.5, 0.4, 0.6}, 2));
  EXPECT_FALSE(ends({0.5, 0.4, 0.5}, 0));
}

TEST(Metrics, SayWhatTheyAre) {
  std::set<std::string_view> names;
  for (const Metric& metric : metrics()) {
    EXPECT_TRUE(names.insert(metric.name).second) << metric.name << " appears twice";
    EXPECT_GT(metric.meaning.size(), 10u) << metric.name;
  }
}

TEST(Metrics, AreMeansOverTheImages) {
  const EpochSums sums{.train = {.loss = 20, .correct = 5, .images = 10},
                       .validation = {.loss = 3, .correct = 4, .images = 4},
                       .test = {.loss = 6, .correct = 1, .images = 2},
                       .seconds = 0.5};
  std::vector<double> values;
  for (const Metric& metric : metrics()) values.push_back(metric.of(sums));
  EXPECT_EQ(values, (std::vector<double>{2, 0.5, 0.75, 1, 3, 0.5, 0.5}));
}

}  // namespace
}  // namespace quanvas::train
