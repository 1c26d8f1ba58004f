// A measurement of `quanvas bench` as a line for people and as JSON, and beside an earlier one.
#pragma once

#include <iosfwd>
#include <string>
#include <vector>

#include "base/json.hpp"
#include "bench/measure.hpp"

namespace quanvas::cli {

struct BenchLine {
  const bench::Workload* workload;
  trial::Precision precision;
  std::size_t threads;
  bench::Measurement measured;
  double peak;  // the highest rate of the machine that was measured in this run: floating-point operations per second

  double peak_fraction() const { return measured.flops / measured.best / peak; }
  double circuits_per_second() const { return static_cast<double>(workload->circuits) / measured.best; }
};

Json to_json(const BenchLine& line);

void print_bench_head(std::ostream& out);
void print(const BenchLine& line, std::ostream& out);

// The measurements of an earlier run.
class SavedBench {
 public:
  // Reads what `quanvas bench --json` printed. Throws Error for a file that holds anything else.
  explicit SavedBench(const std::string& path);

  // "12% faster", "no change (within 3%)", "not measured then".
  std::string compare(const BenchLine& line) const;

 private:
  Json lines_;
};

}  // namespace quanvas::cli
