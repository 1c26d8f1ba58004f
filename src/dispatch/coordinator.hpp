// The coordinator: a state machine that decides who does what. It knows trials by number and cost; it does not know
// what they compute, and is told the time.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <limits>
#include <optional>
#include <string>
#include <vector>

#include "dispatch/cost_model.hpp"
#include "dispatch/halving.hpp"
#include "dispatch/message.hpp"
#include "dispatch/transport.hpp"

namespace quanvas::dispatch {

// A trial that has not come to its end.
struct Task {
  TrialId id;
  Group group = 0;
  std::int32_t attempts = 0;  // ended in failure so far
  double from = 0;            // share of its epochs that is done
  bool waits = false;         // at a rung, for halving to let it on
  bool last = false;          // after all others: processes have crashed while they ran it
  bool foreign = false;       // after this process's own: in the share of another one
};

struct Work {
  std::vector<Task> tasks;
  CostModel costs{{}};
  std::function<std::string(TrialId)> spec;  // trial::spec_text, asked for when a trial is assigned
  std::int32_t retries = 1;                  // of a trial that fails, in this run
  std::optional<Halving> halving;            // early stopping, with the arrivals of trials that are no tasks any more
  std::function<double(TrialId)> epochs;     // of a trial; for the share that runs up to a rung. With halving only
  std::function<bool(TrialId)> claim;    // where several processes share the work: whether a trial is this one's to run
  std::function<void(TrialId)> settled;  // told when a trial has come to its end. May be left out
};

struct WorkerView {
  Process process;
  enum class State { starting, waiting, running, ended, dead } state = State::starting;
  std::optional<TrialId> trial;  // that it runs
  double since = 0;              // when it began that
  double heard = 0;              // its last sign of life
  std::size_t done = 0;          // trials
};

struct Progress {
  std::size_t total = 0;
  std::size_t completed = 0;
  std::size_t diverged = 0;
  std::size_t failed = 0;  // for good
  std::size_t lost = 0;
  std::size_t stopped = 0;    // wait at a rung, and may continue yet
  std::size_t elsewhere = 0;  // run by other processes that share the work, or by now ended there
  std::size_t running = 0;
  double work_done = 0;  // share of the expected time of all trials
  double seconds_left =
      std::numeric_limits<double>::quiet_NaN();  // of the whole sweep; NaN before anything was measured
  std::string last_error;

  std::size_t done() const { return completed + diverged + failed + lost + stopped + elsewhere; }
};

class Coordinator {
 public:
  Coordinator(Work work, std::size_t workers);

  struct Outgoing {
    Rank to;
    Message message;
  };

  // What to send on a message from a worker, at a time in seconds of any origin. A second report of a trial changes
  // nothing. Throws Error for a message that a worker does not send.
  std::vector<Outgoing> take(Rank from, const Message& message, double now);

  // The worker is dead: what it held is assigned again, the trial that it ran last of all. Returns that trial.
  std::optional<TrialId> mark_worker_lost(Rank worker);

  // Workers that have said nothing for so long.
  std::vector<Rank> silent(double now, double seconds) const;

  // For so long this process did not listen: nobody's silence.
  void excuse(double seconds);

  // The trial, if it is not at its end, is not retried.
  void mark_trial_lost(TrialId trial);

  // How often it has been begun and has failed.
  std::int32_t attempts(TrialId trial) const { return trials_[trial.value].attempts; }

  // What to send to workers that wait while there is something to do.
  std::vector<Outgoing> feed(double now);

  // Assigns no more trials.
  void drain() { draining_ = true; }
  bool draining() const { return draining_; }

  bool finished() const { return nothing_queued() && running_ == 0; }             // nothing is left to be run
  bool stopping() const { return finished() || draining_ || !trouble_.empty(); }  // nothing more is assigned
  bool ended() const { return unended() == 0; }  // every worker has said Bye or is dead
  Progress progress(double now) const;
  const std::vector<WorkerView>& workers() const { return views_; }  // [rank]; the first is nobody's
  const std::string& trouble() const { return trouble_; }            // why the sweep cannot continue, or ""
  std::size_t unended() const { return views_.size() - 1 - gone_; }  // workers

 private:
  struct Trial {
    Group group = 0;
    std::int32_t attempts = 0;
    std::int32_t failures = 0;  // in this run
    bool settled = true;        // ended, or nobody's
    bool foreign = false;
    double from = 0;  // share of its epochs that is done
    double left = 0;  // share that it may be expected to run yet
  };
  struct Held {
    TrialId id;
    double seconds;  // expected
  };

  bool nothing_queued() const { return queue_.empty() && again_.empty(); }
  double share_of(TrialId id) const;
  double expected(TrialId id) const { return work_.costs.seconds(trials_[id.value].group) * share_of(id); }
  void sort_queue();
  void enter(Rank worker, WorkerView::State state);
  void expect(TrialId id);
  void settle(TrialId id);
  void enqueue_promoted();
  void take_report(Rank from, const Report& report, double now);
  std::optional<TrialId> take_next();
  void look_elsewhere(double now);
  Assign next_for(Rank worker, double now);

  Work work_;
  std::vector<Trial> trials_;           // by id
  std::vector<TrialId> queue_;          // longest last
  std::deque<TrialId> again_;           // failed, or lost with a worker: after all others
  std::vector<TrialId> elsewhere_;      // other processes have them
  std::vector<std::deque<Held>> held_;  // [rank] assigned and not reported, in order
  std::vector<WorkerView> views_;       // [rank]
  std::vector<double> left_;            // [group] the sum of its trials' shares that are left
  std::size_t waiting_ = 0;             // workers
  std::size_t gone_ = 0;                // workers
  std::size_t running_ = 0;
  std::size_t reports_ = 0;
  std::size_t next_sort_ = 4;
  double spent_ = 0;             // seconds of trials
  double looked_elsewhere_ = 0;  // when
  Progress counts_;
  std::string trouble_;
  bool draining_ = false;
};

}  // namespace quanvas::dispatch
