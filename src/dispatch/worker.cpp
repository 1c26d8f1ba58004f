#include "dispatch/worker.hpp"

#include <algorithm>
#include <deque>
#include <exception>
#include <optional>

#include "base/time_text.hpp"
#include "dispatch/heartbeat.hpp"
#include "dispatch/message.hpp"
#include "trial/key.hpp"

namespace quanvas::dispatch {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::chrono::milliseconds kPatience{500};
constexpr std::chrono::milliseconds kReportEvery{20};

// Unwinds a trial that is left unfinished. No std::exception, so that it is no failure of the trial.
struct Interrupted {};

// Unwinds a trial whose state cannot be kept. The trial is not to blame either.
struct Unkept {
  std::string message;
};

// Unwinds everything: the coordinator is silent.
struct Abandoned {};

// Unwinds everything: the coordinator cannot be spoken to.
struct Severed {
  std::exception_ptr error;
};

double score_of(const trial::Outcome& outcome) {
  const trial::TrainingRecord* training = training_of(outcome);
  const trial::Curve* curve = training ? training->find("validation_accuracy") : nullptr;
  return curve && !curve->values.empty() ? curve->values.back() : 0;
}

trial::Record run_guarded(const Job& job, const WorkerOptions& options, const Pulse& pulse) {
  trial::Record record{.key = job.key, .spec = job.spec, .outcome = trial::Failed{}, .execution = options.execution};
  record.execution.started = utc_text(std::chrono::system_clock::now());
  const auto start = Clock::now();
  try {
    record.outcome = options.run(job, pulse);
  } catch (const std::exception& error) {
    record.outcome = trial::Failed{.message = error.what()};
  }
  record.execution.seconds = std::chrono::duration<double>(Clock::now() - start).count();
  record.execution.ended = utc_text(std::chrono::system_clock::now());
  return record;
}

class Worker {
 public:
  Worker(Transport& transport, const WorkerOptions& options) : transport_(transport), options_(options) {}

  bool run() {
    say(Ready{.process = Process::self()});
    try {
      heartbeat_.emplace(transport_, std::vector{kCoordinator}, options_.alive_every);
      while (!stopped_at_) {
        report();
        listen(tasks_.empty() || left_ ? kPatience : std::chrono::milliseconds(0));
        if (stopped_at_ || left_ || tasks_.empty()) continue;
        const Assign::Task task = std::move(tasks_.front());
        tasks_.pop_front();
        finish(task);
      }
      report();
      heartbeat_.reset();
    } catch (const Abandoned&) {
      return false;
    } catch (const Severed& severed) {
      std::rethrow_exception(severed.error);
    }
    say(Bye{});
    return true;
  }

 private:
  // Takes what has arrived; where there is nothing, waits for the first message.
  void listen(std::chrono::milliseconds wait) {
    if (!left_ && options_.stop && options_.stop()) {
      left_ = true;
      told();
      say(Leave{});
    }
    while (const auto envelope = transport_.receive(wait)) {
      heard_ = Clock::now();
      take(from_bytes(envelope->bytes));
      wait = std::chrono::milliseconds(0);
    }
    if (options_.silence.count() == 0) return;
    const auto now = Clock::now();  // where this process was suspended, so were others: they get time to speak again
    if (std::min(now - heard_, heartbeat_->steady_for(now)) > options_.silence) throw Abandoned{};
  }

  // What a running trial calls after each epoch. It is left where the next epoch would not end within the grace.
  void pulse(const Job& job, std::size_t epochs, const std::function<std::string()>& state) {
    const auto now = Clock::now();
    const auto epoch = now - pulsed_;
    pulsed_ = now;
    try {
      listen(std::chrono::milliseconds(0));
    } catch (const std::exception&) {
      throw Severed{std::current_exception()};
    }
    if (epochs == static_cast<std::size_t>(job.spec.epochs)) return;
    const bool waits = epochs == job.last_epoch;
    const bool leave = !waits && stopped_at_ && now + epoch > *stopped_at_ + options_.grace;
    // Once this process was told to stop, it may be killed before the grace is over; in an epoch that is longer, it
    // will be.
    const bool may_be_cut_off = (told_at_ && kept_ < *told_at_) || epoch > options_.grace / 2;
    if (options_.keep && (waits || leave || may_be_cut_off || now - kept_ > options_.keep_every)) {
      keep(job, state());
      kept_ = Clock::now();
    }
    if (leave) throw Interrupted{};
  }

  void keep(const Job& job, const std::string& state) {
    try {
      options_.keep(job.key, state);
    } catch (const std::exception& error) {
      throw Unkept{error.what()};
    }
  }

  void told() {
    if (!told_at_) told_at_ = Clock::now();
  }

  void say(const Message& message) { transport_.send(kCoordinator, to_bytes(message)); }

  // Reports what has ended: at once where there is little else to do or it took a while, else several trials at a time.
  void report() {
    const auto now = Clock::now();
    if (done_.reports.empty() || (tasks_.size() > done_.reports.size() && now - reported_ < kReportEvery)) return;
    say(std::exchange(done_, {}));
    reported_ = now;
  }

  void take(Message message) {
    if (std::holds_alternative<Stop>(message)) {
      stopped_at_ = Clock::now();
      told();
      tasks_.clear();
    }
    if (auto* assign = std::get_if<Assign>(&message))
      for (Assign::Task& task : assign->tasks) tasks_.push_back(std::move(task));
  }

  void finish(const Assign::Task& task) {
    try {
      Job job{.spec = trial::parse_spec(task.spec), .key = {}, .last_epoch = task.last_epoch};
      job.key = content_key(job.spec);
      if (options_.begin) options_.begin(job.key);
      pulsed_ = kept_ = Clock::now();
      trial::Record record = run_guarded(
          job, options_,
          [&](std::size_t epochs, const std::function<std::string()>& state) { pulse(job, epochs, state); });
      record.attempts = task.attempt;
      options_.save(record);
      if (options_.end) options_.end();
      done_.reports.push_back({.id = task.id,
                               .status = status_of(record.outcome),
                               .message = std::string(message_of(record.outcome)),
                               .seconds = record.execution.seconds,
                               .score = score_of(record.outcome)});
    } catch (const Interrupted&) {
      if (options_.end) options_.end();  // nothing is said of it: it is still to be run
    } catch (const Unkept& unkept) {
      give_up(unkept.message);
    } catch (const std::exception& error) {
      give_up(error.what());
    }
  }

  void give_up(const std::string& why) {
    say(Trouble{.message = why});
    tasks_.clear();
  }

  Transport& transport_;
  const WorkerOptions& options_;
  std::deque<Assign::Task> tasks_;
  Reports done_;
  Clock::time_point reported_ = Clock::now();
  std::optional<Heartbeat> heartbeat_;
  Clock::time_point heard_ = Clock::now();
  Clock::time_point pulsed_ = Clock::now();      // when the trial's last epoch ended
  Clock::time_point kept_ = Clock::now();        // when its state was kept
  std::optional<Clock::time_point> told_at_;     // when this process or the coordinator was told to stop
  std::optional<Clock::time_point> stopped_at_;  // when the coordinator said so
  bool left_ = false;
};

}  // namespace

bool work(Transport& transport, const WorkerOptions& options) { return Worker(transport, options).run(); }

}  // namespace quanvas::dispatch
