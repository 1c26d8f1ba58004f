// The axis table as command-line options.
#pragma once

#include <span>
#include <string_view>

#include "cli/arguments.hpp"
#include "trial/spec.hpp"

namespace quanvas::cli {

// The option of one axis, and of every axis.
void add_trial_option(Arguments& arguments, const trial::Axis& axis);
void add_trial_options(Arguments& arguments);

// The trial that the options describe, or those of these axes; others are at their defaults. Throws Error that names
// the option.
trial::TrialSpec trial_from(const po::variables_map& values);
trial::TrialSpec trial_from(const po::variables_map& values, std::span<const std::string_view> keys);

}  // namespace quanvas::cli
