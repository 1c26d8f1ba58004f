#include "cli/parameter_groups.hpp"

#include <algorithm>
#include <set>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "model/zoo.hpp"

namespace quanvas::cli {
namespace {

TEST(ParameterGroups, HoldEveryAxisOnceAndTheModelsOwnFirst) {
  for (const model::ModelInfo& model : model::models()) {
    const std::vector<ParameterGroup> groups = parameter_groups(model.name);
    std::multiset<std::string_view> keys;
    for (const ParameterGroup& group : groups)
      for (const trial::Axis* axis : group.axes) keys.insert(axis->key);
    EXPECT_EQ(keys.size(), trial::kAxes.size());
    EXPECT_EQ(std::set(keys.begin(), keys.end()).size(), trial::kAxes.size());
    EXPECT_EQ(groups.front().title, fmt::format("Model {}", model.name));
    EXPECT_EQ(groups.front().axes.front()->key, "model");
    EXPECT_EQ(groups.front().axes.size(), 1 + model.reads.size());
  }
}

TEST(ParameterGroups, DataComesBeforeTraining) {
  const std::vector<ParameterGroup> groups = parameter_groups("mlp");
  const auto group_of = [&](std::string_view key) {
    return std::ranges::find_if(groups,
                                [&](const ParameterGroup& group) {
                                  return std::ranges::find(group.axes, key, &trial::Axis::key) != group.axes.end();
                                })
        ->title;
  };
  EXPECT_EQ(group_of("dataset"), "Data");
  EXPECT_EQ(group_of("learning_rate"), "Training");
  EXPECT_EQ(group_of("wiring"), "Read by other models alone");
  EXPECT_EQ(parameter_groups("no such model").front().title, "Model resqunn");
}

}  // namespace
}  // namespace quanvas::cli
