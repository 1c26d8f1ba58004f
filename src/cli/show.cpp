// quanvas show: one trial of a sweep folder, whole.
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
  out << fmt::format("on {}, rank {}, {} thread{}, {}, attempt {}\n\n", record.execution.host, record.execution.rank,
                     record.execution.threads, record.execution.threads == 1 ? "" : "s",
                     duration(record.execution.seconds), record.attempts);
  for (const trial::Axis& axis : trial::kAxes) out << fmt::format("  {:<18} {}\n", axis.key, axis.read(record.spec));
  if (const trial::TrainingRecord* training = training_of(record.outcome)) print_history(*training, out);
}

}  // namespace

int run_show(const Invocation& invocation) {
  Arguments arguments(
      "show", "DIR KEY [--json]",
      "Prints one trial of a sweep's output folder whole: its parameters, how it ended, where it ran, and every "
      "epoch.\n"
      "KEY is the trial's content key, of which the first six characters do, or its number in the sweep. Example:\n"
      "  quanvas show out/fig08 12");
  arguments.add_positional("DIR", "the output folder of a sweep");
  arguments.add_positional("KEY", "key or number of a trial; `quanvas plan FILE --list` lists both");
  arguments.add("json", "one JSON object");
  const auto values = arguments.parse(invocation);
  if (!values) return kSuccess;
  const store::Folder folder{(*values)["DIR"].as<std::string>()};
  const trial::Record record = sweep::find_trial(folder, (*values)["KEY"].as<std::string>());
  const std::vector<std::string> crashes = crashes_of(folder, record.key);
  if (values->count("json")) {
    Json json = to_json(record);
    if (!crashes.empty()) json["crashes"] = crashes;
    invocation.out << json.dump(2) << '\n';
  } else {
    print_record(record, invocation.out);
    for (const std::string& crash : crashes) invocation.out << "process " << crash << '\n';
  }
  return kSuccess;
}

}  // namespace quanvas::cli
