#include "trial/sweep_values.hpp"

#include <sstream>
#include <unordered_set>

#include "trial/network_file.hpp"

namespace quanvas::trial {
namespace {

// The text of one TOML value, as the axis would read it.
std::string value_text(const Axis& axis, const toml::node& node) {
  switch (axis.kind) {
    case Kind::integer:
      if (const auto* integer = node.as_integer()) return to_text(integer->get());
      break;
    case Kind::real:
      if (const auto* integer = node.as_integer()) return to_text(integer->get());
      if (const auto* real = node.as_floating_point()) return to_text(real->get());
      break;
    case Kind::list:
      if (const auto* integer = node.as_integer()) return to_text(integer->get());
      if (const auto* array = node.as_array()) {
        std::string text;
        for (const toml::node& entry : *array) {
          require(entry.is_integer(), "`{}` takes {}", axis.key, rule_text(axis));
          text += (text.empty() ? "" : ",") + to_text(entry.as_integer()->get());
        }
        return text;
      }
      [[fallthrough]];
    case Kind::name:
    case Kind::choice:
      if (const auto* string = node.as_string()) return string->get();
      break;
  }
  std::ostringstream given;
  given << node.type();
  fail("a TOML {} is not a value of `{}`, which takes {}", given.str(), axis.key, rule_text(axis));
}

// The canonical text of a value; throws for one outside the axis's rule.
std::string checked_text(const Axis& axis, const toml::node& node) {
  TrialSpec scratch;
  axis.set(scratch, value_text(axis, node));
  return axis.read(scratch);
}

std::vector<Given> range_values(const Axis& axis, const toml::table& table) {
  for (const auto& [key, node] : table)
    require(key.str() == "range" || key.str() == "step",
            "unknown key `{}`; a range is {{range = [first, last], step = 1}}", key.str());
  const toml::array* ends = table["range"].as_array();
  require(
      axis.kind == Kind::integer && ends && ends->size() == 2 && ends->get(0)->is_integer() &&
          ends->get(1)->is_integer(),
      "`{}`: a range is {{range = [first, last], step = 1}} with integers, for an integer parameter; last is included",
      axis.key);
  const std::int64_t first = ends->get(0)->as_integer()->get();
  const std::int64_t last = ends->get(1)->as_integer()->get();
  require(!table.contains("step") || table["step"].is_integer(), "`{}`: the step of a range is an integer", axis.key);
  const std::int64_t step = table["step"].value_or(std::int64_t{1});
  require(first <= last && step >= 1, "`{}`: range [{}, {}] with step {} is empty", axis.key, first, last, step);
  // Unsigned, because the ends may lie further apart than a signed number reaches.
  const auto origin = static_cast<std::uint64_t>(first);
  const auto stride = static_cast<std::uint64_t>(step);
  const std::uint64_t steps = (static_cast<std::uint64_t>(last) - origin) / stride;
  require(steps < kMostTrials, "`{}`: more than {} values", axis.key, kMostTrials);
  std::vector<Given> values;
  TrialSpec scratch;
  for (std::uint64_t i = 0; i <= steps; ++i) {
    axis.set(scratch, to_text(static_cast<std::int64_t>(origin + i * stride)));
    values.push_back({axis.read(scratch), position_of(table)});
  }
  return values;
}

Interval read_interval(const Axis& axis, const toml::table& table) {
  constexpr std::string_view kForm = "an interval is {interval = [low, high], scale = \"linear\" or \"log\"}";
  for (const auto& [key, node] : table)
    require(key.str() == "interval" || key.str() == "scale", "unknown key `{}`; {}", key.str(), kForm);
  const toml::array* const ends = table["interval"].as_array();
  const auto scale =
      table.contains("scale") ? parse_name<Scale>(table["scale"].value_or(std::string_view{})) : Scale::linear;
  require(axis.kind == Kind::real && ends && ends->size() == 2 && scale, "`{}`: {}, for a real parameter", axis.key,
          kForm);
  const auto end = [&](std::size_t i) { return parse_real(checked_text(axis, *ends->get(i))).value(); };
  const Interval interval{.low = end(0), .high = end(1), .scale = *scale, .position = position_of(table)};
  require(interval.low < interval.high, "`{}`: interval [{}, {}] is empty", axis.key, interval.low, interval.high);
  require(interval.scale == Scale::linear || interval.low > 0, "`{}`: an interval on a log scale is above 0", axis.key);
  return interval;
}

}  // namespace

Given single_value(const Source& source, const Axis& axis, const toml::node& node) {
  return {with_context(source.at(node), [&] { return checked_text(axis, node); }), position_of(node)};
}

SweepAxis several_values(const Source& source, const toml::key& key, const toml::node& node) {
  SweepAxis axis{.axis = &axis_of(source, key), .values = {}, .position = position_of(key), .interval = {}};
  if (const auto* table = node.as_table()) {
    with_context(source.at(node), [&] {
      if (table->contains("interval")) axis.interval = read_interval(*axis.axis, *table);
      else axis.values = range_values(*axis.axis, *table);
    });
    return axis;
  }
  const auto* array = node.as_array();
  require(array && !array->empty(),
          "{}: the values of axis `{}` are an array such as [1, 2] or {{range = [first, last]}}", source.at(node),
          key.str());
  std::unordered_set<std::string> texts;
  for (const toml::node& entry : *array) {
    Given given = single_value(source, *axis.axis, entry);
    require(texts.insert(given.text).second, "{}: `{}` appears twice on axis `{}`", source.at(entry), given.text,
            key.str());
    axis.values.push_back(std::move(given));
  }
  return axis;
}

SweepAxis one_or_more_values(const Source& source, const toml::key& key, const toml::node& node) {
  const Axis& axis = axis_of(source, key);
  const auto* array = node.as_array();
  const bool list_value = array && axis.kind == Kind::list && !array->empty() && array->get(0)->is_integer();
  if (node.is_table() || (array && !list_value)) return several_values(source, key, node);
  return {.axis = &axis, .values = {single_value(source, axis, node)}, .position = position_of(key), .interval = {}};
}

const Axis& axis_of(const Source& source, const toml::key& key) {
  const Networks* const networks = source.networks();
  if (const Axis* const own = networks ? networks->find_axis(key.str()) : nullptr) return *own;
  return with_context(source.at(key), [&]() -> const Axis& {
    if (networks && !find_axis(key.str())) {
      const auto keys = networks->keys();
      if (const std::string near = suggestion(key.str(), keys); !near.empty())
        fail("unknown parameter `{}`{}", key.str(), near);
    }
    return require_axis(key.str());
  });
}

}  // namespace quanvas::trial
