#include "base/process.hpp"

#include <cerrno>
#include <csignal>
#include <fstream>
#include <vector>

#include <fcntl.h>
#include <unistd.h>

#include <fmt/format.h>

#include "base/text.hpp"

namespace quanvas {
namespace {

struct Stat {
  char state = '?';
  std::uint64_t start = 0;
};

// What the system says of a process: "NUMBER (NAME) STATE ...", where NAME may hold anything, and START is the 22nd
// field.
std::optional<Stat> read_stat(std::int64_t process) {
  std::ifstream file(fmt::format("/proc/{}/stat", process));
  std::string line;
  const std::size_t name_end = std::getline(file, line) ? line.rfind(") ") : std::string::npos;
  if (name_end == std::string::npos) return std::nullopt;
  const std::vector<std::string_view> fields = split(std::string_view(line).substr(name_end + 2), ' ');
  constexpr std::size_t kStart = 22 - 3;
  if (fields.size() <= kStart || fields[0].empty()) return std::nullopt;
  return Stat{.state = fields[0][0], .start = parse_unsigned(fields[kStart]).value_or(0)};
}

}  // namespace

std::string host_name() {
  char host[256] = "host";
  ::gethostname(host, sizeof host - 1);
  return host;
}

Process Process::self() {
  return {.host = host_name(), .number = ::getpid(), .start = read_stat(::getpid()).value_or(Stat{}).start};
}

std::optional<Process> Process::parse(std::string_view text) {
  const std::vector<std::string_view> parts = split(text, '~');
  if (parts.size() < 3 || parts[0].empty()) return std::nullopt;
  const auto number = parse_integer(parts[1]);
  const auto start = parse_unsigned(parts[2]);
  if (!number || *number <= 0 || !start) return std::nullopt;
  return Process{.host = std::string(parts[0]), .number = *number, .start = *start};
}

std::string Process::text() const { return fmt::format("{}~{}~{}", host, number, start); }

std::optional<bool> lives(const Process& process) {
  if (process.host != host_name()) return std::nullopt;
  if (::kill(static_cast<pid_t>(process.number), 0) != 0 && errno == ESRCH) return false;
  const std::optional<Stat> stat = read_stat(process.number);
  if (!stat) return true;
  return stat->state != 'Z' && stat->state != 'X' && (process.start == 0 || stat->start == process.start);
}

void occupy_standard_descriptors() {
  for (const int descriptor : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO})
    if (::fcntl(descriptor, F_GETFD) < 0 && errno == EBADF)  // what is opened next has the lowest free number: this one
        [[maybe_unused]]
      const int opened = ::open("/dev/null", descriptor == STDIN_FILENO ? O_WRONLY : O_RDONLY);
}

}  // namespace quanvas
