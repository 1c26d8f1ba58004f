#include "batch/command.hpp"

#include <array>
#include <cerrno>
#include <cstdlib>
#include <string_view>
#include <utility>

#include <fcntl.h>
#include <poll.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/error.hpp"
#include "base/text.hpp"

namespace quanvas::batch {
namespace {

class Pipe {
 public:
  Pipe() {
    if (::pipe2(ends_.data(), O_CLOEXEC) != 0) fail_errno("a pipe", "cannot be made");
  }
  Pipe(const Pipe&) = delete;
  Pipe& operator=(const Pipe&) = delete;
  ~Pipe() {
    for (const int end : ends_)
      if (end >= 0) ::close(end);
  }
  int from() const { return ends_[0]; }
  int to() const { return ends_[1]; }
  void close_to() { ::close(std::exchange(ends_[1], -1)); }

 private:
  std::array<int, 2> ends_{-1, -1};
};

// Reads both until both have ended.
void drain(const Pipe& output, const Pipe& errors, Answer& answer) {
  std::array<pollfd, 2> open{pollfd{.fd = output.from(), .events = POLLIN, .revents = 0},
                             pollfd{.fd = errors.from(), .events = POLLIN, .revents = 0}};
  const std::array<std::string*, 2> texts{&answer.output, &answer.errors};
  while (open[0].fd >= 0 || open[1].fd >= 0) {
    if (::poll(open.data(), open.size(), -1) < 0 && errno != EINTR) break;
    for (std::size_t i = 0; i < open.size(); ++i) {
      if (open[i].fd < 0 || open[i].revents == 0) continue;
      char bytes[4096];
      const ssize_t got = ::read(open[i].fd, bytes, sizeof bytes);
      if (got > 0) texts[i]->append(bytes, static_cast<std::size_t>(got));
      else if (got == 0 || errno != EINTR) open[i].fd = -1;
    }
  }
}

}  // namespace

Answer run_command(const std::vector<std::string>& words) {
  Pipe output;
  Pipe errors;
  Pipe failure;  // carries the errno of an exec that failed
  std::vector<char*> arguments;
  for (const std::string& word : words) arguments.push_back(const_cast<char*>(word.c_str()));
  arguments.push_back(nullptr);
  const pid_t child = ::fork();
  if (child < 0) fail_errno(words[0], "cannot start a process");
  if (child == 0) {
    ::dup2(output.to(), STDOUT_FILENO);
    ::dup2(errors.to(), STDERR_FILENO);
    ::execvp(arguments[0], arguments.data());
    const int code = errno;
    [[maybe_unused]] const ssize_t written = ::write(failure.to(), &code, sizeof code);
    ::_exit(127);
  }
  output.close_to();
  errors.close_to();
  failure.close_to();
  Answer answer;
  drain(output, errors, answer);
  int status = 0;
  while (::waitpid(child, &status, 0) < 0 && errno == EINTR) {}
  int code = 0;
  if (::read(failure.from(), &code, sizeof code) == sizeof code) {
    errno = code;
    fail_errno(words[0], "cannot be run");
  }
  answer.exit_code = WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
  return answer;
}

bool has_command(const std::string& name) {
  const char* const path = std::getenv("PATH");
  for (const std::string_view folder : split(path ? path : "/usr/bin", ':'))
    if (::access(fmt::format("{}/{}", folder, name).c_str(), X_OK) == 0) return true;
  return false;
}

std::string shell_word(const std::string& word) {
  constexpr std::string_view kPlain = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-./=:,+@%";
  if (!word.empty() && word.find_first_not_of(kPlain) == std::string::npos) return word;
  std::string quoted = "'";
  for (const char c : word) {
    if (c == '\'') quoted += "'\\''";
    else quoted += c;
  }
  return quoted + "'";
}

}  // namespace quanvas::batch
