#include "store/running.hpp"

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <csignal>
#include <ctime>
#include <fstream>
#include <optional>

#include <fcntl.h>
#include <unistd.h>

#include "base/error.hpp"
#include "base/text.hpp"
#include "store/file.hpp"

namespace quanvas::store {
namespace {

namespace fs = std::filesystem;

// A mark is lines of fixed length, so that each can be overwritten alone: the trial, when it began (seconds since
// 1970), the signal that arrived, and how many processes the host's system had killed by then for want of memory.
constexpr std::size_t kKeyLength = 32;
constexpr std::size_t kSignalOffset = 7 + kKeyLength + 18;

std::atomic<int> own_mark{-1};
std::atomic<int> noted{0};  // the signal

// Processes that this host's system has killed for want of memory since its start. It tells the process itself nothing.
std::int64_t memory_kills() {
  std::ifstream file("/proc/vmstat");
  constexpr std::string_view kName = "oom_kill ";
  for (std::string line; std::getline(file, line);)
    if (line.starts_with(kName)) return parse_integer(std::string_view(line).substr(kName.size())).value_or(0);
  return 0;
}

std::string mark_text(const std::string& key) {
  return fmt::format("trial {:<{}}\nsince {:>11}\nsignal {:>2}\nmemory {:>11}\n", key, kKeyLength, std::time(nullptr),
                     noted.load(), memory_kills());
}

struct Mark {
  std::string key;
  std::string since;
  int signal = 0;
  std::optional<std::int64_t> memory_kills;  // nothing in marks of older programs
};

bool is_key(std::string_view text) {
  return text.size() == kKeyLength && std::ranges::all_of(text, [](char c) {
           return std::string_view("0123456789abcdef").find(c) != std::string_view::npos;
         });
}

Mark read_mark(const fs::path& path) {
  const std::vector<std::byte> bytes = read_whole(path);
  Mark mark;
  for (const std::string_view line : split({reinterpret_cast<const char*>(bytes.data()), bytes.size()}, '\n')) {
    if (line.starts_with("trial ") && is_key(trim(line.substr(6)))) mark.key = trim(line.substr(6));
    if (line.starts_with("since ")) mark.since = trim(line.substr(6));
    if (line.starts_with("memory ")) mark.memory_kills = parse_integer(trim(line.substr(7)));
    if (line.starts_with("signal ")) mark.signal = static_cast<int>(parse_integer(trim(line.substr(7))).value_or(0));
  }
  return mark;
}

// A process that has ended with a mark.
struct Gone {
  std::string name;
  Mark mark;

