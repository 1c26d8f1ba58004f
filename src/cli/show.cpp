// quanvas show: one trial of a sweep folder, whole.
#include <cmath>
#include <ostream>

#include "base/error.hpp"
#include "cli/arguments.hpp"
#include "store/running.hpp"
#include "sweep/folder.hpp"
#include "trial/json.hpp"

namespace quanvas::cli {
namespace {

void print_history(const trial::TrainingRecord& training, std::ostream& out) {
  out << "\nepoch";
  for (const trial::Curve& curve : training.curves) out << fmt::format("  {:>19}", curve.name);
  for (std::size_t k = 0; k < training.gradient_reached.size(); ++k)
    out << fmt::format("  {:>11}", fmt::format("|gradient {}|", k + 1));
  out << '\n';
  for (std::size_t e = 0; e < training.gradient_norms.size(); ++e) {
    out << fmt::format("{:>5}", e + 1);
    for (const trial::Curve& curve : training.curves) out << fmt::format("  {:>19.6g}", curve.values[e]);
    for (std::size_t k = 0; k < training.gradient_reached.size(); ++k)
      out << (training.gradient_reached[k] ? fmt::format("  {:>11.4e}", training.gradient_norms[e][k])
                                           : fmt::format("  {:>11}", "unreached"));
    out << '\n';
  }
}

void print_record(const trial::Record& record, std::ostream& out) {
  out << fmt::format("{}: {}{}{}\n", record.key.text, to_name(status_of(record.outcome)),
                     message_of(record.outcome).empty() ? "" : ": ", message_of(record.outcome));
  const trial::Execution& ran = record.execution;
  out << fmt::format("on {}, rank {}, {} thread{}, {}, attempt {}\n", ran.host, ran.rank, ran.threads,
                     ran.threads == 1 ? "" : "s",
                     std::isfinite(ran.seconds) ? duration(ran.seconds) : "for an unknown time", record.attempts);
  if (!ran.started.empty()) out << fmt::format("from {} to {}\n", ran.started, ran.ended);
  out << fmt::format("by revision {} ({})\n\n", ran.revision, ran.build);
  for (const trial::Axis& axis : trial::kAxes) out << fmt::format("  {:<18} {}\n", axis.key, axis.read(record.spec));
  if (const trial::TrainingRecord* training = training_of(record.outcome)) print_history(*training, out);
}

}  // namespace

int run_show(const Invocation& invocation) {
  Arguments arguments(
      "show", "DIR KEY [--json]",
      "Prints one trial of a sweep's output folder, or of its results.h5 alone, whole: its parameters, how it ended, "
      "where it ran, and every "
      "epoch.\n"
      "KEY is the trial's content key, of which the first six characters do, or its number in the sweep. Example:\n"
      "  quanvas show out/fig08 12");
  arguments.add_positional("DIR", "the output folder of a sweep, or its results.h5");
  arguments.add_positional("KEY", "key or number of a trial; `quanvas plan FILE --list` lists both");
  arguments.add("json", "one JSON object");
  const auto values = arguments.parse(invocation);
  if (!values) return kSuccess;
  const std::filesystem::path where = (*values)["DIR"].as<std::string>();
  const trial::Record record = sweep::find_trial(where, (*values)["KEY"].as<std::string>());
  const store::Incidents incidents = store::incidents_of({where}, record.key);
  if (values->count("json")) {
    Json json = to_json(record);
    if (!incidents.crashes.empty()) json["crashes"] = incidents.crashes;
    if (!incidents.others.empty()) json["ends_from_outside"] = incidents.others;
    invocation.out << json_text(json, 2) << '\n';
  } else {
    print_record(record, invocation.out);
    for (const auto& lines : {incidents.crashes, incidents.others})
      for (const std::string& line : lines) invocation.out << "process " << line << '\n';
  }
  return kSuccess;
}

}  // namespace quanvas::cli
