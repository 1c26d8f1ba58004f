// The values that a sweep file gives an axis: one, a list, a range of integers, an interval of real numbers. Errors
// name the place in the file and what the axis takes.
#pragma once

#include "trial/sweep_file.hpp"

namespace quanvas::trial {

// The one value `node`, checked and in the axis's own text. The TOML type must be the axis's: "10" is no integer.
Given single_value(const Source& source, const Axis& axis, const toml::node& node);

// The axis `key` with several values: an array, a table {range = ...} or a table {interval = ...}. A list axis takes
// lists: depths = [[4, 1], [2, 2]] are two values, and so are ["4,1", "2,2"].
SweepAxis several_values(const Source& source, const toml::key& key, const toml::node& node);

// The same, or a single value. An array of integers is a single value of a list axis.
SweepAxis one_or_more_values(const Source& source, const toml::key& key, const toml::node& node);

// The axis that a key of the file names; throws Error, with its position, where there is none.
const Axis& axis_of(const Source& source, const toml::key& key);

}  // namespace quanvas::trial
