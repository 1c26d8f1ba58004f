#include "dispatch/worker.hpp"

#include <deque>

#include "dispatch/message.hpp"
#include "trial/key.hpp"

namespace quanvas::dispatch {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::chrono::milliseconds kPatience{1000};

trial::Record run_guarded(const trial::TrialSpec& spec, const WorkerOptions& options) {
  trial::Record record{.key = content_key(spec), .spec = spec, .outcome = trial::Failed{}, .execution = options.execution};
  const auto start = Clock::now();
  try {
    record.outcome = options.run(spec);
  } catch (const std::exception& error) {
    record.outcome = trial::Failed{.message = error.what()};
  }
  record.execution.seconds = std::chrono::duration<double>(Clock::now() - start).count();
  return record;
}

class Worker {
 public:
  Worker(Transport& transport, const WorkerOptions& options) : transport_(transport), options_(options) {}

  void run() {
    say(Ready{});
    while (!stopped_) {
      // Waits while there is nothing to do, else only takes what has arrived.
      while (!stopped_) {
        const auto envelope = transport_.receive(tasks_.empty() ? kPatience : std::chrono::milliseconds(0));
        if (!envelope) break;
        take(from_bytes(envelope->bytes));
      }
      if (stopped_ || tasks_.empty()) continue;
      const Assign::Task task = std::move(tasks_.front());
      tasks_.pop_front();
      finish(task);
    }
  }

 private:
  void say(const Message& message) { transport_.send(kCoordinator, to_bytes(message)); }

  void take(Message message) {
    if (std::holds_alternative<Stop>(message)) {
      stopped_ = true;
      tasks_.clear();
    }
    if (auto* assign = std::get_if<Assign>(&message))
      for (Assign::Task& task : assign->tasks) tasks_.push_back(std::move(task));
  }

  void finish(const Assign::Task& task) {
    try {
      const trial::Record record = run_guarded(trial::parse_spec(task.spec), options_);
      options_.save(record);
      say(Report{.id = task.id,
                 .status = std::string(status_of(record.outcome)),
                 .message = std::string(message_of(record.outcome)),
                 .seconds = record.execution.seconds});
    } catch (const std::exception& error) {
      say(Trouble{.message = error.what()});
      tasks_.clear();
    }
  }

  Transport& transport_;
  const WorkerOptions& options_;
  std::deque<Assign::Task> tasks_;
  bool stopped_ = false;
};

}  // namespace

void work(Transport& transport, const WorkerOptions& options) { Worker(transport, options).run(); }

}  // namespace quanvas::dispatch
