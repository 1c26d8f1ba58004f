// quanvas sweep: runs a sweep, in one process or over the ranks of an MPI launch.
#include <algorithm>
#include <chrono>
#include <future>
#include <ostream>
#include <set>

#include <unistd.h>

#include "base/error.hpp"
#include "base/text.hpp"
#include "cli/arguments.hpp"
#include "cli/progress.hpp"
#include "cli/stop_signals.hpp"
#include "cli/sweep_view.hpp"
#include "cli/threads.hpp"
#include "cli/vocabulary.hpp"
#include "data/catalog.hpp"
#include "dispatch/coordinator.hpp"
#include "dispatch/local_transport.hpp"
#include "dispatch/mpi_transport.hpp"
#include "dispatch/worker.hpp"
#include "store/aggregate.hpp"
#include "train/run_trial.hpp"

namespace quanvas::cli {
namespace {

using Clock = std::chrono::steady_clock;

struct Options {
  std::string file;
  store::Folder folder;
  std::optional<std::size_t> threads;
  ProgressPrinter::Style style;
  double grace;                    // seconds that running trials get after a stop
  std::optional<double> max_time;  // seconds after which the sweep has ended, grace included
};

std::string host_name() {
  char name[256] = "unknown";
  ::gethostname(name, sizeof name - 1);
  return name;
}

// Data that cannot be read would fail every trial, one by one; better to say so at once.
void require_data(const std::vector<trial::TrialSpec>& trials) {
  std::set<std::pair<std::string, trial::Split>> needed;
  for (const trial::TrialSpec& spec : trials) needed.emplace(spec.dataset, spec.split);
  for (const auto& [name, split] : needed) data::load(name, split == trial::Split::train ? data::Part::train : data::Part::test);
}

// Keeps a copy of the sweep beside its results, so that these can be merged and understood later.
void keep_sweep_file(const Options& options, const trial::Sweep& sweep, std::ostream& err) {
  const std::filesystem::path path = options.folder.sweep();
  const auto bytes = std::as_bytes(std::span(sweep.text));
  if (std::filesystem::exists(path)) {
    const auto before = store::read_whole(path);
    if (std::ranges::equal(before, bytes)) return;
    err << fmt::format("{} holds another version of this sweep: its finished trials that are still asked for are kept\n", options.folder.root.string());
  }
  store::write_whole(path, bytes);
}

// The trials that are still to be run: those without a result, and those that failed.
std::vector<dispatch::Task> open_tasks(const trial::Sweep& sweep, const store::Inventory& inventory, const trial::Vocabulary& words) {
  std::vector<std::size_t> open = inventory.missing;
  open.insert(open.end(), inventory.failed.begin(), inventory.failed.end());
  std::ranges::sort(open);
  std::vector<dispatch::Task> tasks;
  for (const std::size_t i : open)
    tasks.push_back({.id = TrialId(static_cast<std::uint32_t>(i)), .spec = spec_text(sweep.trials[i]), .cost = words.cost(sweep.trials[i])});
  return tasks;
}

void run_worker(dispatch::Transport& transport, const Options& options, std::size_t threads) {
  use_threads(threads);
  train::TrialRunner runner;
  work(transport, {.run =
                       [&](const trial::TrialSpec& spec, const dispatch::Pulse& pulse) {
                         return runner.run(spec, [&](const trial::Training&) { pulse(); });
                       },
                   .save = [&](const trial::Record& record) { write_shard(options.folder, record); },
                   .execution = {.host = host_name(), .rank = static_cast<int>(transport.rank().value), .threads = static_cast<int>(threads)},
                   .stop = stop_requested,
                   .grace = std::chrono::milliseconds(static_cast<std::int64_t>(1000 * options.grace))});
}

// Hands out trials, shows progress, and stops where a signal or the clock says so.
dispatch::Progress coordinate(dispatch::Transport& transport, const std::vector<dispatch::Task>& tasks, const Options& options, Clock::time_point start,
                              std::ostream& err) {
  ProgressPrinter progress(err, options.style);
  bool said = false;
  const auto stop = [&] {
    const double spent = std::chrono::duration<double>(Clock::now() - start).count();
    const bool late = options.max_time && spent > *options.max_time - options.grace;
    if ((late || stop_requested()) && !said) {
      err << fmt::format("\n{}: no more trials are begun; those that run have {} to end\n", late ? "the time is up" : "told to stop", duration(options.grace)) << std::flush;
      said = true;
    }
    return said;
  };
  return dispatch::coordinate(transport, tasks, {.observer = [&](const dispatch::Progress& p) { progress.show(p); }, .stop = stop});
}

// Everything but the trials themselves. `distribute` runs the open tasks.
template <class Distribute>
int run_coordinator(const Options& options, const Invocation& invocation, Distribute&& distribute) {
  const auto start = Clock::now();
  const trial::Vocabulary words = vocabulary();
  const trial::Sweep sweep = trial::read_sweep(options.file, words);
  const store::Inventory before = store::take_inventory(options.folder, sweep);
  const std::vector<dispatch::Task> tasks = open_tasks(sweep, before, words);
  if (const std::size_t finished = before.completed + before.diverged; finished > 0)
    invocation.err << fmt::format("{} of {} trials are finished already\n", finished, sweep.trials.size());
  if (!tasks.empty()) require_data(sweep.trials);
  store::open_folder(options.folder.root);
  store::remove_leftovers(options.folder);
  for (const store::Damage& damage : before.damaged)
    invocation.err << fmt::format("damaged, to be run again: {}; now {}\n", damage.message, set_aside(options.folder, damage.key).string());
  keep_sweep_file(options, sweep, invocation.err);
  const dispatch::Progress progress = distribute(tasks, start);
  const store::Inventory inventory = store::aggregate(options.folder, sweep);
  print_inventory(inventory, options.folder, sweep, invocation.out);
  invocation.out << "time: " << duration(std::chrono::duration<double>(Clock::now() - start).count()) << '\n';
  if (progress.done() < progress.total) {
    invocation.out << "stopped before the end; the same command goes on from there\n";
    return kTryAgain;
  }
  return inventory.failed.empty() && inventory.missing.empty() ? kSuccess : kTrialFailed;
}

// One process: this thread coordinates, another works.
int run_alone(const Options& options, const Invocation& invocation) {
  return run_coordinator(options, invocation, [&](const std::vector<dispatch::Task>& tasks, Clock::time_point start) {
    const CoreShare share = core_share(1);
    const std::size_t threads = choose_threads(options.threads, share);
    if (const std::string warning = crowding_warning(threads, share); !warning.empty()) invocation.err << "warning: " << warning << '\n';
    dispatch::LocalHub hub(2);
    const auto coordinator = hub.transport(dispatch::kCoordinator);
    auto worker = std::async(std::launch::async, [&] { run_worker(*hub.transport(Rank(1)), options, threads); });
    const dispatch::Progress progress = coordinate(*coordinator, tasks, options, start, invocation.err);
    worker.get();
    return progress;
  });
}

// Several processes: rank 0 coordinates, the others work.
int run_distributed(const Options& options, const Invocation& invocation) {
  dispatch::MpiTransport transport;
  const CoreShare share = core_share(transport.workers_on_host());
  if (transport.rank() != dispatch::kCoordinator) {
    const std::size_t threads = choose_threads(options.threads, share);
    const std::string warning = crowding_warning(threads, share);
    if (!warning.empty() && transport.rank() == Rank(1)) invocation.err << "warning: " << warning << std::endl;
    try {
      run_worker(transport, options, threads);
    } catch (const std::exception& error) {
      // Ending MPI in good order would wait for ranks that wait for this one.
      invocation.err << "quanvas: rank " << transport.rank().value << ": " << error.what() << std::endl;
      transport.abort(kInternal);
    }
    return kSuccess;
  }
  bool stopped = false;  // whether the workers have been told to stop
  try {
    return run_coordinator(options, invocation, [&](const std::vector<dispatch::Task>& tasks, Clock::time_point start) {
      stopped = true;
      return coordinate(transport, tasks, options, start, invocation.err);
    });
  } catch (...) {
    if (!stopped) dispatch::coordinate(transport, {}, {});
    throw;
  }
}

double time_from(const po::variables_map& values, const char* option) {
  const std::string text = values[option].as<std::string>();
  const auto seconds = parse_duration(text);
  require(seconds.has_value(), "--{} {}: a time above zero, such as 90s, 45m or 2h", option, text);
  return *seconds;
}

int dry_run(const Options& options, const Invocation& invocation) {
  const trial::Sweep sweep = trial::read_sweep(options.file, vocabulary());
  const store::Inventory inventory = store::take_inventory(options.folder, sweep);
  print_plan(sweep, invocation.out);
  invocation.out << fmt::format("\nin {}: {} finished, {} failed, {} to be run\n", options.folder.root.string(),
                                inventory.completed + inventory.diverged, inventory.failed.size(), inventory.missing.size() + inventory.failed.size());
  return kSuccess;
}

}  // namespace

int run_sweep(const Invocation& invocation) {
  catch_stop_signals();
  Arguments arguments("sweep", "FILE --out DIR [options]",
                      "Runs every trial of a sweep file that is not finished in DIR yet, then merges all into DIR/results.h5. Under\n"
                      "mpirun rank 0 hands out the trials and the other ranks run them; without it one process does both. Run the same\n"
                      "command again after an interruption: finished trials are kept, failed ones are tried again. Examples:\n"
                      "  quanvas sweep sweeps/smoke.toml --out out/smoke\n"
                      "  mpirun -n 9 --bind-to none quanvas sweep sweeps/fig08.toml --out out/fig08");
  arguments.add_positional("FILE", "a sweep file (TOML); sweeps/README.md describes it");
  arguments.add("out,o", po::value<std::string>()->value_name("DIR"), "the output folder; made where it is missing");
  add_threads_option(arguments);
  arguments.add("grace", po::value<std::string>()->default_value("30s")->value_name("TIME"),
                "how long running trials may go on after SIGTERM, SIGINT, SIGUSR1 or the end of --max-time");
  arguments.add("max-time", po::value<std::string>()->value_name("TIME"), "end before this time is over, as in 90s, 45m or 2h; exit code 75 if trials are left");
  arguments.add("quiet,q", "no progress");
  arguments.add("dry-run", "show what would be run, and stop");
  const auto values = arguments.parse(invocation);
  if (!values) return kSuccess;
  require(values->count("out") > 0, "sweep: --out DIR is missing: the folder for the results");
  const Options options{.file = (*values)["FILE"].as<std::string>(),
                        .folder = {(*values)["out"].as<std::string>()},
                        .threads = threads_from(*values),
                        .style = values->count("quiet") ? ProgressPrinter::Style::silent : progress_style(),
                        .grace = time_from(*values, "grace"),
                        .max_time = values->count("max-time") ? std::optional(time_from(*values, "max-time")) : std::nullopt};
  if (values->count("dry-run")) return dispatch::launched_rank() == dispatch::kCoordinator ? dry_run(options, invocation) : kSuccess;
  return dispatch::launched_with_ranks() ? run_distributed(options, invocation) : run_alone(options, invocation);
}

}  // namespace quanvas::cli
