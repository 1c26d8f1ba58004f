// The epoch loop on small networks.
#include "train/trainer.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

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

std::string fit_it(Setting& setting, trial::Training& training, std::size_t epochs, std::size_t patience = 0) {
  const auto optimizer = nn::make_adam<double>(setting.network.trained.parameters(), 0.05);
  begin_record(setting.network, setting.examples.test.labels.empty() ? Has::always : Has::with_test, training);
  return fit<double>(setting.network, *optimizer, setting.examples,
                     {.epochs = epochs, .batch_size = 16, .patience = patience, .seed = 3}, training, {});
}

TEST(Trainer, SolvesALinearProblem) {
  Setting setting = linear_problem();
  trial::Training training;
  EXPECT_EQ(fit_it(setting, training, 40), "");
  EXPECT_GT(training.find("validation_accuracy")->values.back(), 0.9);
  EXPECT_LT(training.find("train_loss")->values.back(), 0.4);
  EXPECT_EQ(training.find("train_loss")->values.size(), 40u);
  EXPECT_GT(training.find("test_accuracy")->values.back(), 0.9);
}

TEST(Trainer, WithoutTestImagesThereAreNoTestMetrics) {
  Setting setting = linear_problem();
  setting.examples.test = {};
  trial::Training training;
  EXPECT_EQ(fit_it(setting, training, 2), "");
  EXPECT_EQ(training.find("test_accuracy"), nullptr);
  EXPECT_EQ(training.find("epoch_seconds")->values.size(), 2u);
}

// The epoch with the best accuracy is followed by `patience` others, none of them better, and no more.
TEST(Trainer, PatienceEndsATrainingThatNoLongerImproves) {
  Setting setting = linear_problem();
  trial::Training training;
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
    trial::Training training;
    EXPECT_EQ(fit_it(setting, training, 40), "loss or gradient not finite in epoch 1");
    EXPECT_EQ(training.find("train_loss")->values.size(), 1u);
  }
}

TEST(Metrics, AreMeansOverTheImages) {
  const EpochSums sums{.train_loss = 20,
                       .train_correct = 5,
                       .train_images = 10,
                       .validation_loss = 3,
                       .validation_correct = 4,
                       .validation_images = 4,
                       .test_loss = 6,
                       .test_correct = 1,
                       .test_images = 2,
                       .seconds = 0.5};
  std::vector<double> values;
  for (const Metric& metric : metrics()) values.push_back(metric.of(sums));
  EXPECT_EQ(values, (std::vector<double>{2, 0.5, 0.75, 1, 3, 0.5, 0.5}));
}

}  // namespace
}  // namespace quanvas::train
