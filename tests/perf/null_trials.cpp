// How many trials that do nothing a coordinator hands out in a second, and how much of a core it takes. Run by mpirun:
//   mpirun -n 3 --bind-to none build/tests/perf/quanvas_null_trials [TRIALS] [SECONDS A TRIAL]
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <thread>

#include <sys/resource.h>

#include <fmt/format.h>

#include "dispatch/coordinate.hpp"
#include "dispatch/mpi_transport.hpp"
#include "dispatch/worker.hpp"
#include "trial/key.hpp"

using namespace quanvas;

namespace {

using Clock = std::chrono::steady_clock;

double cpu_seconds() {
  rusage usage{};
  ::getrusage(RUSAGE_SELF, &usage);
  const auto seconds = [](const timeval& t) {
    return static_cast<double>(t.tv_sec) + 1e-6 * static_cast<double>(t.tv_usec);
  };
  return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

double peak_mebibytes() {
  rusage usage{};
  ::getrusage(RUSAGE_SELF, &usage);
  return static_cast<double>(usage.ru_maxrss) / 1024;
}

dispatch::Work null_work(std::uint32_t trials) {
  dispatch::Work work{.spec = [](TrialId id) {
    trial::TrialSpec spec;
    spec.seed = id.value;
    return spec_text(spec);
  }};
  for (std::uint32_t i = 0; i < trials; ++i) work.tasks.push_back({.id = TrialId(i), .group = 0});
  work.costs = dispatch::CostModel({1e6});
  return work;
}

}  // namespace

int main(int count, char** arguments) {
  const auto trials = static_cast<std::uint32_t>(count > 1 ? std::atoi(arguments[1]) : 100000);
  const double seconds = count > 2 ? std::atof(arguments[2]) : 0;
  dispatch::MpiTransport transport;
  if (transport.rank() != dispatch::kCoordinator) {
    dispatch::work(transport, {.run =
                                   [&](const dispatch::Job&, const dispatch::Pulse&) {
                                     if (seconds > 0)
                                       std::this_thread::sleep_for(std::chrono::duration<double>(seconds));
                                     return trial::Outcome(trial::Completed{});
                                   },
                               .save = [](const trial::Record&) {},
                               .execution = {}});
    return 0;
  }
  const auto start = Clock::now();
  const double cpu = cpu_seconds();
  const dispatch::Ending ending = dispatch::coordinate(transport, null_work(trials), {});
  const double spent = std::chrono::duration<double>(Clock::now() - start).count();
  fmt::print(
      "{:>3} workers  {:>8} trials of {} s  {:>7.2f} s  {:>9.0f} trials/s  coordinator {:>5.1f}% of a core  peak "
      "{:.0f} MiB\n",
      transport.ranks() - 1, ending.progress.completed, seconds, spent, trials / spent,
      100 * (cpu_seconds() - cpu) / spent, peak_mebibytes());
  return ending.progress.completed == trials ? 0 : 1;
}
