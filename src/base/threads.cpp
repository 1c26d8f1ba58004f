#include "base/threads.hpp"

#include <algorithm>
#include <atomic>
#include <memory>
#include <thread>
#include <vector>

#include <sched.h>
#include <unistd.h>

namespace quanvas {
namespace {

thread_local std::size_t own_threads = 0;  // as set by use_threads(), 0 before
thread_local bool with_others = false;

// The helpers of one thread, which is the only one to call run(). A child process inherits the object after a fork, but
// not its helpers: it starts others.
class Crew {
 public:
  Crew() = default;
  Crew(const Crew&) = delete;
  Crew& operator=(const Crew&) = delete;

  ~Crew() {
    forget_other_process();
    work_ = nullptr;
    start_round();
    for (std::thread& helper : *helpers_) helper.join();
  }

  void run(std::size_t threads, detail::ThreadWork work, void* context) {
    forget_other_process();
    while (helpers_->size() + 1 < threads) add_helper();
    work_ = work;
    context_ = context;
    threads_ = threads;
    working_.store(helpers_->size(), std::memory_order_relaxed);
    start_round();
    with_others = true;
    work(context, 0);
    with_others = false;
    for (std::size_t left = working_.load(std::memory_order_acquire); left > 0;
         left = working_.load(std::memory_order_acquire))
      working_.wait(left, std::memory_order_acquire);
  }

 private:
  // The handles of threads of another process can neither be joined nor destroyed.
  void forget_other_process() {
    if (process_ == getpid()) return;
    static_cast<void>(helpers_.release());
    helpers_ = std::make_unique<std::vector<std::thread>>();
    process_ = getpid();
  }

  void start_round() {
    round_.fetch_add(1, std::memory_order_release);
    round_.notify_all();
  }

  void add_helper() {
    const std::size_t number = helpers_->size() + 1;
    const std::size_t before = round_.load(std::memory_order_relaxed);
    helpers_->emplace_back([this, number, before] { help(number, before); });
  }

  void help(std::size_t number, std::size_t round) {
    with_others = true;
    for (;; ++round) {
      round_.wait(round, std::memory_order_acquire);
      if (!work_) return;
      if (number < threads_) work_(context_, number);
      if (working_.fetch_sub(1, std::memory_order_release) == 1) working_.notify_one();
    }
  }

  std::atomic<std::size_t> round_{0};
  std::atomic<std::size_t> working_{0};  // helpers that have not ended this round
  detail::ThreadWork work_ = nullptr;
  void* context_ = nullptr;
  std::size_t threads_ = 1;
  std::unique_ptr<std::vector<std::thread>> helpers_ = std::make_unique<std::vector<std::thread>>();
  pid_t process_ = getpid();  // that the helpers are threads of
};

}  // namespace

std::size_t usable_cores() {
  cpu_set_t cores;
  CPU_ZERO(&cores);
  if (sched_getaffinity(0, sizeof cores, &cores) != 0) return 1;
  return static_cast<std::size_t>(std::max(CPU_COUNT(&cores), 1));
}

void use_threads(std::size_t count) { own_threads = count; }

std::size_t threads_in_use() { return own_threads > 0 ? own_threads : usable_cores(); }

bool runs_with_others() { return with_others; }

void detail::run_on_threads(std::size_t threads, ThreadWork work, void* context) {
  if (threads <= 1 || with_others) {
    for (std::size_t thread = 0; thread < threads; ++thread) work(context, thread);
    return;
  }
  thread_local Crew crew;
  crew.run(threads, work, context);
}

}  // namespace quanvas
