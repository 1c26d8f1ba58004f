// quanvas status: how far a sweep is, from its folder alone, on any host, while it runs and afterwards.
#include <algorithm>
#include <chrono>
#include <ostream>
#include <thread>

#include <unistd.h>

#include "base/error.hpp"
#include "base/text.hpp"
#include "cli/arguments.hpp"
#include "sweep/batch_jobs.hpp"
#include "sweep/folder.hpp"
#include "sweep/folder_findings.hpp"
#include "sweep/folder_status.hpp"
#include "sweep/stop_signals.hpp"

namespace quanvas::cli {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::chrono::seconds kWatchEvery{2};
constexpr std::size_t kMostWorkers = 40;

std::string counts_text(const Json& counts) {
  std::string text = fmt::format("{} of {} trials completed", counts["completed"].get<std::size_t>(),
                                 counts["total"].get<std::size_t>());
  for (const auto& [name, value] : counts.items())
    if (const auto count = value.get<std::size_t>(); count > 0 && name != "total" && name != "completed")
      text += fmt::format(", {} {}", count, name);
  return text;
}

// "[#####...............]  25%"
std::string bar_text(const Json& counts) {
  constexpr std::size_t kWidth = 28;
  const auto total = std::max<std::size_t>(counts["total"].get<std::size_t>(), 1);
  const std::size_t left = counts["left"].get<std::size_t>() + counts.value("running", std::size_t{0});
  const std::size_t done = total - std::min(left, total);
  const std::size_t filled = done * kWidth / total;
  return fmt::format("[{:#<{}}{:.<{}}] {:>3}%", "", filled, "", kWidth - filled, 100 * done / total);
}

void print_findings(const Json& status, std::ostream& out) {
  constexpr std::size_t kMost = 5;
  if (const Json& best = status["best"]; !best.is_null()) {
    std::string configuration;
    for (const auto& [axis, value] : best["configuration"].items())
      configuration += fmt::format("{}{} = {}", configuration.empty() ? "" : ", ", axis, value.get<std::string>());
    const Json& deviation = best["deviation"];
    out << fmt::format("best so far: {}: {} {:.4g}{}, {} replicate{}\n",
                       configuration.empty() ? "the only configuration" : configuration,
                       best["metric"].get<std::string>(), best["mean"].get<double>(),
                       deviation.is_null() ? "" : fmt::format(" (standard deviation {:.2g})", deviation.get<double>()),
                       best["replicates"].get<std::size_t>(), best["replicates"] == 1 ? "" : "s");
  }
  const Json& failures = status["failures"];
  for (std::size_t i = 0; i < std::min(kMost, failures.size()); ++i)
    out << fmt::format("{} {}, first trial {}: {}\n", failures[i]["trials"].get<std::size_t>(),
                       failures[i]["status"].get<std::string>(), failures[i]["first"].get<std::size_t>(),
                       failures[i]["message"].get<std::string>());
  if (failures.size() > kMost) out << fmt::format("and {} other messages; --json has all\n", failures.size() - kMost);
  if (const Json& age = status["checkpoint_age_seconds"]; !age.is_null())
    out << fmt::format("newest checkpoint {} old\n", duration(age.get<double>()));
}

void print_workers(const Json& workers, std::ostream& out) {
  out << "\n  rank  host              process  state     trials  now\n";
  std::size_t shown = 0;
  for (const Json& worker : workers) {
    if (shown++ == kMostWorkers) {
      out << fmt::format("  and {} more; --json lists all\n", workers.size() - kMostWorkers);
      return;
    }
    std::string now;
    if (worker.contains("trial"))
      now = fmt::format("trial {} for {}", worker["trial"].get<std::size_t>(), duration(worker.value("seconds", 0.0)));
    if (const double silent = worker.value("silent_seconds", 0.0); silent > 30)
      now += fmt::format(" (silent for {})", duration(silent));
    out << fmt::format("  {:>4}  {:<16}  {:>7}  {:<8}  {:>6}  {}\n", worker["rank"].get<std::size_t>(),
                       worker["host"].get<std::string>(), worker["process"].get<std::int64_t>(),
                       worker["state"].get<std::string>(), worker["done"].get<std::size_t>(), now);
  }
}

void print_running(const Json& status, std::ostream& out) {
  out << fmt::format("for {} in ", duration(status.value("seconds", 0.0)));
  if (status.contains("processes"))
    out << fmt::format("{} processes that share the folder", status["processes"].get<std::size_t>());
  else out << fmt::format("process {} on {}", status["process"].get<std::int64_t>(), status["host"].get<std::string>());
  out << fmt::format(", as of {} s ago", status["age_seconds"].get<std::int64_t>());
  if (status["trials_per_second"].is_number())
    out << fmt::format("; {:.3g} trials/s", status["trials_per_second"].get<double>());
  if (status["seconds_left"].is_number())
    out << fmt::format(", {} left", duration(status["seconds_left"].get<double>()));
  out << '\n';
  if (const std::string error = status.value("last_error", ""); !error.empty()) out << "last error: " << error << '\n';
  print_workers(status["workers"], out);
}

void print_jobs(const Json& jobs, std::ostream& out) {
  for (const Json& job : jobs)
    out << fmt::format("job {} ({}): {}{}, {} of {}{}\n", job["id"].get<std::string>(), job["what"].get<std::string>(),
                       job["state"].get<std::string>(),
                       job["reason"] == "None" ? "" : " (" + job["reason"].get<std::string>() + ")",
                       job["time"].get<std::string>(), job["limit"].get<std::string>(),
                       job["nodes"] == "" ? "" : " on " + job["nodes"].get<std::string>());
}

void print_status(const Json& status, std::ostream& out) {
  out << fmt::format("{}: {} ({})\n{}  {}\n", status["folder"].get<std::string>(), status["state"].get<std::string>(),
                     status["sweep"].get<std::string>(), bar_text(status["counts"]), counts_text(status["counts"]));
  print_jobs(status["jobs"], out);
  print_findings(status, out);
  if (status.contains("workers")) return print_running(status, out);
  for (const Json& damage : status["damaged"]) out << "  damaged: " << damage.get<std::string>() << '\n';
  if (status["state"] == "incomplete")
    out << "all others are there; the same `quanvas sweep` with --retry-lost retries the lost trials\n";
  if (status["state"] == "crashed") out << "it has ended without a word; the same `quanvas sweep` resumes it\n";
}

}  // namespace

