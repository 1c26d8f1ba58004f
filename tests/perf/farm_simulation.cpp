// A coordinator and thousands of workers in virtual time: the real state machine, with the time that it takes for a
// message measured and charged to a coordinator that does one thing after another, and a network of a fixed latency.
// Says which share of the workers' time goes into trials, against the best that any schedule could do.
//   build/tests/perf/quanvas_farm_simulation [WORKERS] [TRIALS A WORKER] [SHORTEST s] [LONGEST s]
#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <deque>
#include <queue>
#include <vector>

#include <fmt/format.h>

#include "base/random.hpp"
#include "dispatch/coordinator.hpp"
#include "trial/key.hpp"

using namespace quanvas;

namespace {

constexpr double kLatency = 20e-6;         // seconds, each way
constexpr double kMessage = 10e-6;         // seconds that MPI takes the coordinator for a message in and one out
constexpr double kRunningMisjudged = 0.3;  // a trial's time is off its cost by a factor up to e^0.3

std::size_t benchmark_bytes = 0;  // read by nobody, so that nothing of what makes it is left out

struct Farm {
  std::size_t workers;
  std::size_t trials;
  double shortest;
  double longest;
};

struct Outcome {
  double makespan = 0;     // seconds
  double bound = 0;        // the least that any schedule takes
  double trials_time = 0;  // of all trials
  double busy = 0;         // seconds of the coordinator
};

struct Event {
  double time;
  std::uint32_t worker;
  bool at_coordinator;  // a message arrives there; else the worker has ended a trial
  friend bool operator>(const Event& a, const Event& b) { return a.time > b.time; }
};

class Simulation {
 public:
  explicit Simulation(const Farm& farm) : workers_(farm.workers + 1), coordinator_(make_work(farm), farm.workers) {
    for (std::uint32_t w = 1; w <= farm.workers; ++w) {
      workers_[w].outbox.push_back(dispatch::Ready{});
      events_.push({kLatency, w, true});
    }
  }

  Outcome run() {
    while (!events_.empty()) {
      const Event event = events_.top();
      events_.pop();
      if (event.at_coordinator) take_message(event);
      else end_trial(event);
    }
    if (!coordinator_.finished()) std::abort();
    return outcome_;
  }

 private:
  struct Worker {
    std::deque<TrialId> tasks;
    std::vector<dispatch::Message> outbox;
    bool running = false;
  };

  dispatch::Work make_work(const Farm& farm) {
    RandomStream random(1, "farm");
    std::vector<double> operations(farm.trials);
    dispatch::Work work{.spec = [](TrialId) { return trial::spec_text({}); }};
    lengths_.resize(farm.trials);
    for (std::uint32_t i = 0; i < farm.trials; ++i) {
      lengths_[i] = farm.shortest * std::pow(farm.longest / farm.shortest, random.uniform());
      operations[i] = 1e9 * lengths_[i] * std::exp(random.uniform(-kRunningMisjudged, kRunningMisjudged));
      outcome_.trials_time += lengths_[i];
      work.tasks.push_back({.id = TrialId(i), .group = i});
    }
    outcome_.bound =
        std::max(outcome_.trials_time / static_cast<double>(farm.workers), *std::ranges::max_element(lengths_));
    work.costs = dispatch::CostModel(operations);
    return work;
  }

  void begin(std::uint32_t w, double now) {
    Worker& worker = workers_[w];
    if (worker.running || worker.tasks.empty()) return;
    worker.running = true;
    events_.push({now + lengths_[worker.tasks.front().value], w, false});
  }

  void take_message(const Event& event) {
    Worker& worker = workers_[event.worker];
    const double start = std::max(event.time, free_at_);
    const auto clock = std::chrono::steady_clock::now();
    const dispatch::Message message = dispatch::from_bytes(dispatch::to_bytes(worker.outbox.front()));
    auto answers = coordinator_.take(Rank(event.worker), message, start);
    for (auto& more : coordinator_.feed(start)) answers.push_back(std::move(more));
    for (const auto& [to, answer] : answers) benchmark_bytes += dispatch::to_bytes(answer).size();
    const double spent = std::chrono::duration<double>(std::chrono::steady_clock::now() - clock).count() + kMessage;
    worker.outbox.erase(worker.outbox.begin());
    free_at_ = start + spent;
    outcome_.busy += spent;
    for (const auto& [to, answer] : answers) {
      for (const auto& task : std::get<dispatch::Assign>(answer).tasks) workers_[to.value].tasks.push_back(task.id);
      begin(to.value, free_at_ + kLatency);
    }
  }

  void end_trial(const Event& event) {
    Worker& worker = workers_[event.worker];
    const TrialId done = worker.tasks.front();
    worker.tasks.pop_front();
    worker.running = false;
    outcome_.makespan = std::max(outcome_.makespan, event.time);
    worker.outbox.push_back(dispatch::Reports{
        {{.id = done, .status = trial::Status::completed, .message = "", .seconds = lengths_[done.value]}}});
    events_.push({event.time + kLatency, event.worker, true});
    begin(event.worker, event.time);
  }

  Outcome outcome_;
  std::vector<double> lengths_;  // [trial] seconds
  std::vector<Worker> workers_;  // [rank]
  dispatch::Coordinator coordinator_;
  std::priority_queue<Event, std::vector<Event>, std::greater<>> events_;
  double free_at_ = 0;  // the coordinator
};

void report(const Farm& farm) {
  const Outcome o = Simulation(farm).run();
  fmt::print(
      "{:>6} workers  {:>8} trials of {:g} to {:g} s  makespan {:>8.2f} s  efficiency {:>5.1f}% (of the best schedule "
      "{:>5.1f}%)  coordinator busy {:>5.1f}%\n",
      farm.workers, farm.trials, farm.shortest, farm.longest, o.makespan,
      100 * o.trials_time / (o.makespan * static_cast<double>(farm.workers)), 100 * o.bound / o.makespan,
      100 * o.busy / o.makespan);
  std::fflush(stdout);
}

}  // namespace

int main(int count, char** arguments) {
  if (count > 4) {
    const auto workers = static_cast<std::size_t>(std::atoll(arguments[1]));
    report({workers, workers * static_cast<std::size_t>(std::atoll(arguments[2])), std::atof(arguments[3]),
            std::atof(arguments[4])});
    return 0;
  }
  for (const std::size_t workers : {100, 1000, 10000, 20000}) report({workers, 50 * workers, 1, 100});
  for (const double shorter : {10.0, 100.0, 1000.0}) report({10000, 500000, 1 / shorter, 100 / shorter});
  return 0;
}
