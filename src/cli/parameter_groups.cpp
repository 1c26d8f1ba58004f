#include "cli/parameter_groups.hpp"

#include <algorithm>

#include "model/zoo.hpp"

namespace quanvas::cli {

std::vector<ParameterGroup> parameter_groups(std::string_view model) {
  const std::vector<model::ModelInfo> models = model::models();
  if (std::ranges::find(models, model, &model::ModelInfo::name) == models.end()) model = models.front().name;
  ParameterGroup own{.title = fmt::format("Model {}", model), .axes = {&trial::require_axis("model")}};
  ParameterGroup data{.title = "Data", .axes = {}};
  ParameterGroup training{.title = "Training", .axes = {}};
  ParameterGroup others{.title = "Read by other models alone", .axes = {}};
  bool after_models = false;  // what every model reads is about the data before the models' own, about training after
  for (const trial::Axis& axis : trial::kAxes) {
    if (axis.key == "model") continue;
    const std::vector<std::string_view> readers = model::readers(axis.key);
    after_models = after_models || !readers.empty();
    const bool is_own = std::ranges::find(readers, model) != readers.end();
    ParameterGroup& group = readers.empty() ? (after_models ? training : data) : is_own ? own : others;
    group.axes.push_back(&axis);
  }
  std::vector<ParameterGroup> groups{std::move(own), std::move(data), std::move(training), std::move(others)};
  std::erase_if(groups, [](const ParameterGroup& group) { return group.axes.empty(); });
  return groups;
}

}  // namespace quanvas::cli
