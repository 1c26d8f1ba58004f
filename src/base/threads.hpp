// Threads that compute together with the one that calls. Those that wait sleep: beside another training, or any busy
// program, a waiting thread that spins would take the core that the work needs.
#pragma once

#include <cstddef>

namespace quanvas {

// The cores that this process is allowed to run on.
std::size_t usable_cores();

// How many threads the work of the calling thread may be spread over, itself included; the usable cores where it was
// never set.
void use_threads(std::size_t count);
std::size_t threads_in_use();

// Whether the calling thread is one of several that run together; what it starts then runs on it alone.
bool runs_with_others();

namespace detail {
using ThreadWork = void (*)(void* context, std::size_t thread) noexcept;
void run_on_threads(std::size_t threads, ThreadWork work, void* context);
}  // namespace detail

// Calls work(thread) for thread = 0 .. threads - 1 at the same time, 0 on the calling thread, and returns when all have
// returned; they do not throw. The threads are started once and kept until the calling thread ends. Throws
// std::system_error where one cannot be started.
template <class Work>
void run_on_threads(std::size_t threads, Work& work) {
  detail::run_on_threads(
      threads, [](void* context, std::size_t thread) noexcept { (*static_cast<Work*>(context))(thread); }, &work);
}

}  // namespace quanvas
