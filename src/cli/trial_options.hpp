// The axis table as command-line options.
#pragma once

#include "cli/arguments.hpp"
#include "trial/spec.hpp"

namespace quanvas::cli {

// The option of one axis, and of every axis.
void add_trial_option(Arguments& arguments, const trial::Axis& axis);
void add_trial_options(Arguments& arguments);

// The trial that the options describe, others at their defaults. Throws Error that names the option.
trial::TrialSpec trial_from(const po::variables_map& values);

}  // namespace quanvas::cli
