#include "dispatch/coordinator.hpp"

#include <algorithm>
#include <utility>

#include "base/error.hpp"

namespace quanvas::dispatch {
namespace {

using trial::Status;

constexpr double kLookElsewhereEvery = 10.0;  // seconds

// What a worker has ahead of it, so that it need not wait for an answer and short trials travel together.
constexpr double kSecondsAhead = 0.1;
constexpr std::size_t kMostAhead = 256;

std::size_t& count_of(Progress& counts, Status status) {
  switch (status) {
    case Status::completed: return counts.completed;
    case Status::diverged: return counts.diverged;
    case Status::failed: return counts.failed;
    case Status::lost: return counts.lost;
    case Status::stopped: return counts.stopped;
  }
  fail("a status of unknown kind {}", static_cast<int>(status));
}

}  // namespace

Coordinator::Coordinator(Work work, std::size_t workers)
    : work_(std::move(work)), held_(workers + 1), views_(workers + 1), left_(work_.costs.groups()) {
  counts_.total = work_.tasks.size();
  for (const Task& task : work_.tasks) {
    if (task.id.value >= trials_.size()) trials_.resize(task.id.value + 1);
    trials_[task.id.value] = {
        .group = task.group, .attempts = task.attempts, .settled = false, .foreign = task.foreign, .from = task.from};
    expect(task.id);
    if (task.waits) ++counts_.stopped;
    else if (task.last) again_.push_back(task.id);
    else queue_.push_back(task.id);
  }
  work_.tasks = {};
  enqueue_promoted();
  sort_queue();
}

// What is to be assigned first comes last: the own share before that of others, long trials before short ones, and of
// equal ones the first.
void Coordinator::sort_queue() {
  struct Queued {
    bool foreign;
    double seconds;
    TrialId id;
  };
  std::vector<Queued> order;
  order.reserve(queue_.size());
  for (const TrialId id : queue_) order.push_back({trials_[id.value].foreign, expected(id), id});
  std::ranges::sort(order, [](const Queued& a, const Queued& b) {
    if (a.foreign != b.foreign) return a.foreign;
    return a.seconds != b.seconds ? a.seconds < b.seconds : a.id > b.id;
  });
  std::ranges::transform(order, queue_.begin(), &Queued::id);
}

void Coordinator::enter(Rank worker, WorkerView::State state) {
  using State = WorkerView::State;
  const auto is_gone = [](State s) { return s == State::ended || s == State::dead; };
  WorkerView& view = views_[worker.value];
  waiting_ = waiting_ - (view.state == State::waiting) + (state == State::waiting);
  gone_ = gone_ - is_gone(view.state) + is_gone(state);
  view.state = state;
  view.trial = state == State::running ? std::optional(held_[worker.value].front().id) : std::nullopt;
}

// Of the trial's epochs, what it is to run next.
double Coordinator::share_of(TrialId id) const {
  if (!work_.halving) return 1;
  const std::uint32_t last = work_.halving->last_epoch(id);
  const double until = last == 0 ? 1 : std::min(1.0, last / work_.epochs(id));
  return std::max(until - trials_[id.value].from, 0.0);
}

// Notes what the trial may be expected to run yet.
void Coordinator::expect(TrialId id) {
  Trial& trial = trials_[id.value];
  double left = 1;
  if (trial.settled || trial.foreign) left = 0;
  else if (work_.halving)
    left = work_.halving->expected_epochs(id, trial.from * work_.epochs(id), work_.epochs(id)) / work_.epochs(id);
  left_[trial.group] += left - std::exchange(trial.left, left);
}

void Coordinator::settle(TrialId id) {
  trials_[id.value].settled = true;
  expect(id);
  if (work_.settled) work_.settled(id);
}

void Coordinator::enqueue_promoted() {
  if (!work_.halving) return;
  for (const TrialId id : work_.halving->promote()) {
    if (id.value >= trials_.size() || trials_[id.value].settled) continue;  // ended in an earlier run
    --counts_.stopped;
    queue_.push_back(id);
    expect(id);
  }
}

std::optional<TrialId> Coordinator::take_next() {
  TrialId id;
  if (!queue_.empty()) {
    id = queue_.back();
    queue_.pop_back();
  } else {
    id = again_.front();
    again_.pop_front();
  }
  if (!work_.claim || work_.claim(id)) return id;
  elsewhere_.push_back(id);
  ++counts_.elsewhere;
  return std::nullopt;
}

// Trials that other processes have taken come back to the queue: these may have crashed.
void Coordinator::look_elsewhere(double now) {
  if (!nothing_queued() || now - looked_elsewhere_ < kLookElsewhereEvery) return;
  looked_elsewhere_ = now;
  counts_.elsewhere -= elsewhere_.size();
  queue_ = std::exchange(elsewhere_, {});
  sort_queue();
}

// One task to run and, while there are plenty left, some to run next. Near the end none is set aside: another worker
// may be free sooner.
Assign Coordinator::next_for(Rank worker, double now) {
  std::deque<Held>& held = held_[worker.value];
  if (held.empty()) views_[worker.value].since = now;
  double ahead = 0;
  for (const Held& task : held) ahead += task.seconds;
  const auto wants_more = [&] {
    if (held.empty()) return true;
    return queue_.size() > 2 * (held_.size() - 1) &&
           (held.size() < 2 || (ahead < kSecondsAhead && held.size() < kMostAhead));
  };
  Assign assign;
  if (held.empty()) look_elsewhere(now);
  while (wants_more() && !nothing_queued()) {
    const std::optional<TrialId> id = take_next();
    if (!id) continue;
    assign.tasks.push_back({.id = *id,
                            .spec = work_.spec(*id),
                            .attempt = trials_[id->value].attempts + 1,
                            .last_epoch = work_.halving ? work_.halving->last_epoch(*id) : 0});
    held.push_back({*id, expected(*id)});
    ahead += held.back().seconds;
    ++running_;
  }
  enter(worker, held.empty() ? WorkerView::State::waiting : WorkerView::State::running);
  return assign;
}

void Coordinator::take_report(Rank from, const Report& report, double now) {
  const TrialId id = report.id;
  std::deque<Held>& held = held_[from.value];
  const auto found = std::ranges::find(held, id, &Held::id);
  if (found == held.end()) return;
  const double share = share_of(id);
  held.erase(found);
  --running_;
  WorkerView& view = views_[from.value];
  view.since = now;
  ++view.done;
  ++reports_;
  enter(from, held.empty() ? WorkerView::State::waiting : WorkerView::State::running);
  spent_ += report.seconds;
  Trial& trial = trials_[id.value];
  if (report.status != Status::failed) work_.costs.measure(trial.group, report.seconds, std::max(share, 1e-6));

  if (report.status == Status::stopped && work_.halving) {
    ++counts_.stopped;
    trial.from = std::min(1.0, work_.halving->last_epoch(id) / work_.epochs(id));
    work_.halving->reached(id, report.score);
    expect(id);
    enqueue_promoted();
  } else if (report.status == Status::failed && trial.failures < work_.retries) {
    counts_.last_error = report.message;
    ++trial.failures;
    ++trial.attempts;
    again_.push_back(id);
  } else {
    if (report.status == Status::failed) counts_.last_error = report.message;
    ++count_of(counts_, report.status);
    settle(id);
    if (work_.halving) {
      work_.halving->dropped(id);
      enqueue_promoted();
    }
  }
  if (reports_ >= next_sort_) {
    next_sort_ *= 2;
    sort_queue();
  }
}

std::vector<Coordinator::Outgoing> Coordinator::take(Rank from, const Message& message, double now) {
  require(from.value >= 1 && from.value < held_.size(), "a message from rank {}, which is no worker", from.value);
  WorkerView& view = views_[from.value];
  if (view.state == WorkerView::State::dead) return {};  // it has come back; what it held is others' now
  view.heard = now;
  if (const auto* trouble = std::get_if<Trouble>(&message)) {
    trouble_ = trouble->message;
  } else if (std::holds_alternative<Leave>(message)) {
    drain();
  } else if (std::holds_alternative<Bye>(message)) {
    mark_worker_lost(from);
    enter(from, WorkerView::State::ended);
  } else if (std::holds_alternative<Alive>(message)) {
    return {{from, Alive{}}};
  } else if (const auto* all = std::get_if<Reports>(&message)) {
    for (const Report& report : all->reports) take_report(from, report, now);
  } else {
    const auto* ready = std::get_if<Ready>(&message);
    require(ready, "a message that workers do not send");
    view.process = ready->process;
    enter(from, WorkerView::State::waiting);
  }

  std::vector<Outgoing> answers;
  if (stopping() || view.state == WorkerView::State::ended) return answers;
  if (Assign assign = next_for(from, now); !assign.tasks.empty()) answers.push_back({from, std::move(assign)});
  return answers;
}

std::vector<Coordinator::Outgoing> Coordinator::feed(double now) {
  std::vector<Outgoing> answers;
  if (stopping()) return answers;
  for (std::uint32_t worker = 1; worker < held_.size() && waiting_ > 0 && !nothing_queued(); ++worker)
    if (views_[worker].state == WorkerView::State::waiting)
      if (Assign assign = next_for(Rank(worker), now); !assign.tasks.empty())
        answers.push_back({Rank(worker), std::move(assign)});
  return answers;
}

std::optional<TrialId> Coordinator::mark_worker_lost(Rank worker) {
  std::deque<Held> held = std::exchange(held_[worker.value], {});
  enter(worker, WorkerView::State::dead);
  running_ -= held.size();
  if (held.empty()) return std::nullopt;
  const TrialId ran = held.front().id;
  again_.push_back(ran);
  for (held.pop_front(); !held.empty(); held.pop_back()) queue_.push_back(held.back().id);
  return ran;
}

std::vector<Rank> Coordinator::silent(double now, double seconds) const {
  std::vector<Rank> ranks;
  for (std::uint32_t worker = 1; worker < views_.size(); ++worker) {
    const WorkerView::State state = views_[worker].state;
    if (state != WorkerView::State::ended && state != WorkerView::State::dead && now - views_[worker].heard > seconds)
      ranks.emplace_back(worker);
  }
  return ranks;
}

void Coordinator::excuse(double seconds) {
  for (WorkerView& view : views_) view.heard += seconds;
}

void Coordinator::mark_trial_lost(TrialId trial) {
  if (trial.value >= trials_.size() || trials_[trial.value].settled) return;
  if (std::erase(again_, trial) + std::erase(queue_, trial) == 0) return;  // another worker has it by now
  ++counts_.lost;
  settle(trial);
  if (work_.halving) {
    work_.halving->dropped(trial);
    enqueue_promoted();
  }
}

Progress Coordinator::progress(double now) const {
  Progress progress = counts_;
  progress.running =
      static_cast<std::size_t>(std::ranges::count_if(held_, [](const auto& held) { return !held.empty(); }));
  double left = 0;
  for (Group g = 0; g < left_.size(); ++g) left += left_[g] * work_.costs.seconds(g);
  for (std::size_t worker = 1; worker < views_.size(); ++worker)
    if (!held_[worker].empty()) left -= std::clamp(now - views_[worker].since, 0.0, held_[worker].front().seconds);
  left = std::max(left, 0.0);
  progress.work_done = finished() ? 1 : spent_ > 0 ? spent_ / (spent_ + left) : 0;
  if (finished()) progress.seconds_left = 0;
  else if (const std::size_t workers = unended(); work_.costs.measured() && workers > 0)
    progress.seconds_left = left / static_cast<double>(workers);
  return progress;
}

}  // namespace quanvas::dispatch
