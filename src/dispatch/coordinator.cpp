#include "dispatch/coordinator.hpp"

#include <algorithm>

#include "base/error.hpp"

namespace quanvas::dispatch {
namespace {

constexpr std::chrono::milliseconds kPatience{500};

}  // namespace

Coordinator::Coordinator(std::vector<Task> tasks, std::size_t workers) : queue_(std::move(tasks)), holding_(workers + 1) {
  for (const Task& task : queue_) {
    const std::size_t id = task.id.value;
    if (id >= reported_.size()) {
      reported_.resize(id + 1, true);  // ids that are nobody's count as reported
      costs_.resize(id + 1);
    }
    reported_[id] = false;
    costs_[id] = task.cost;
    progress_.cost_total += task.cost;
  }
  progress_.total = queue_.size();
  std::ranges::stable_sort(queue_, std::greater{}, &Task::cost);
  std::ranges::reverse(queue_);
}

// One task to run and, while there are plenty left, one to run next, so that a worker need not wait for an answer. Near
// the end none is set aside: another worker may be free sooner.
Assign Coordinator::next_for(Rank worker) {
  const std::size_t workers = holding_.size() - 1;
  Assign assign;
  while (!queue_.empty() && holding_[worker.value] < (queue_.size() > 2 * workers ? 2u : 1u)) {
    assign.tasks.push_back({queue_.back().id, std::move(queue_.back().spec)});
    queue_.pop_back();
    ++holding_[worker.value];
    ++progress_.running;
  }
  return assign;
}

std::vector<Coordinator::Outgoing> Coordinator::take(Rank from, const Message& message) {
  require(from.value >= 1 && from.value < holding_.size(), "a message from rank {}, which is no worker", from.value);
  if (const auto* trouble = std::get_if<Trouble>(&message)) {
    trouble_ = trouble->message;
  } else if (std::holds_alternative<Leave>(message)) {
    drain();
  } else if (std::holds_alternative<Bye>(message)) {
    ++left_;
  } else if (const auto* report = std::get_if<Report>(&message)) {
    const std::size_t id = report->id.value;
    if (id >= reported_.size() || reported_[id]) return {};
    reported_[id] = true;
    --holding_[from.value];
    --progress_.running;
    progress_.cost_done += costs_[id];
    ++(report->status == "completed" ? progress_.completed : report->status == "diverged" ? progress_.diverged : progress_.failed);
  } else {
    require(std::holds_alternative<Ready>(message), "a message that workers do not send");
  }

  std::vector<Outgoing> answers;
  if (stopping()) return answers;
  if (Assign assign = next_for(from); !assign.tasks.empty()) answers.push_back({from, std::move(assign)});
  return answers;
}

Progress coordinate(Transport& transport, std::vector<Task> tasks, const CoordinateOptions& options) {
  Coordinator coordinator(std::move(tasks), transport.ranks() - 1);
  if (options.observer) options.observer(coordinator.progress());
  bool told = false;  // that they stop
  while (!coordinator.ended()) {
    if (!coordinator.stopping() && options.stop && options.stop()) coordinator.drain();
    if (coordinator.stopping() && !told) {
      for (std::uint32_t worker = 1; worker < transport.ranks(); ++worker) transport.send(Rank(worker), to_bytes(Stop{}));
      told = true;
    }
    if (const auto envelope = transport.receive(kPatience))
      for (auto& [to, message] : coordinator.take(envelope->from, from_bytes(envelope->bytes))) transport.send(to, to_bytes(message));
    if (options.observer) options.observer(coordinator.progress());
  }
  require(coordinator.trouble().empty(), "{}", coordinator.trouble());
  return coordinator.progress();
}

}  // namespace quanvas::dispatch
