// The coordinator: a state machine that decides who does what, and the loop that runs it over a transport. It knows
// trials as texts and costs; it does not know what they compute, and it reads no clock but for progress.
#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <vector>

#include "dispatch/message.hpp"
#include "dispatch/transport.hpp"

namespace quanvas::dispatch {

struct Task {
  TrialId id;
  std::string spec;  // trial::spec_text
  double cost = 1;   // in any unit; decides the order and the share of the work that is done
};

struct Progress {
  std::size_t total = 0;
  std::size_t completed = 0;
  std::size_t diverged = 0;
  std::size_t failed = 0;
  std::size_t running = 0;
  double cost_total = 0;
  double cost_done = 0;

  std::size_t done() const { return completed + diverged + failed; }
};

class Coordinator {
 public:
  // Tasks are handed out longest first; of equal cost in the order given.
  Coordinator(std::vector<Task> tasks, std::size_t workers);

  struct Outgoing {
    Rank to;
    Message message;
  };

  // What to send on a message from a worker. A second report of a trial changes nothing. Throws Error for a message that
  // a worker does not send.
  std::vector<Outgoing> take(Rank from, const Message& message);

  // Hands out no more trials.
  void drain() { draining_ = true; }

  bool finished() const { return progress_.done() == progress_.total; }
  bool stopping() const { return finished() || draining_ || !trouble_.empty(); }  // nothing more is handed out
  bool ended() const { return left_ == holding_.size() - 1; }                      // every worker has said Bye
  const Progress& progress() const { return progress_; }
  const std::string& trouble() const { return trouble_; }  // why the sweep cannot go on, or ""

 private:
  Assign next_for(Rank worker);

  std::vector<Task> queue_;            // longest last
  std::vector<double> costs_;          // by position in `reported_`
  std::vector<std::size_t> holding_;   // [rank] tasks handed out and not reported
  std::vector<bool> reported_;         // by trial id
  std::size_t left_ = 0;               // workers that have said Bye
  Progress progress_;
  std::string trouble_;
  bool draining_ = false;
};

struct CoordinateOptions {
  std::function<void(const Progress&)> observer;  // called after every message and about every second
  std::function<bool()> stop;                     // asked as often: whether to hand out no more and end
};

// Runs the tasks on ranks 1 .. of the transport and returns when every worker has ended: when all tasks are reported, or
// earlier where `stop` or a worker asks for it. Throws Error where a worker cannot keep its results.
Progress coordinate(Transport& transport, std::vector<Task> tasks, const CoordinateOptions& options);

}  // namespace quanvas::dispatch
