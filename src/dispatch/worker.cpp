#include "dispatch/worker.hpp"

#include <deque>
#include <optional>

#include "dispatch/message.hpp"
#include "trial/key.hpp"

namespace quanvas::dispatch {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::chrono::milliseconds kPatience{500};

// Unwinds a trial that is left unfinished. No std::exception, so that it is no failure of the trial.
struct Interrupted {};

trial::Record run_guarded(const trial::TrialSpec& spec, const WorkerOptions& options, const Pulse& pulse) {
  trial::Record record{.key = content_key(spec), .spec = spec, .outcome = trial::Failed{}, .execution = options.execution};
  const auto start = Clock::now();
  try {
    record.outcome = options.run(spec, pulse);
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
    while (!stopped_at_) {
      listen(tasks_.empty() ? kPatience : std::chrono::milliseconds(0));
      if (stopped_at_ || tasks_.empty()) continue;
      const Assign::Task task = std::move(tasks_.front());
      tasks_.pop_front();
      finish(task);
    }
    say(Bye{});
  }

 private:
  // Takes what has arrived; where there is nothing, waits for the first message.
  void listen(std::chrono::milliseconds wait) {
    if (!left_ && options_.stop && options_.stop()) {
      left_ = true;
      say(Leave{});
    }
    while (const auto envelope = transport_.receive(wait)) {
      take(from_bytes(envelope->bytes));
      wait = std::chrono::milliseconds(0);
    }
  }

  // What a running trial calls.
  void pulse() {
    listen(std::chrono::milliseconds(0));
    if (stopped_at_ && Clock::now() - *stopped_at_ > options_.grace) throw Interrupted{};
  }

  void say(const Message& message) { transport_.send(kCoordinator, to_bytes(message)); }

  void take(Message message) {
    if (std::holds_alternative<Stop>(message)) {
      stopped_at_ = Clock::now();
      tasks_.clear();
    }
    if (auto* assign = std::get_if<Assign>(&message))
      for (Assign::Task& task : assign->tasks) tasks_.push_back(std::move(task));
  }

  void finish(const Assign::Task& task) {
    try {
      const trial::Record record = run_guarded(trial::parse_spec(task.spec), options_, [this] { pulse(); });
      options_.save(record);
      say(Report{.id = task.id,
                 .status = std::string(status_of(record.outcome)),
                 .message = std::string(message_of(record.outcome)),
                 .seconds = record.execution.seconds});
    } catch (const Interrupted&) {
      // Nothing is kept of it, and nothing said: it is still to be run.
    } catch (const std::exception& error) {
      say(Trouble{.message = error.what()});
      tasks_.clear();
    }
  }

  Transport& transport_;
  const WorkerOptions& options_;
  std::deque<Assign::Task> tasks_;
  std::optional<Clock::time_point> stopped_at_;
  bool left_ = false;
};

}  // namespace

void work(Transport& transport, const WorkerOptions& options) { Worker(transport, options).run(); }

}  // namespace quanvas::dispatch
