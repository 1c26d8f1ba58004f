#include "cli/sweep_options.hpp"

#include <utility>

#include "base/error.hpp"
#include "base/text.hpp"
#include "cli/threads_option.hpp"

namespace quanvas::cli {
namespace {

constexpr const char* kAbout =
    "Runs every trial of a sweep file that is not finished in DIR yet, then merges all into DIR/results.h5. It starts\n"
    "a worker for each core by itself (--jobs); under mpirun or srun the ranks that these start are the workers, and\n"
    "rank 0 assigns the trials. Run the same command again after an interruption: finished trials are kept, those "
    "under way are resumed from their last\n"
    "checkpoint, failed ones are retried. `quanvas status DIR` tells how far it is. Examples:\n"
    "  quanvas sweep sweeps/smoke.toml --out out/smoke\n"
    "  quanvas sweep sweeps/fig08.toml --out out/fig08 --jobs 8\n"
    "  mpirun -n 9 --oversubscribe --bind-to none quanvas sweep sweeps/fig08.toml --out out/fig08\n"
    "  quanvas sweep sweeps/fig08.toml --out out/fig08 --supervise --launcher 'mpirun -n 9 --oversubscribe --bind-to "
    "none'\n"
    "--oversubscribe: this mpirun may start more ranks than there are cores; the coordinator needs next to none";

double seconds_from(const po::variables_map& values, const char* option) {
  const std::string text = values[option].as<std::string>();
  const auto seconds = parse_duration(text);
  require(seconds.has_value(), "--{} {}: a time above zero, such as 90s, 45m or 2h", option, text);
  return *seconds;
}

std::chrono::milliseconds time_from(const po::variables_map& values, const char* option) {
  return std::chrono::milliseconds(static_cast<std::int64_t>(1000 * seconds_from(values, option)));
}

std::int64_t count_from(const po::variables_map& values, const char* option, std::int64_t least) {
  const auto count = values[option].as<std::int64_t>();
  require(count >= least && count <= 1'000'000, "--{} {}: a number from {} to 1000000", option, count, least);
  return count;
}

std::vector<std::string> words_of(const std::string& text) {
  std::vector<std::string> words;
  for (const std::string_view word : split(text, ' '))
    if (!word.empty()) words.emplace_back(word);
  return words;
}

ProgressPrinter::Style style_from(const po::variables_map& values) {
  const std::string text = values.count("progress") ? values["progress"].as<std::string>() : "";
  require(text.empty() || text == "bar" || text == "lines", "--progress {}: bar or lines", text);
  if (values.count("quiet")) return ProgressPrinter::Style::silent;
  if (text.empty()) return progress_style();
  return text == "bar" ? ProgressPrinter::Style::bar : ProgressPrinter::Style::lines;
}

sweep::Share share_from(const std::string& text) {
  const std::vector<std::string_view> parts = split(text, '/');
  const auto number = parts.size() == 2 ? parse_unsigned(parts[0]) : std::nullopt;
  const auto count = parts.size() == 2 ? parse_unsigned(parts[1]) : std::nullopt;
  require(number && count && *number >= 1 && *number <= *count, "--share {}: K/N, the Kth of N launches, as in 3/10",
          text);
  return {.number = *number, .count = *count};
}

po::typed_value<std::string>* time_option(const char* value) {
  return po::value<std::string>()->default_value(value)->value_name("TIME");
}

// Batch scripts of earlier versions call --crashes by another name.
Invocation with_current_names(Invocation invocation) {
  for (std::string& argument : invocation.arguments)
    if (argument == "--deaths" || argument.starts_with("--deaths=")) argument.replace(0, 8, "--crashes");
  return invocation;
}

void add_options(Arguments& arguments) {
  arguments.add("out,o", po::value<std::string>()->value_name("DIR"), "the output folder; made where it is missing");
  arguments.add(
      "jobs,j", po::value<std::int64_t>()->value_name("N"),
      "workers, started here with mpirun; 1: this process alone. By default $QUANVAS_JOBS, else as many as there "
      "are cores that it may use, but no more than trials; 1 in a batch job and with --share or --survive");
  add_threads_option(arguments);
  arguments.add("quiet,q", "no progress");
  arguments.add("progress", po::value<std::string>()->value_name("STYLE"),
                "bar or lines; by default a bar where standard error is a terminal");
  arguments.add("dry-run", "show what would be run, and stop");
  arguments.add("max-time", po::value<std::string>()->value_name("TIME"),
                "end before this time is over, as in 90s, 45m or 2h; exit code 75 if trials are left");
  arguments.add(
      "grace", time_option("30s"),
      "how long running trials may continue after a signal to stop (SIGTERM, SIGINT, SIGHUP, SIGQUIT, SIGUSR1, "
      "SIGUSR2, SIGXCPU, SIGALRM, SIGVTALRM, SIGPIPE, SIGPWR) or the end of --max-time; then their "
      "state is kept. One that is within an "
      "epoch 5 s later is cut off, and resumes from the epoch before");
  arguments.add("checkpoint-seconds", po::value<std::int64_t>()->default_value(300)->value_name("N"),
                "how often the state of a trial is kept that runs long");
  arguments.add("retries", po::value<std::int64_t>()->default_value(1)->value_name("N"),
                "how often a trial that fails is retried");
  arguments.add("crashes", po::value<std::int64_t>()->default_value(2)->value_name("N"),
                "a trial that was under way when its process crashed, so many times, is marked lost and passed over; "
                "signals from outside, the end of a host, and what strikes all ranks at once do not count");
  arguments.add("retry-lost", "retry the lost ones");
  arguments.add("share", po::value<std::string>()->value_name("K/N"),
                "one of N launches that work in DIR at the same time, such as a job array: does its share, then what "
                "is left of the others'; the last one merges");
  arguments.add("supervise",
                "start the sweep again when it crashes, until it is complete or three starts bring nothing new");
  arguments.add("launcher", po::value<std::string>()->value_name("COMMAND"),
                "with --supervise: what to start it with, as in 'mpirun -n 9 --bind-to none'");
  arguments.add("survive", po::value<std::string>()->implicit_value("30s")->value_name("TIME"),
                "continue without ranks that say nothing for so long; for mpirun --enable-recovery --mca "
                "orte_allowed_exit_without_sync 1, and best under "
                "--supervise, which ends an mpirun that waits for lost ranks");
}

}  // namespace

std::optional<SweepOptions> parse_sweep_options(const Invocation& invocation) {
  Arguments arguments("sweep", "FILE --out DIR [options]", kAbout);
  arguments.add_positional("FILE", "a sweep file (TOML); sweeps/README.md describes it");
  add_options(arguments);
  const auto values = arguments.parse(with_current_names(invocation));
  if (!values) return std::nullopt;
  require(values->count("out") > 0, "sweep: --out DIR is missing: the folder for the results");
  sweep::Options run{.file = (*values)["FILE"].as<std::string>(),
                     .folder = {(*values)["out"].as<std::string>()},
                     .threads = threads_from(*values),
                     .grace = time_from(*values, "grace"),
                     .checkpoint_every = std::chrono::seconds(count_from(*values, "checkpoint-seconds", 1)),
                     .retries = static_cast<std::int32_t>(count_from(*values, "retries", 0)),
                     .crashes = static_cast<std::size_t>(count_from(*values, "crashes", 1)),
                     .retry_lost = values->count("retry-lost") > 0};
  if (values->count("max-time")) run.max_time = seconds_from(*values, "max-time");
  if (values->count("survive")) run.survive = time_from(*values, "survive");
  if (values->count("share")) run.share = share_from((*values)["share"].as<std::string>());
  SweepOptions options{.run = std::move(run),
                       .style = style_from(*values),
                       .supervise = values->count("supervise") > 0,
                       .dry_run = values->count("dry-run") > 0};
  if (values->count("jobs")) options.jobs = count_from(*values, "jobs", 1);
  if (values->count("launcher")) options.launcher = words_of((*values)["launcher"].as<std::string>());
  require(options.launcher.empty() || options.supervise, "--launcher: only with --supervise");
  return options;
}

}  // namespace quanvas::cli
