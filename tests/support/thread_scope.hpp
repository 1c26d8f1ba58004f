// The number of threads for the length of a scope, used for however little work.
#pragma once

#include "sim/engine/parallel.hpp"

namespace quanvas::test {

class ThreadScope {
 public:
  explicit ThreadScope(std::size_t count) : before_(threads_in_use()) {
    use_threads(count);
    sim::set_worth_seconds(0);
  }
  ThreadScope(const ThreadScope&) = delete;
  ThreadScope& operator=(const ThreadScope&) = delete;
  ~ThreadScope() {
    use_threads(before_);
    sim::set_worth_seconds(sim::kWorthSeconds);
  }

 private:
  std::size_t before_;
};

}  // namespace quanvas::test