int run_status(const Invocation& invocation) {
  Arguments arguments("status", "DIR [--json] [--watch]",
                      "Says how far the sweep in an output folder is: how many trials are done, running, failed, lost "
                      "and left, the best\n"
                      "configuration so far, what failed and why, how fast it goes and when it will end, and what each "
                      "worker does. It reads the folder alone, so that it "
                      "works on any host\n"
                      "that sees it, during a run and afterwards. Example:\n  quanvas status out/fig08 --watch");
  arguments.add_positional("DIR", "the output folder of a sweep");
  arguments.add("json", "one JSON object");
  arguments.add("watch", "again every two seconds, until the sweep is no longer running");
  const auto values = arguments.parse(invocation);
  if (!values) return kSuccess;
  sweep::catch_stop_signals();
  const store::Folder folder{(*values)["DIR"].as<std::string>()};
  const trial::Sweep sweep = sweep::read_folder_sweep(folder);
  Json findings;
  Clock::duration took{0};
  Clock::time_point looked;
  for (;;) {
    // They are read from all shards; that takes a tenth of the time at most.
    if (findings.is_null() || Clock::now() - looked > 10 * took) {
      const auto start = Clock::now();
      findings = sweep::folder_findings(folder, sweep);
      looked = Clock::now();
      took = looked - start;
    }
    Json status = sweep::folder_status(folder, sweep);
    status.update(findings);
    status["jobs"] = sweep::look_at_jobs(folder);
    if (values->count("json")) invocation.out << json_text(status, 2) << '\n';
    else print_status(status, invocation.out);
    invocation.out << std::flush;
    const bool running = status.contains("workers");
    if (!values->count("watch") || !running || sweep::stop_requested()) return kSuccess;
    std::this_thread::sleep_for(kWatchEvery);
    if (!values->count("json")) invocation.out << (::isatty(STDOUT_FILENO) ? "\033[H\033[J" : "\n");
  }
}

}  // namespace quanvas::cli
