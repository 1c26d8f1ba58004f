#include "cli/bench_line.hpp"

#include <cmath>
#include <fstream>
#include <ostream>

#include <fmt/format.h>

#include "base/error.hpp"

namespace quanvas::cli {

Json to_json(const BenchLine& line) {
  const double goal = line.workload->goal(line.precision);
  return {{"name", line.workload->name},
          {"meaning", line.workload->meaning},
          {"precision", to_name(line.precision)},
          {"threads", line.threads},
          {"milliseconds", 1e3 * line.measured.best},
          {"median_milliseconds", 1e3 * line.measured.median},
          {"disturbed", line.measured.disturbed()},
          {"circuits_per_second", line.circuits_per_second()},
          {"peak_fraction", line.peak_fraction()},
          {"peak_gflops", 1e-9 * line.peak},
          {"peak_gflops_before", 1e-9 * line.measured.peak_before},
          {"peak_gflops_after", 1e-9 * line.measured.peak_after},
          {"goal_milliseconds", goal > 0 ? Json(goal) : Json(nullptr)}};
}

void print_bench_head(std::ostream& out) {
  out << fmt::format("{:<12} {:<9} {:>7} {:>10} {:>10} {:>12} {:>8} {:>10}\n", "workload", "precision", "threads",
                     "best (ms)", "median", "circuits/s", "of peak", "goal (ms)");
}

void print(const BenchLine& line, std::ostream& out) {
  const double goal = line.workload->goal(line.precision);
  out << fmt::format("{:<12} {:<9} {:>7} {:>10.4g} {:>10.4g} {:>12.4g} {:>7.0f}% {:>10}{}", line.workload->name,
                     to_name(line.precision), line.threads, 1e3 * line.measured.best, 1e3 * line.measured.median,
                     line.circuits_per_second(), 100 * line.peak_fraction(),
                     goal > 0 ? fmt::format("{:.4g}", goal) : "-", line.measured.disturbed() ? "  disturbed" : "");
}

SavedBench::SavedBench(const std::string& path) {
  std::ifstream file(path);
  require(file.good(), "--against {}: cannot be read; save a run with `quanvas bench --json > {}`", path, path);
  lines_ = Json::parse(file, nullptr, false);
  bool right = lines_.is_array();
  for (std::size_t i = 0; right && i < lines_.size(); ++i) {
    const Json& line = lines_[i];
    right = line.is_object() && line.contains("name") && line.contains("precision") && line.contains("threads");
    for (const char* number : {"milliseconds", "median_milliseconds"})
      right = right && line.contains(number) && line[number].is_number() && line[number].get<double>() > 0;
  }
  require(right, "--against {}: not what `quanvas bench --json` of this version prints; save a run with it first",
          path);
}

std::string SavedBench::compare(const BenchLine& line) const {
  for (const Json& then : lines_) {
    if (then["name"] != line.workload->name || then["precision"] != to_name(line.precision) ||
        then["threads"] != line.threads)
      continue;
    const bench::Change change =
        bench::change(line.measured.best, line.measured.median, 1e-3 * then["milliseconds"].get<double>(),
                      1e-3 * then["median_milliseconds"].get<double>());
    if (!change.beyond_noise()) return fmt::format("no change (within {:.0f}%)", 100 * change.noise);
    return fmt::format("{:.0f}% {}", 100 * std::abs(change.ratio - 1), change.ratio < 1 ? "less time" : "more time");
  }
  return "not measured then";
}

}  // namespace quanvas::cli
