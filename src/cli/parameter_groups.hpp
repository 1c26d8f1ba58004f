// The parameters of a trial in the order people look for them: a model's own first, then data and training.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "trial/spec.hpp"

namespace quanvas::cli {

struct ParameterGroup {
  std::string title;
  std::vector<const trial::Axis*> axes;
};

// Every axis once, in groups. An unknown model is taken for the default one.
std::vector<ParameterGroup> parameter_groups(std::string_view model);

}  // namespace quanvas::cli
