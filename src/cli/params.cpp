// quanvas params: the reference of trial parameters, from the axis table.
#include <ostream>

#include "base/error.hpp"
#include "cli/arguments.hpp"
#include "cli/trial_options.hpp"
#include "trial/json.hpp"

namespace quanvas::cli {
namespace {

constexpr std::string_view kKinds[] = {"integer", "real", "choice", "name", "list"};

std::string_view kind_name(const trial::Axis& axis) { return kKinds[static_cast<std::size_t>(axis.kind)]; }

void print_text(std::ostream& out) {
  const trial::TrialSpec defaults;
  for (const trial::Axis& axis : trial::kAxes) {
    const std::string unit = axis.unit.empty() ? "" : fmt::format(" [{}]", axis.unit);
    out << fmt::format("{} = {}{}\n    {}\n    {}\n", axis.key, axis.read(defaults), unit, meaning_of(axis),
                       rule_text(axis));
  }
}

void print_markdown(std::ostream& out) {
  const trial::TrialSpec defaults;
  out << "| parameter | default | takes | unit | meaning |\n|---|---|---|---|---|\n";
  for (const trial::Axis& axis : trial::kAxes)
    out << fmt::format("| `{}` | `{}` | {} | {} | {} |\n", axis.key, axis.read(defaults), rule_text(axis), axis.unit,
                       meaning_of(axis));
}

void print_json(std::ostream& out) {
  const Json defaults = to_json(trial::TrialSpec{});
  Json table = Json::array();
  for (const trial::Axis& axis : trial::kAxes) {
    Json row{{"key", axis.key},         {"type", kind_name(axis)},
             {"rule", rule_text(axis)}, {"default", defaults[std::string(axis.key)]},
             {"unit", axis.unit},       {"meaning", meaning_of(axis)}};
    if (!axis.choices.empty()) row["choices"] = std::vector<std::string>(axis.choices.begin(), axis.choices.end());
    table.push_back(std::move(row));
  }
  out << table.dump(2) << '\n';
}

}  // namespace

int run_params(const Invocation& invocation) {
  Arguments arguments(
      "params", "[--json | --markdown]",
      "Lists every parameter of a trial: its key, default, what it takes and what it means. A key is an option of\n"
      "`quanvas train`, an axis of a sweep file and a column of results.h5.");
  arguments.add("json", "an array of objects");
  arguments.add("markdown", "a Markdown table");
  const auto values = arguments.parse(invocation);
  if (!values) return kSuccess;
  require(!(values->count("json") && values->count("markdown")), "quanvas params: --json or --markdown, not both");
  if (values->count("json")) print_json(invocation.out);
  else if (values->count("markdown")) print_markdown(invocation.out);
  else print_text(invocation.out);
  return kSuccess;
}

}  // namespace quanvas::cli
