// The workloads of `quanvas bench` under Google Benchmark, for its repetitions, filters and comparisons: one thread and
// all cores, both precisions. Every line carries its goal (milliseconds on one Zen 5 core with AVX-512, whose rate is
// 251 GFLOP/s in single precision) and the share of this machine's own rate, which is measured first.
#include <benchmark/benchmark.h>

#include <memory>
#include <string>

#include "base/error.hpp"
#include "base/text.hpp"
#include "bench/peak.hpp"
#include "bench/workloads.hpp"
#include "sweep/threads.hpp"

namespace {

using namespace quanvas;

double peak_of(trial::Precision precision, std::size_t threads) {
  return precision == trial::Precision::single_ ? bench::peak_flops<float>(threads)
                                                : bench::peak_flops<double>(threads);
}

void run(benchmark::State& state, const bench::Workload& workload, trial::Precision precision, std::size_t threads,
         double peak) {
  std::unique_ptr<bench::Job> job;
  try {
    job = workload.make(precision);
  } catch (const Error& error) {
    state.SkipWithError(error.what());
    return;
  }
  use_threads(threads);
  job->step();
  for (auto _ : state) job->step();
  using benchmark::Counter;
  state.counters["circuits"] = Counter(static_cast<double>(workload.circuits), Counter::kIsIterationInvariantRate);
  state.counters["peak_fraction"] = Counter(job->flops() / peak, Counter::kIsIterationInvariantRate);
  if (const double goal = workload.goal(precision); goal > 0) {
    state.counters["goal_ms"] = goal;
    state.counters["speed_vs_goal"] = Counter(1e-3 * goal, Counter::kIsIterationInvariantRate);
  }
}

}  // namespace

int main(int argc, char** argv) {
  benchmark::Initialize(&argc, argv);
  if (benchmark::ReportUnrecognizedArguments(argc, argv)) return 2;
  const std::size_t cores = usable_cores();
  for (std::size_t threads = 1; threads <= cores; threads = threads == cores ? cores + 1 : cores)
    for (const trial::Precision precision : {trial::Precision::single_, trial::Precision::double_}) {
      const double peak = peak_of(precision, threads);
      for (const bench::Workload& workload : bench::workloads())
        benchmark::RegisterBenchmark(fmt::format("{}/{}/{}", workload.name, to_name(precision), threads).c_str(),
                                     [&workload, precision, threads, peak](benchmark::State& state) {
                                       run(state, workload, precision, threads, peak);
                                     })
            ->UseRealTime()
            ->Unit(benchmark::kMillisecond);
    }
  benchmark::RunSpecifiedBenchmarks();
}
