// How MPI is called: its failures are errors, and what takes time is asked for rather than waited for.
#pragma once

#include <algorithm>
#include <chrono>
#include <thread>

namespace quanvas::dispatch {

// Throws Error with MPI's own reason unless `code` is that of success.
void check(int code, const char* what);

// Calls `ask` until it returns something, which is returned, or until the deadline. Sleeps in between: MPI's own
// waiting spins on a core that a worker could use.
template <class Ask>
auto ask_until(std::chrono::steady_clock::time_point deadline, Ask&& ask) {
  constexpr std::chrono::microseconds kShortestNap{20};
  constexpr std::chrono::microseconds kLongestNap{1000};
  for (auto nap = kShortestNap;; nap = std::min(2 * nap, kLongestNap)) {
    auto answer = ask();
    if (answer || std::chrono::steady_clock::now() >= deadline) return answer;
    std::this_thread::sleep_for(nap);
  }
}

}  // namespace quanvas::dispatch
