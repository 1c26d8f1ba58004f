// What is asked for and changes nothing: parameters that a model does not read, or that other parameters leave without
// effect. The program refuses the first, and says so of the second: nothing is ignored silently.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "trial/key.hpp"

namespace quanvas::trial {

// Whether a trial's model depends on the axis at all.
bool reads(const Vocabulary& vocabulary, const TrialSpec& spec, const Axis& axis);

// Throws Error that names the models which read the axis; `models` do not.
[[noreturn]] void refuse_unread(const Vocabulary& vocabulary, const std::vector<std::string>& models, const Axis& axis);

// Whether `given`, whose canonical form is `canonical`, would be another trial with the axis at its default; true where
// it is at its default.
bool has_effect(const Vocabulary& vocabulary, const Axis& axis, const TrialSpec& given, const TrialSpec& canonical);

enum class Idle { unread, unread_by_some, without_effect };

// A parameter that a sweep file sets, not to its default, and that changes nothing: in any trial (unread: its models
// do not read it; without_effect: the other parameters leave it none), or in those of the models that do not read it.
struct IdleParameter {
  const Axis* axis;
  std::string where;  // FILE:LINE:COLUMN
  Idle kind;
  std::vector<std::string> models;  // of the sweep, that do not read it; sorted
};

// "`noise` is idle for model resqunn, which does not read it"
std::string idle_text(const IdleParameter& parameter);

}  // namespace quanvas::trial
