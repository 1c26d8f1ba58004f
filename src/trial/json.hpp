// Trials and their outcomes as JSON.
#pragma once

#include "base/json.hpp"
#include "trial/outcome.hpp"

namespace quanvas::trial {

// {key: value} for every axis, numbers as numbers, lists as arrays.
Json to_json(const TrialSpec& spec);

// status, message where there is one, key, parameters, metrics, history, gradient_norms [epoch][layer],
// gradient_reached [layer], feature_shape, parameters_trained, seconds, attempts. Numbers that are not finite are null.
Json to_json(const Record& record);

}  // namespace quanvas::trial
