#include "base/threads.hpp"

#include <algorithm>
#include <atomic>
#include <memory>
#include <thread>
#include <vector>

#include <sched.h>

namespace quanvas {
namespace {

std::size_t allowed_cores() {
  cpu_set_t cores;
  CPU_ZERO(&cores);
  return sched_getaffinity(0, sizeof cores, &cores) == 0 ? static_cast<std::size_t>(std::max(CPU_COUNT(&cores), 1)) : 1;
}

thread_local std::size_t own_threads = 0;  // as set by use_threads()
thread_local bool with_others = false;

// The helpers of one thread, which is the only one to call run().
class Crew {
 public:
  Crew() = default;
  Crew(const Crew&) = delete;
  Crew& operator=(const Crew&) = delete;

  ~Crew() {
    work_ = nullptr;
    start_round();
    for (const auto& helper : helpers_) helper->thread.join();
  }

  void run(std::size_t threads, void (*work)(void*, std::size_t), void* context) {
    while (helpers_.size() + 1 < threads) add_helper();
    work_ = work;
    context_ = context;
    threads_ = threads;
    working_.store(helpers_.size(), std::memory_order_relaxed);
    start_round();
    with_others = true;
    work(context, 0);
    with_others = false;
    for (std::size_t left = working_.load(std::memory_order_acquire); left > 0;
         left = working_.load(std::memory_order_acquire))
      working_.wait(left, std::memory_order_acquire);
  }

 private:
  struct Helper {
    std::thread thread;
  };

  void start_round() {
    round_.fetch_add(1, std::memory_order_release);
    round_.notify_all();
  }

  void add_helper() {
    const std::size_t number = helpers_.size() + 1;
    const std::size_t before = round_.load(std::memory_order_relaxed);
    helpers_.push_back(std::make_unique<Helper>());
    helpers_.back()->thread = std::thread([this, number, before] { help(number, before); });
  }

  void help(std::size_t number, std::size_t round) {
    with_others = true;
    for (;;) {
      round_.wait(round, std::memory_order_acquire);
      ++round;
      if (!work_) return;
      if (number < threads_) work_(context_, number);
      if (working_.fetch_sub(1, std::memory_order_release) == 1) working_.notify_one();
    }
  }

  std::atomic<std::size_t> round_{0};
  std::atomic<std::size_t> working_{0};  // helpers that have not ended this round
  void (*work_)(void*, std::size_t) = nullptr;
  void* context_ = nullptr;
  std::size_t threads_ = 1;
  std::vector<std::unique_ptr<Helper>> helpers_;
};

}  // namespace

void use_threads(std::size_t count) { own_threads = count; }

std::size_t threads_in_use() { return own_threads > 0 ? own_threads : allowed_cores(); }

bool runs_with_others() { return with_others; }

void detail::run_on_threads(std::size_t threads, void (*work)(void*, std::size_t), void* context) {
  if (threads <= 1 || with_others) {
    for (std::size_t thread = 0; thread < threads; ++thread) work(context, thread);
    return;
  }
  thread_local Crew crew;
  crew.run(threads, work, context);
}

}  // namespace quanvas
