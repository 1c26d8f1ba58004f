#include "dispatch/coordinate.hpp"

#include <chrono>
#include <utility>

#include "base/error.hpp"

namespace quanvas::dispatch {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::chrono::milliseconds kPatience{500};
constexpr double kObserveEvery = 0.2;  // seconds
constexpr double kJudgeEvery = 1.0;    // seconds

class Loop {
 public:
  Loop(Transport& transport, Work work, const CoordinateOptions& options)
      : transport_(transport), options_(options), coordinator_(std::move(work), transport.ranks() - 1) {}

  Ending run() {
    observe();
    listened_ = judged_ = now();
    while (!coordinator_.ended()) {
      if (!coordinator_.stopping() && options_.stop && options_.stop()) coordinator_.drain();
      if (coordinator_.stopping()) tell_to_stop();
      if (told_ && options_.patience && now() - *told_ > *options_.patience) break;
      listen();
      send(coordinator_.feed(now()));
      observe();
    }
    tell_to_stop();  // those that are alive after all
    require(coordinator_.trouble().empty(), "{}", coordinator_.trouble());
    return {.progress = coordinator_.progress(now()),
            .finished = coordinator_.finished(),
            .lost_workers = lost_workers_,
            .unended = coordinator_.unended()};
  }

 private:
  double now() const { return std::chrono::duration<double>(Clock::now() - start_).count(); }

  void send(const std::vector<Coordinator::Outgoing>& all) {
    for (const auto& [to, message] : all) transport_.send(to, to_bytes(message));
  }

  void observe() {
    if (!options_.observer || (now() - observed_ < kObserveEvery && !coordinator_.ended())) return;
    options_.observer(coordinator_, observed_ = now());
  }

  void tell_to_stop() {
    if (told_) return;
    told_ = now();
    for (const Rank worker : transport_.others()) transport_.send(worker, to_bytes(Stop{}));
  }

  // Takes the next message, if one comes soon, and looks for workers that are silent.
  void listen() {
    const auto envelope = transport_.receive(kPatience);
    const double deaf = now() - std::exchange(listened_, now());
    if (deaf > kJudgeEvery) coordinator_.excuse(deaf);
    if (envelope) send(coordinator_.take(envelope->from, from_bytes(envelope->bytes), listened_));
    if (!options_.silence || listened_ - judged_ <= kJudgeEvery) return;
    judged_ = listened_;
    mark_silent_lost();
  }

  void mark_silent_lost() {
    for (const Rank rank : coordinator_.silent(now(), *options_.silence)) {
      const Process process = coordinator_.workers()[rank.value].process;
      const LostWorker worker{.process = process, .trial = coordinator_.mark_worker_lost(rank)};
      ++lost_workers_;
      if (!options_.lost) continue;
      for (const TrialId trial : options_.lost(coordinator_, worker)) coordinator_.mark_trial_lost(trial);
    }
  }

  Transport& transport_;
  const CoordinateOptions& options_;
  Coordinator coordinator_;
  const Clock::time_point start_ = Clock::now();
  std::size_t lost_workers_ = 0;
  std::optional<double> told_;  // to stop, when
  double observed_ = -1;
  double listened_ = 0;
  double judged_ = 0;
};

}  // namespace

Ending coordinate(Transport& transport, Work work, const CoordinateOptions& options) {
  return Loop(transport, std::move(work), options).run();
}

}  // namespace quanvas::dispatch
