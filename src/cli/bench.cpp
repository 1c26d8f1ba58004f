// quanvas bench: the simulator's speed on this machine.
#include <algorithm>
#include <ostream>
#include <set>

#include <fmt/format.h>

#include "base/error.hpp"
#include "base/text.hpp"
#include "bench/measure.hpp"
#include "bench/peak.hpp"
#include "cli/json.hpp"
#include "cli/threads.hpp"

namespace quanvas::cli {
namespace {

struct Line {
  const bench::Workload* workload;
  trial::Precision precision;
  std::size_t threads;
  bench::Measurement measured;
  double peak;  // floating-point operations per second

  double fraction() const { return measured.flops / peak; }
  double circuits_per_second() const { return 1e3 * static_cast<double>(workload->circuits) / measured.milliseconds; }
};

Json to_json(const Line& line) {
  const double goal = line.workload->goal(line.precision);
  return {{"name", line.workload->name},
          {"meaning", line.workload->meaning},
          {"precision", to_name(line.precision)},
          {"threads", line.threads},
          {"milliseconds", line.measured.milliseconds},
          {"circuits_per_second", line.circuits_per_second()},
          {"peak_fraction", line.fraction()},
          {"peak_gflops", 1e-9 * line.peak},
          {"goal_milliseconds", goal > 0 ? Json(goal) : Json(nullptr)}};
}

void print_head(std::ostream& out) {
  out << fmt::format("{:<12} {:<9} {:>7} {:>12} {:>14} {:>8} {:>10}\n", "workload", "precision", "threads",
                     "milliseconds", "circuits/s", "of peak", "goal (ms)");
}

void print(const Line& line, std::ostream& out) {
  const double goal = line.workload->goal(line.precision);
  out << fmt::format("{:<12} {:<9} {:>7} {:>12.4g} {:>14.4g} {:>7.0f}% {:>10}\n", line.workload->name,
                     to_name(line.precision), line.threads, line.measured.milliseconds, line.circuits_per_second(),
                     100 * line.fraction(), goal > 0 ? fmt::format("{:.4g}", goal) : "-")
      << std::flush;
}

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

}  // namespace

int run_bench(const Invocation& invocation) {
  Arguments arguments(
      "bench", "[--workload NAME ...] [--threads N] [--json]",
      "Measures the simulator on this machine: milliseconds of a step, and what share that is of the machine's own\n"
      "rate of multiply-adds, measured beside it. The goals are those of one Zen 5 core with AVX-512, whose rate is\n"
      "251 GFLOP/s in single precision; scale them by yours. Takes less than a minute on an idle machine. Example:\n"
      "  quanvas bench --workload W1 W6 --threads 1");
  std::vector<std::string> names;
  arguments.add("workload", po::value(&names)->multitoken()->value_name("NAME"), "only these (default: all)");
  arguments.add("seconds", po::value<double>()->default_value(0.5)->value_name("S"), "time for each measurement");
  add_threads_option(arguments);
  arguments.add("list", "name the workloads and end");
  arguments.add("json", "an array of objects");
  const auto values = arguments.parse(invocation);
  if (!values) return kSuccess;
  const double seconds = (*values)["seconds"].as<double>();
  require(seconds > 0 && seconds <= 60, "--seconds {}: from above 0 to 60", seconds);
  const auto picked = chosen(names);
  if (values->count("list")) {
    for (const bench::Workload* workload : picked)
      invocation.out << fmt::format("{:<12} {}\n", workload->name, workload->meaning);
    return kSuccess;
  }
  const auto asked = threads_from(*values);
  const std::set<std::size_t> threads = asked ? std::set{*asked} : std::set{std::size_t{1}, usable_cores()};
  const bool json = values->count("json") > 0;
  Json array = Json::array();
  if (!json) print_head(invocation.out);
  for (const std::size_t count : threads) {
    use_threads(count);
    for (const trial::Precision precision : {trial::Precision::single_, trial::Precision::double_}) {
      const double peak =
          precision == trial::Precision::single_ ? bench::peak_flops<float>(count) : bench::peak_flops<double>(count);
      for (const bench::Workload* workload : picked) {
        std::unique_ptr<bench::Job> job;
        try {
          job = workload->make(precision);
        } catch (const Error& error) {
          if (!names.empty()) throw;
          invocation.err << "quanvas bench: " << workload->name << " is left out: " << error.what() << '\n';
          continue;
        }
        const Line line{.workload = workload,
                        .precision = precision,
                        .threads = count,
                        .measured = bench::measure(*job, seconds),
                        .peak = peak};
        if (json) {
          array.push_back(to_json(line));
          invocation.err << fmt::format("measured {} ({}, {} of {})\n", workload->name, to_name(precision),
                                        array.size(), 2 * threads.size() * picked.size())
                         << std::flush;
        } else {
          print(line, invocation.out);
        }
      }
      if (!json)
        invocation.out << fmt::format("peak {} {} thread{}: {:.0f} GFLOP/s\n", to_name(precision), count,
                                      count == 1 ? "" : "s", 1e-9 * peak);
    }
  }
  if (json) invocation.out << array.dump(2) << '\n';
  return kSuccess;
}

}  // namespace quanvas::cli
