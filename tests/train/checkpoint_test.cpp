#include "train/checkpoint.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/build_info.hpp"
#include "trial/key.hpp"

namespace quanvas::train {
namespace {

const Identity kIdentity = Identity::of({}, "data");

// A parameter of two values under Adam, after some steps.
struct State {
  nn::Parameter<double> parameter{"weights", 2};
  std::vector<nn::Parameter<double>*> parameters{&parameter};
  std::unique_ptr<nn::Optimizer<double>> adam = nn::make_optimizer<double>("adam", {{parameters, 0.1}});
  trial::TrainingRecord training;

  explicit State(int steps) {
    parameter.value = {1, 2};
    parameter.gradient = {0.5, -3};
    for (int i = 0; i < steps; ++i) {
      adam->step();
      training.gradient_norms.push_back({static_cast<double>(i)});
    }
    training.curves = {{.name = "loss", .unit = "u", .values = std::vector<double>(training.gradient_norms.size(), 7)}};
  }

  std::string save() { return save_checkpoint<double>(kIdentity, training, {parameters, {}, *adam}); }
  bool restore(std::string_view bytes, std::size_t most_epochs, const Identity& identity = kIdentity) {
    return restore_checkpoint<double>(bytes, identity, most_epochs, training, {parameters, {}, *adam});
  }
};

TEST(Checkpoint, HoldsAllThatTheNextStepDependsOn) {
  State first(3);
  State second(0);
  ASSERT_TRUE(second.restore(first.save(), 3));
  EXPECT_EQ(second.adam->steps(), 3u);
  EXPECT_EQ(second.parameter.value, first.parameter.value);
  EXPECT_EQ(second.training.gradient_norms, (std::vector<std::vector<double>>{{0}, {1}, {2}}));
  ASSERT_EQ(second.training.curves.size(), 1u);
  EXPECT_EQ(second.training.curves[0].name, "loss");
  EXPECT_EQ(second.training.curves[0].unit, "u");
  EXPECT_EQ(second.training.curves[0].values, (std::vector<double>{7, 7, 7}));
  first.adam->step();
  second.adam->step();
  EXPECT_EQ(second.parameter.value, first.parameter.value);
}

TEST(Checkpoint, ThatDoesNotFitChangesNothing) {
  State other(3);
  const std::string bytes = other.save();
  const auto expect_refused = [](std::string_view refused, std::size_t most_epochs, const Identity& identity) {
    State state(1);
    const State before(1);
    EXPECT_FALSE(state.restore(refused, most_epochs, identity));
    EXPECT_EQ(state.parameter.value, before.parameter.value);
    EXPECT_EQ(state.training.gradient_norms.size(), 1u);
    EXPECT_EQ(state.adam->steps(), 1u);
  };
  expect_refused(bytes, 2, kIdentity);
  expect_refused(bytes, 3, Identity::of({}, "other data"));
  expect_refused("", 3, kIdentity);
  expect_refused(std::string_view(bytes).substr(0, bytes.size() - 1), 3, kIdentity);
  expect_refused(bytes + "x", 3, kIdentity);

  State larger(2);
  larger.parameter.value.push_back(3);
  EXPECT_FALSE(larger.restore(bytes, 3));
}

TEST(Checkpoint, IsOfOneTrialDataSetAndBuild) {
  const std::string text = Identity::of({}, "sum").text;
  EXPECT_THAT(text, testing::HasSubstr("sum"));
  EXPECT_THAT(text, testing::HasSubstr(build_info().revision));
  EXPECT_THAT(text, testing::HasSubstr(build_info().flags));
  EXPECT_THAT(text, testing::HasSubstr(trial::spec_text({})));
}

}  // namespace
}  // namespace quanvas::train
