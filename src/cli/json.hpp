// Trials and their outcomes as JSON.
#pragma once

#include <nlohmann/json.hpp>

#include "trial/outcome.hpp"

namespace quanvas::cli {

using Json = nlohmann::ordered_json;

// {key: value} for every axis, numbers as numbers, lists as arrays.
Json to_json(const trial::TrialSpec& spec);

// status, message where there is one, key, parameters, metrics, history, gradient_norms [epoch][layer],
// gradient_reached [layer], feature_shape, parameters_trained, seconds, attempts. Numbers that are not finite are null.
Json to_json(const trial::Record& record);

}  // namespace quanvas::cli
