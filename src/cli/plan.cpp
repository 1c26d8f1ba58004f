// quanvas plan: what a sweep file expands to, and how long it will take.
#include <ostream>

#include "cli/arguments.hpp"
#include "cli/sweep_view.hpp"
#include "sweep/cost_estimate.hpp"
#include "sweep/folder.hpp"
#include "sweep/threads.hpp"
#include "trial/json.hpp"

namespace quanvas::cli {
namespace {

std::string axis_values(const trial::Sweep& sweep, const trial::TrialSpec& spec) {
  std::string text;
  for (const std::string& key : sweep.axes) text += fmt::format("  {}={}", key, sweep.axis(key).read(spec));
  return text;
}

// A line for each trial: position, key, the values of the sweep's axes.
void print_trials(const trial::Sweep& sweep, std::ostream& out) {
  for (std::size_t i = 0; i < sweep.trials.size(); ++i)
    out << fmt::format("{:>6}  {}{}\n", i, sweep.keys[i].text, axis_values(sweep, sweep.trials[i]));
}

// The trials are written one by one: a million of them as one object would take gigabytes.
void print_json(const trial::Sweep& sweep, double core_seconds, std::ostream& out) {
  Json json{{"name", sweep.name},           {"description", sweep.description},
            {"axes", sweep.axes},           {"combinations", sweep.combinations},
            {"excluded", sweep.excluded},   {"duplicates", sweep.duplicates},
            {"count", sweep.trials.size()}, {"estimated_core_seconds", core_seconds}};
  if (const auto& sample = sweep.sample) {
    json["sample"] = {
        {"method", to_name(sample->method)}, {"axes", sample->axes}, {"count", sample->count}, {"seed", sample->seed}};
    if (sample->combinations) json["sample"]["combinations"] = *sample->combinations;
  }
  if (const auto& stopping = sweep.early_stopping)
    json["early_stopping"] = {
        {"rungs", stopping->rungs}, {"factor", stopping->factor}, {"deterministic", stopping->deterministic}};
  json["idle"] = Json::array();
  for (const trial::IdleParameter& parameter : sweep.idle)
    json["idle"].push_back({{"parameter", parameter.axis->key},
                            {"where", parameter.where},
                            {"models", parameter.models},
                            {"what", idle_text(parameter)}});
  std::string head = json_text(json, 2);
  head.resize(head.rfind("\n}"));
  out << head << ",\n  \"trials\": [";
  for (std::size_t i = 0; i < sweep.trials.size(); ++i)
    out << (i == 0 ? "\n    " : ",\n    ")
        << json_text(Json{{"trial", i}, {"key", sweep.keys[i].text}, {"parameters", to_json(sweep.trials[i])}});
  out << "\n  ]\n}\n";
}

}  // namespace

int run_plan(const Invocation& invocation) {
  Arguments arguments(
      "plan", "FILE [--out DIR] [--list] [--json]",
      "Reads a sweep file and shows what it expands to: axes, number of trials, and the time it will take, from the\n"
      "trials' operation counts and the measured speed of a short trial. Example:\n  quanvas plan sweeps/fig08.toml");
  arguments.add_positional("FILE", "a sweep file (TOML)");
  arguments.add("out,o", po::value<std::string>()->value_name("DIR"),
                "what running it into this folder would do: what is there, what is left to run");
  arguments.add("list", "a line for each trial");
  arguments.add("json", "one JSON object, trials included");
  const auto values = arguments.parse(invocation);
  if (!values) return kSuccess;
  const trial::Sweep sweep = sweep::read_asked_sweep((*values)["FILE"].as<std::string>());
  const double core_seconds = sweep::estimate_core_seconds(sweep);
  if (values->count("json")) {
    print_json(sweep, core_seconds, invocation.out);
    return kSuccess;
  }
  print_plan(sweep, invocation.out);
  if (values->count("out")) print_difference({(*values)["out"].as<std::string>()}, sweep, invocation.out);
  if (values->count("list")) print_trials(sweep, invocation.out);
  invocation.out << fmt::format(
      "\nabout {} on one core, {} on {} (from a short version of the costliest trial, measured here)\n",
      duration(core_seconds), duration(core_seconds / static_cast<double>(usable_cores())), usable_cores());
  return kSuccess;
}

}  // namespace quanvas::cli
