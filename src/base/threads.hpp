// The threads of the process that compute together with the one that calls. Those that wait sleep: beside other busy
// programs, or another training, a waiting thread that spins would take the core that the work needs.
#pragma once

#include <cstddef>
#include <type_traits>

namespace quanvas {

// The number of threads that work started by the calling thread may use; every core's where it was never set.
void use_threads(std::size_t count);
std::size_t threads_in_use();

// Whether the calling thread is one of several that run together; what it starts then runs on it alone.
bool runs_with_others();

namespace detail {
void run_on_threads(std::size_t threads, void (*work)(void* context, std::size_t thread), void* context);
}

// Calls work(thread) for thread = 0 .. threads - 1 at the same time, 0 on the calling thread, and returns when all have
// returned. They must not throw. The threads are started once and kept until the calling thread ends.
template <class Work>
void run_on_threads(std::size_t threads, Work&& work) {
  detail::run_on_threads(
      threads,
      [](void* context, std::size_t thread) { (*static_cast<std::remove_reference_t<Work>*>(context))(thread); },
      const_cast<void*>(static_cast<const void*>(&work)));
}

}  // namespace quanvas
