// quanvas params: the reference of trial parameters, from the axis table.
#include <ostream>

#include "base/error.hpp"
#include "cli/arguments.hpp"
#include "cli/network_option.hpp"
#include "cli/parameter_groups.hpp"
#include "cli/trial_options.hpp"
#include "data/catalog.hpp"
#include "hybrid/encoding.hpp"
#include "model/layer_kinds.hpp"
#include "model/zoo.hpp"
#include "nn/loss.hpp"
#include "nn/optimizer.hpp"
#include "sim/circuit/noise_channels.hpp"
#include "trial/json.hpp"

namespace quanvas::cli {
namespace {

// The names of an open set that are known, from the table that holds them.
struct Entry {
  std::string_view name;
  std::string_view meaning;
};

std::vector<Entry> entries(const auto& rows) {
  std::vector<Entry> all;
  for (const auto& row : rows) all.push_back({row.name, row.meaning});
  return all;
}

// Of the axes that take names; wirings are a notation, noise models are made up of the channels.
std::vector<Entry> names_for(const trial::Axis& axis) {
  if (axis.key == "model") return entries(model::models());
  if (axis.key == "dataset") return entries(data::catalog());
  if (axis.key == "filter_circuit") return entries(hybrid::filter_circuits());
  if (axis.key == "feature_map") return entries(hybrid::feature_maps());
  if (axis.key == "noise") return entries(sim::noise_channels());
  if (axis.key == "optimizer") return entries(nn::optimizers());
  if (axis.key == "loss") return entries(nn::losses());
  return {};
}

constexpr std::string_view kKinds[] = {"integer", "real", "choice", "name", "list"};

std::string_view kind_name(const trial::Axis& axis) { return kKinds[static_cast<std::size_t>(axis.kind)]; }

void print_text(const trial::Axis& axis, std::ostream& out) {
  const std::string unit = axis.unit.empty() ? "" : fmt::format(" [{}]", axis.unit);
  out << fmt::format("{} = {}{}\n    {}\n    {}\n", axis.key, axis.read(trial::TrialSpec{}), unit, meaning_of(axis),
                     rule_text(axis));
  const std::vector<std::string_view> readers = model::readers(axis.key);
  if (!readers.empty()) out << fmt::format("    read by {}\n", join(readers, ", "));
  for (const Entry& entry : names_for(axis)) out << fmt::format("      {}: {}\n", entry.name, entry.meaning);
}

void print_text(std::string_view model, const trial::Networks& networks, std::ostream& out) {
  for (const std::string_view key : networks.keys()) {
    if (key == networks.keys().front()) out << fmt::format("Network {}\n\n", networks.all().front().name);
    print_text(*networks.find_axis(key), out);
    if (key == networks.keys().back()) out << '\n';
  }
  for (const ParameterGroup& group : parameter_groups(model)) {
    out << fmt::format("{}{}\n\n", group.axes.front()->key == "model" ? "" : "\n", group.title);
    for (const trial::Axis* const axis : group.axes) print_text(*axis, out);
  }
}

// What descriptions of networks are made of.
void print_layers(std::ostream& out) {
  for (const model::LayerKind& kind : model::layer_kinds()) {
    out << fmt::format("{}\n    {}; takes {}, gives {}\n", kind.name, kind.meaning, to_name(kind.takes),
                       kind.gives == model::Form::either ? "the same" : to_name(kind.gives));
    for (const model::LayerOption& option : kind.options)
      out << fmt::format("      {}{}: {}; {}\n", option.key,
                         option.fallback.empty() ? "" : fmt::format(" = {}", option.fallback), option.meaning,
                         rule_text(option));
  }
}

Json layers_json() {
  Json table = Json::array();
  for (const model::LayerKind& kind : model::layer_kinds()) {
    Json options = Json::array();
    for (const model::LayerOption& option : kind.options) {
      Json row{{"key", option.key}, {"rule", rule_text(option)}, {"meaning", option.meaning}};
      if (!option.fallback.empty()) row["default"] = Json::parse(option.fallback);
      options.push_back(std::move(row));
    }
    table.push_back({{"type", kind.name},
                     {"meaning", kind.meaning},
                     {"takes", to_name(kind.takes)},
                     {"gives", to_name(kind.gives)},
                     {"options", std::move(options)}});
  }
  return table;
}

void print_markdown(std::ostream& out) {
  const trial::TrialSpec defaults;
  out << "| parameter | default | takes | unit | meaning |\n|---|---|---|---|---|\n";
  for (const trial::Axis& axis : trial::kAxes) {
    std::string names;
    for (const Entry& entry : names_for(axis)) names += fmt::format("; `{}`: {}", entry.name, entry.meaning);
    out << fmt::format("| `{}` | `{}` | {} | {} | {}{} |\n", axis.key, axis.read(defaults), rule_text(axis), axis.unit,
                       meaning_of(axis), names);
  }
}

void print_json(std::ostream& out) {
  const Json defaults = to_json(trial::TrialSpec{});
  Json table = Json::array();
  for (const trial::Axis& axis : trial::kAxes) {
    Json row{{"key", axis.key},         {"type", kind_name(axis)},
             {"rule", rule_text(axis)}, {"default", defaults[std::string(axis.key)]},
             {"unit", axis.unit},       {"meaning", meaning_of(axis)}};
    if (!axis.choices.empty()) row["choices"] = std::vector<std::string>(axis.choices.begin(), axis.choices.end());
    row["models"] = model::readers(axis.key);
    for (const Entry& entry : names_for(axis))
      row["names"].push_back({{"name", entry.name}, {"meaning", entry.meaning}});
    table.push_back(std::move(row));
  }
  out << json_text(table, 2) << '\n';
}

}  // namespace

int run_params(const Invocation& invocation) {
  Arguments arguments(
      "params", "[--model NAME | --model FILE.toml | --layers] [--json | --markdown]",
      "Lists every parameter of a trial: its key, default, what it takes and what it means. A key is an option of\n"
      "`quanvas train`, an axis of a sweep file and a column of results.h5. A parameter with models is read by those "
      "alone.");
  arguments.add("model", po::value<std::string>()->default_value(trial::TrialSpec{}.model)->value_name("NAME"),
                "the model whose own parameters come first, or a file that describes one");
  arguments.add("layers", "the kinds of layers that a description of a network is made of, and what each takes");
  arguments.add("json", "an array of objects");
  arguments.add("markdown", "a Markdown table");
  const auto values = arguments.parse(invocation);
  if (!values) return kSuccess;
  require(!(values->count("json") && values->count("markdown")), "quanvas params: --json or --markdown, not both");
  require(!(values->count("layers") && values->count("markdown")), "quanvas params: --layers as text or --json");
  const bool json = values->count("json") > 0;
  if (values->count("layers")) {
    if (json) invocation.out << json_text(layers_json(), 2) << '\n';
    else print_layers(invocation.out);
  } else if (json) print_json(invocation.out);
  else if (values->count("markdown")) print_markdown(invocation.out);
  else print_text((*values)["model"].as<std::string>(), NetworkOption(*values).networks(), invocation.out);
  return kSuccess;
}

}  // namespace quanvas::cli
