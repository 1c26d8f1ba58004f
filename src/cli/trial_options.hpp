// The axis table as command-line options.
#pragma once

#include <iosfwd>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "cli/arguments.hpp"
#include "trial/key.hpp"

namespace quanvas::cli {

// What an axis means, with the rule of the noise model, which trial/ does not know.
std::string meaning_of(const trial::Axis& axis);

// The option of one axis, and of every axis in groups, this model's own first.
void add_trial_option(Arguments& arguments, const trial::Axis& axis);
void add_trial_options(Arguments& arguments, std::string_view model = {});

// The value of the option --model among unread arguments, "" where it is not given; for the order of the help.
std::string_view asked_model(const std::vector<std::string>& arguments);

// The trial that the options describe, or those of these axes; others are at their defaults. Throws Error that names
// the option.
trial::TrialSpec trial_from(const po::variables_map& values);
trial::TrialSpec trial_from(const po::variables_map& values, std::span<const std::string_view> keys);

// Throws Error where a parameter that is not at its default is none that the trial's model reads.
void require_read(const trial::TrialSpec& given, const trial::Vocabulary& vocabulary);

// The canonical form of a trial that options describe. Throws Error as require_read(); says on `err` which options the
// others leave without effect.
trial::TrialSpec canonical_trial(const trial::TrialSpec& given, const trial::Vocabulary& vocabulary, std::ostream& err);

}  // namespace quanvas::cli