  bool was_told() const { return std::ranges::count(kStopSignals, mark.signal) > 0; }
  bool crashed() const { return std::ranges::count(kCrashSignals, mark.signal) > 0 || lacked_memory(); }
  bool lacked_memory() const {
    return mark.signal == 0 && mark.memory_kills && Process::parse(name)->host == host_name() &&
           memory_kills() > *mark.memory_kills;
  }
};

constexpr std::string_view kBegan = " began it at ";     // in every line
constexpr std::string_view kAlone = " crashed";          // in those of crashes that count against the trial
constexpr std::string_view kOlder = " died of signal ";  // likewise, as older programs wrote it

Incidents read_incidents(const fs::path& path) {
  const std::vector<std::byte> bytes = read_whole(path);
  Incidents incidents;
  for (const std::string_view line : split({reinterpret_cast<const char*>(bytes.data()), bytes.size()}, '\n')) {
    if (line.find(kBegan) == std::string_view::npos) continue;  // a file system may leave others
    const bool counts = line.find(kAlone) != std::string_view::npos || line.find(kOlder) != std::string_view::npos;
    (counts ? incidents.crashes : incidents.others).emplace_back(line);
  }
  return incidents;
}

std::string describe(const Gone& gone, bool shared) {
  if (shared) return fmt::format("ended, as all processes did, of signal {}", gone.mark.signal);
  if (gone.lacked_memory()) return "crashed: the system killed it for want of memory";
  if (gone.crashed()) return fmt::format("crashed with signal {}", gone.mark.signal);
  return "was ended from outside";
}

void add_incident(const Folder& folder, const Gone& gone, bool shared) {
  const std::string line = fmt::format("{}{}{} and {}", gone.name, kBegan, gone.mark.since, describe(gone, shared));
  const Incidents known = incidents_of(folder, {gone.mark.key});
  std::vector<std::string> lines = known.crashes;
  lines.insert(lines.end(), known.others.begin(), known.others.end());
  if (std::ranges::find(lines, line) != lines.end()) return;  // noted before this was interrupted
  lines.push_back(line);
  const std::string text = join(lines, "\n");
  write_whole(folder.crashes() / gone.mark.key, std::as_bytes(std::span(text)));
}

}  // namespace

RunningMark::RunningMark(const Folder& folder) : path_(folder.running() / unique_name()) {
  descriptor_ = ::open(path_.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
  if (descriptor_ < 0) fail_errno(path_.string(), "cannot create the file");
  end();
  own_mark = descriptor_;
}

RunningMark::~RunningMark() {
  own_mark = -1;
  ::close(descriptor_);
  ::unlink(path_.c_str());
}

void RunningMark::begin(const trial::Key& key) { write(key.text); }
void RunningMark::end() { write(""); }

void RunningMark::write(const std::string& key) {
  const std::string text = mark_text(key);
  if (::pwrite(descriptor_, text.data(), text.size(), 0) != static_cast<ssize_t>(text.size()))
    fail_errno(path_.string(), "cannot write");
}

void note_signal(int signal) {
  noted = signal;
  const int descriptor = own_mark;
  if (descriptor < 0) return;
  const char digits[] = {static_cast<char>(signal >= 10 ? '0' + signal / 10 % 10 : ' '),
                         static_cast<char>('0' + signal % 10)};
  // Nothing can be done here where it fails.
  [[maybe_unused]] const ssize_t written = ::pwrite(descriptor, digits, sizeof digits, kSignalOffset + 7);
}

bool is_gone(const Process& process) { return !lives(process).value_or(false); }

std::vector<trial::Key> record_crashes(const Folder& folder, const std::function<bool(const Process&)>& is_lost) {
  std::vector<Gone> all;
  std::error_code code;
  for (const auto& entry : fs::directory_iterator(folder.running(), code)) {
    const std::string name = entry.path().filename().string();
    if (const auto process = Process::parse(name); process && is_lost(*process))
      all.push_back({.name = name, .mark = read_mark(entry.path())});
  }
  // What strikes every process of a run at once, such as a file system that vanishes, is no trial's doing.
  const bool shared = all.size() > 1 && std::ranges::all_of(all, &Gone::crashed);
  std::vector<trial::Key> trials;
  for (const Gone& gone : all) {
    if (!gone.mark.key.empty() && !gone.was_told()) {
      add_incident(folder, gone, shared);
      if (gone.crashed() && !shared) trials.push_back({gone.mark.key});
    }
    fs::remove(folder.running() / gone.name, code);
  }
  return trials;
}

Incidents incidents_of(const Folder& folder, const trial::Key& key) {
  const fs::path path = folder.crashes() / key.text;
  std::error_code ignored;
  return fs::exists(path, ignored) ? read_incidents(path) : Incidents{};
}

std::map<trial::Key, Incidents> all_incidents(const Folder& folder) {
  std::map<trial::Key, Incidents> all;
  std::error_code code;
  for (const auto& entry : fs::directory_iterator(folder.crashes(), code))
    if (const std::string name = entry.path().filename().string(); !name.starts_with('.'))
      all[{name}] = read_incidents(entry.path());
  return all;
}

void forget_incidents(const Folder& folder, const trial::Key& key) {
  std::error_code ignored;
  fs::remove(folder.crashes() / key.text, ignored);
}

}  // namespace quanvas::store
