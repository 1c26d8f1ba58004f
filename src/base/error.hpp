// The error of the whole project: something outside is wrong (a file, an option, a shape, a resource). Its message
// says what failed and what to try; callers add a line of context on the way up. Not for broken promises inside
// (assert) and not for experiments that went badly (values; trial/outcome.hpp).
#pragma once

#include <exception>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <fmt/format.h>

namespace quanvas {

class Error : public std::exception {
 public:
  explicit Error(std::string message);

  // Puts `line` before the message: "line: message". The outermost context is added last and read first.
  void add_context(std::string_view line);

  const char* what() const noexcept override { return text_.c_str(); }

 private:
  std::string text_;
};

// Throws Error with the formatted message.
template <class... Args>
[[noreturn]] void fail(fmt::format_string<Args...> format, Args&&... args) {
  throw Error(fmt::format(format, std::forward<Args>(args)...));
}

// Throws Error with the formatted message unless `holds`.
template <class... Args>
void require(bool holds, fmt::format_string<Args...> format, Args&&... args) {
  if (!holds) fail(format, std::forward<Args>(args)...);
}

// Runs `work` and adds `context` to any Error it throws.
template <class Work>
decltype(auto) with_context(std::string_view context, Work&& work) {
  try {
    return std::forward<Work>(work)();
  } catch (Error& error) {
    error.add_context(context);
    throw;
  }
}

// Stands behind a switch over all values of an enum, which has no default: the compiler names the switch that a new
// value is missing from. Throws Error, for a value that is none.
[[noreturn]] void no_such_value();

// Throws Error "PATH: ACTION: strerror(errno)", with a hint for the errors people meet (no space, no permission,
// read-only file system, missing folder). Call directly after the failed system call.
[[noreturn]] void fail_errno(std::string_view path, std::string_view action);

}  // namespace quanvas
