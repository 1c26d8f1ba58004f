// A sign of life, whatever the process does meanwhile; and whether this process itself was away, as one is that its
// batch system suspends.
#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <mutex>
#include <thread>
#include <vector>

#include "dispatch/transport.hpp"

namespace quanvas::dispatch {

// Says Alive to some ranks every so often, from a thread of its own, until it goes out of scope or cannot be heard any
// more.
class Heartbeat {
 public:
  using Clock = std::chrono::steady_clock;

  Heartbeat(Transport& transport, std::vector<Rank> listeners, std::chrono::milliseconds every);

  // For how long it has beaten without a pause that was longer than such a one takes on a busy machine: the silence of
  // others is theirs for so long. Zero right after such a pause.
  Clock::duration steady_for(Clock::time_point now) const;

 private:
  // Between two beats of a process that is merely busy.
  std::chrono::milliseconds longest_pause() const { return 4 * every_; }

  std::chrono::milliseconds every_;
  std::atomic<Clock::time_point> beat_;    // the last one
  std::atomic<Clock::time_point> steady_;  // since when
  std::mutex mutex_;
  std::condition_variable_any woken_;
  std::jthread thread_;
};

}  // namespace quanvas::dispatch
