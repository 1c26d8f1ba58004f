// quanvas bench: the simulator's speed on this machine.
#include <algorithm>
#include <memory>
#include <optional>
#include <ostream>
#include <set>

#include <fmt/format.h>

#include "base/error.hpp"
#include "base/text.hpp"
#include "bench/measure.hpp"
#include "cli/arguments.hpp"
#include "cli/bench_line.hpp"
#include "cli/threads_option.hpp"
#include "sweep/threads.hpp"

namespace quanvas::cli {
namespace {

std::vector<const bench::Workload*> chosen(const std::vector<std::string>& names) {
  std::vector<const bench::Workload*> result;
  std::vector<std::string_view> known;
  for (const bench::Workload& workload : bench::workloads()) {
    known.push_back(workload.name);
    if (names.empty()) result.push_back(&workload);
  }
  for (const std::string& name : names) {
    const auto found = std::ranges::find(bench::workloads(), name, &bench::Workload::name);
    if (found == bench::workloads().end())
      fail("there is no workload `{}`, only {}{}", name, join(known, ", "), suggestion(name, known));
    result.push_back(&*found);
  }
  return result;
}

// Measures workloads one after another and says each as soon as it is known.
class BenchRun {
 public:
  BenchRun(const Invocation& invocation, const po::variables_map& values)
      : invocation_(invocation), seconds_(values["seconds"].as<double>()), json_(values.count("json") > 0) {
    require(seconds_ > 0 && seconds_ <= 60, "--seconds {}: from above 0 to 60", seconds_);
    if (values.count("against")) saved_.emplace(values["against"].as<std::string>());
  }

  void run(const std::vector<const bench::Workload*>& workloads, const std::set<std::size_t>& threads, bool all) {
    if (!json_) print_bench_head(invocation_.out);
    total_ = 2 * threads.size() * workloads.size();
    for (const std::size_t count : threads) {
      use_threads(count);
      for (const trial::Precision precision : {trial::Precision::single_, trial::Precision::double_}) {
        peak_ = 0;
        for (const bench::Workload* workload : workloads) measure(*workload, precision, count, all);
        if (!json_)
          invocation_.out << fmt::format("peak {} {} thread{}: {:.0f} GFLOP/s\n", to_name(precision), count,
                                         count == 1 ? "" : "s", 1e-9 * peak_);
      }
    }
    if (json_) invocation_.out << json_text(array_, 2) << '\n';
  }

 private:
  // A workload whose data are missing is left out where all are measured.
  void measure(const bench::Workload& workload, trial::Precision precision, std::size_t threads, bool all) {
    std::unique_ptr<bench::Job> job;
    try {
      job = workload.make(precision);
    } catch (const Error& error) {
      if (!all) throw;
      invocation_.err << "quanvas bench: " << workload.name << " is left out: " << error.what() << '\n';
      return;
    }
    const bench::Measurement measured = bench::measure(*job, seconds_, precision, threads);
    peak_ = std::max(peak_, measured.peak());
    const BenchLine line{
        .workload = &workload, .precision = precision, .threads = threads, .measured = measured, .peak = peak_};
    const std::string against = saved_ ? saved_->compare(line) : "";
    if (json_) {
      array_.push_back(to_json(line));
      if (saved_) array_.back()["against"] = against;
      invocation_.err << fmt::format("measured {} ({}, {} of {})\n", workload.name, to_name(precision), array_.size(),
                                     total_)
                      << std::flush;
    } else {
      print(line, invocation_.out);
      invocation_.out << (saved_ ? "  " + against : "") << std::endl;
    }
  }

  const Invocation& invocation_;
  double seconds_;
  bool json_;
  std::optional<SavedBench> saved_;
  double peak_ = 0;  // the highest rate so far
  std::size_t total_ = 0;
  Json array_ = Json::array();
};

}  // namespace

int run_bench(const Invocation& invocation) {
  Arguments arguments(
      "bench", "[--workload NAME ...] [--threads N] [--against FILE] [--json]",
      "Measures the simulator on this machine: milliseconds of a step (the best and the median of many), and what "
      "share\n"
      "that is of the machine's own rate of multiply-adds, measured before and after each. `disturbed` says that "
      "other\n"
      "programs took part of the machine meanwhile: then trust the best, or measure again. The goals are those of one\n"
      "Zen 5 core with AVX-512, whose rate is 251 GFLOP/s in single precision; scale them by yours. Takes less than a\n"
      "minute on an idle machine. Examples:\n"
      "  quanvas bench --workload W1 W6 --threads 1\n"
      "  quanvas bench --json > before.json; ...; quanvas bench --against before.json");
  std::vector<std::string> names;
  arguments.add("workload", po::value(&names)->multitoken()->value_name("NAME"), "only these (default: all)");
  arguments.add("seconds", po::value<double>()->default_value(0.5)->value_name("S"), "time for each measurement");
  add_threads_option(arguments);
  arguments.add("against", po::value<std::string>()->value_name("FILE"),
                "a saved run (--json): says what has changed beyond the noise of both");
  arguments.add("list", "name the workloads and end");
  arguments.add("json", "an array of objects");
  const auto values = arguments.parse(invocation);
  if (!values) return kSuccess;
  const auto picked = chosen(names);
  if (values->count("list")) {
    for (const bench::Workload* workload : picked)
      invocation.out << fmt::format("{:<12} {}\n", workload->name, workload->meaning);
    return kSuccess;
  }
  const auto asked = threads_from(*values);
  const std::set<std::size_t> threads = asked ? std::set{*asked} : std::set{std::size_t{1}, usable_cores()};
  BenchRun(invocation, *values).run(picked, threads, names.empty());
  return kSuccess;
}

}  // namespace quanvas::cli
