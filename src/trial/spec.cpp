#include "trial/spec.hpp"

#include <algorithm>
#include <cmath>

#include "trial/synonyms.hpp"

namespace quanvas::trial {

const Axis* find_axis(std::string_view key) {
  const auto found = std::ranges::find(kAxes, key, &Axis::key);
  return found == kAxes.end() ? nullptr : &*found;
}

const Axis& require_axis(std::string_view key) {
  if (const Axis* axis = find_axis(key)) return *axis;
  std::array<std::string_view, kAxes.size()> keys;
  std::ranges::transform(kAxes, keys.begin(), &Axis::key);
  const std::string_view meant = key_of_synonym(key);
  fail("unknown parameter `{}`{}; `quanvas params` lists all", key,
       meant.empty() ? suggestion(key, keys) : fmt::format("; did you mean `{}`?", meant));
}

bool within(const Rule& rule, double value) {
  return rule.open ? rule.low < value && value < rule.high : rule.low <= value && value <= rule.high;
}

std::string rule_text(const Axis& axis) {
  const auto interval = [&rule = axis.rule] {
    const auto bound = [](double value) {
      return value == std::floor(value) ? fmt::format("{:.0f}", value) : fmt::format("{}", value);
    };
    return fmt::format("{} {} and {}", rule.open ? "strictly between" : "between", bound(rule.low), bound(rule.high));
  };
  switch (axis.kind) {
    case Kind::integer: return "an integer " + interval();
    case Kind::real: return "a number " + interval();
    case Kind::list:
      return (axis.rule.none ? "nothing, or integers" : "integers") + std::string(" separated by commas, each ") +
             interval();
    case Kind::name: return fmt::format("the name of {}", axis.rule.table);
    case Kind::choice: return fmt::format("one of `{}`", join(axis.choices, "`, `"));
  }
  no_such_value();
}

void refuse_value(const Axis& axis, std::string_view text) {
  fail("`{}` is not a value of `{}`, which takes {}{}", text, axis.key, rule_text(axis),
       suggestion(text, axis.choices));
}

}  // namespace quanvas::trial
