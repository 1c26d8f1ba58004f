#include "trial/json.hpp"

#include <gtest/gtest.h>

#include "support/records.hpp"

namespace quanvas::trial {
namespace {

TEST(Json, ParametersKeepTheirTypes) {
  const Json json = to_json(TrialSpec{.train_fraction = 0.5, .depths = {3, 2, 1}, .seed = 9007199254740991});
  EXPECT_EQ(json.size(), kAxes.size());
  EXPECT_EQ(json["train_fraction"], 0.5);
  EXPECT_EQ(json["depths"], Json({3, 2, 1}));
  EXPECT_EQ(json["seed"], 9007199254740991);
  EXPECT_EQ(json["gradient"], "detached");
}

TEST(Json, ACompletedTrialHasCurvesAndTheirLastValues) {
  TrainingRecord training = test::made_up_training(3, 2);
  training.curves.push_back({.name = "epoch_seconds", .unit = "s", .values = {1, 2, 3}});
  training.curves.push_back({.name = "empty", .unit = "", .values = {}});
  Record record = test::made_up_record(1, Completed{.training = training});
  record.attempts = 3;
  const Json json = to_json(record);
  EXPECT_EQ(json["status"], "completed");
  EXPECT_EQ(json["key"], record.key.text);
  EXPECT_EQ(json["parameters"], to_json(record.spec));
  EXPECT_EQ(json["attempts"], 3);
  EXPECT_EQ(json["data_checksum"], training.data_checksum);
  EXPECT_EQ(json["history"]["epoch_seconds"], Json({1., 2., 3.}));
  EXPECT_FALSE(json["metrics"].contains("epoch_seconds"));  // only fractions have a final metric
  EXPECT_TRUE(json["history"]["empty"].empty());
  EXPECT_FALSE(json["metrics"].contains("empty"));
  EXPECT_FALSE(json.contains("message"));
  EXPECT_EQ(json["history"]["train_loss"].size(), 3u);
  EXPECT_EQ(json["metrics"]["train_loss"], json["history"]["train_loss"][2]);
  EXPECT_EQ(json["gradient_norms"].size(), 3u);
  EXPECT_EQ(json["gradient_norms"][0].size(), 2u);
  EXPECT_EQ(json["gradient_reached"], Json({true, false}));
  EXPECT_EQ(json["feature_shape"], Json({1, 14, 28}));
  EXPECT_EQ(json["parameters_trained"], 1990);
  EXPECT_EQ(json["seconds"], 1.25);
}

TEST(Json, NumbersThatAreNotFiniteAreNull) {
  TrainingRecord training = test::made_up_training(1, 1);
  training.curves[0].values[0] = std::numeric_limits<double>::quiet_NaN();
  training.gradient_norms[0][0] = std::numeric_limits<double>::infinity();
  const Json json = Json::parse(
      to_json(test::made_up_record(1, Diverged{.training = training, .message = "the loss is nan"})).dump());
  EXPECT_EQ(json["status"], "diverged");
  EXPECT_EQ(json["message"], "the loss is nan");
  EXPECT_TRUE(json["metrics"]["train_loss"].is_null());
  EXPECT_TRUE(json["gradient_norms"][0][0].is_null());
  EXPECT_TRUE(json["metrics"]["validation_accuracy"].is_number());
}

TEST(Json, AFailedTrialHasItsMessageAndNoNumbers) {
  const Json json = to_json(test::made_up_record(1, Failed{.message = "no data"}));
  EXPECT_EQ(json["status"], "failed");
  EXPECT_EQ(json["message"], "no data");
  EXPECT_TRUE(json["metrics"].empty());
  EXPECT_TRUE(json["gradient_norms"].empty());
}

}  // namespace
}  // namespace quanvas::trial
