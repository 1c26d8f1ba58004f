#include "trial/question.hpp"

#include <algorithm>

#include "trial/sweep_values.hpp"

namespace quanvas::trial {
namespace {

using Axes = std::vector<SweepAxis>;

bool has_value(const Axes& axes, std::string_view key, std::string_view text) {
  return std::ranges::any_of(axes, [&](const SweepAxis& a) {
    return a.axis->key == key && (a.interval || std::ranges::find(a.values, text, &Given::text) != a.values.end());
  });
}

// A value that some trial of the sweep has.
void check_value(const Source& source, const Axes& axes, const Axis& axis, const toml::node& node) {
  const Given given = single_value(source, axis, node);
  const bool named = std::ranges::any_of(axes, [&](const SweepAxis& a) { return a.axis == &axis; });
  require(named ? has_value(axes, axis.key, given.text) : axis.read(TrialSpec{}) == given.text,
          "{}: no trial of this sweep has `{}` = {}", source.at(node), axis.key, given.text);
}

// The axis that is compared: it has several listed values.
const Axis& compared_axis(const Source& source, const Settings& question, const toml::table& table, const Axes& axes) {
  const std::string name = question.text("compare", "");
  question.need(!name.empty(), "compare", "\"NAME\", the axis whose values are compared");
  std::size_t values = 0;
  for (const SweepAxis& axis : axes) {
    if (axis.axis->key != name) continue;
    require(!axis.interval, "{}: `{}` is an interval, which has no values to compare", source.at(*table.get("compare")),
            name);
    values += axis.values.size();
  }
  require(values > 1, "{}: `{}` is not an axis of this sweep with two values or more", source.at(*table.get("compare")),
          name);
  return *std::ranges::find(axes, name, [](const SweepAxis& a) { return a.axis->key; })->axis;
}

void check_given(const Source& source, const toml::table& table, const Axes& axes) {
  const toml::node* const node = table.get("given");
  if (!node) return;
  require(node->is_table(), "{}: [[question]] needs given = {{NAME = VALUE, ...}}", source.at(*node));
  for (const auto& [key, value] : *node->as_table()) check_value(source, axes, axis_of(source, key), value);
}

// The values that are compared with the baseline; all others where they are left out.
void check_levels(const Source& source, const Settings& question, const toml::table& table, const Axis& axis,
                  const Axes& axes) {
  question.need(table.contains("baseline"), "baseline", fmt::format("the value of `{}` to compare with", axis.key));
  check_value(source, axes, axis, *table.get("baseline"));
  if (!question.has("levels")) return;
  const toml::array* const levels = table["levels"].as_array();
  question.need(levels && !levels->empty(), "levels", "[VALUE, ...], those to compare with the baseline");
  for (const toml::node& level : *levels) check_value(source, axes, axis, level);
}

// A number above zero, in the metric's unit as the report shows it.
void check_positive(const Settings& question, const toml::table& table, std::string_view key) {
  if (const toml::node* const node = table.get(key))
    question.need(node->value_or(0.0) > 0, key, "a number above 0, in points for accuracies");
}

void check_expectation(const Settings& question, const toml::table& table) {
  const std::string direction = question.text("direction", "");
  question.need(direction.empty() || direction == "higher" || direction == "lower", "direction",
                "\"higher\" or \"lower\" than the baseline");
  require(direction.empty() == question.has("margin"),
          "{}: [[question]] needs one of direction = \"higher\" or \"lower\", and margin = POINTS within which the "
          "values are alike",
          question.at("margin"));
  require(!question.has("claimed") || !direction.empty(),
          "{}: `claimed` is how much higher or lower; it needs direction", question.at("claimed"));
  check_positive(question, table, "margin");
  check_positive(question, table, "claimed");
}

}  // namespace

void check_questions(const Source& source, const toml::table& file, const Axes& axes) {
  for (const toml::table* table : sections(source, file, "question")) {
    const Settings question(
        source, *table, "question",
        {"ask", "compare", "baseline", "levels", "given", "metric", "direction", "claimed", "margin"});
    question.text("ask", "");
    const Axis& axis = compared_axis(source, question, *table, axes);
    check_levels(source, question, *table, axis, axes);
    check_given(source, *table, axes);
    const std::string metric = question.text("metric", "");
    question.need(!question.has("metric") || std::ranges::find(kComparedMetrics, metric) != std::end(kComparedMetrics),
                  "metric", fmt::format("one of \"{}\"", join(kComparedMetrics, "\", \"")));
    check_expectation(question, *table);
  }
}

}  // namespace quanvas::trial
