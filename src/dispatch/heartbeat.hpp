// A sign of life, whatever the process does meanwhile.
#pragma once

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
  Heartbeat(Transport& transport, std::vector<Rank> listeners, std::chrono::milliseconds every);

 private:
  std::mutex mutex_;
  std::condition_variable_any woken_;
  std::jthread thread_;
};

}  // namespace quanvas::dispatch
